"""The proof: whatever breaks at whatever call, applications get back in and a retry converges."""

from collections.abc import Callable
from itertools import count

import pytest
from rotation.steps import Step

from tests.functions.rotation.faults import Fault, Faults, Killed
from tests.functions.rotation.worlds import World


@pytest.mark.parametrize("fault", Fault, ids=lambda fault: fault.name.lower())
@pytest.mark.parametrize("step", Step)
def test_a_rotation_that_breaks_at_any_call_converges_when_it_is_tried_again(
    new_world: Callable[[], World], faults: Faults, step: Step, fault: Fault
) -> None:
    world = before(new_world(), step)
    for call in count(1):
        broken = breaks(world, faults, step, call, fault)

        assert len(world.holders("AWSCURRENT")) == 1, faults.calls
        unchanged = not faults.changes()
        if world.zero_downtime or (unchanged and step in {Step.CREATE, Step.SET}):
            assert world.application_logs_in(), faults.calls
        if broken and unchanged:
            # Nothing but reading was done, so the same world can break at the next call too.
            assert world.original == world.document("AWSCURRENT")
            continue

        # Secrets Manager begins anew; Lambda delivers the step that failed once more.
        world.rotate(first=Step.CREATE if fault is Fault.KILLED_BEFORE else step)

        assert world.holders("AWSCURRENT") == [world.token], faults.calls
        assert world.application_logs_in(), faults.calls
        assert world.original != world.document("AWSCURRENT"), faults.calls
        assert world.accepts(world.original) is world.keeps_previous, faults.calls
        if not broken:
            return
        world = before(new_world(), step)


@pytest.mark.parametrize("step", [Step.SET, Step.FINISH])
def test_a_rotation_that_died_after_a_change_does_not_stop_a_newer_one(
    new_world: Callable[[], World], faults: Faults, step: Step
) -> None:
    world = before(new_world(), step)
    for call in count(1):
        broken = breaks(world, faults, step, call, Fault.ANSWER_LOST)
        if broken and not faults.changes():
            continue
        calls = list(faults.calls)
        newer = world.start()

        for newer_step in Step:
            world.step(newer_step, newer)
            if world.zero_downtime:
                assert world.application_logs_in(), (newer_step, calls)

        assert world.holders("AWSCURRENT") == [newer], calls
        assert world.application_logs_in(), calls
        if not broken:
            return
        world = before(new_world(), step)


def before(world: World, step: Step) -> World:
    for earlier in list(Step)[: list(Step).index(step)]:
        world.step(earlier)
    return world


def breaks(world: World, faults: Faults, step: Step, call: int, fault: Fault) -> bool:
    """Deliver a step that breaks at a call; False when it is done before it gets that far."""
    faults.arm(call, fault)
    try:
        world.step(step)
    except (Killed, Exception):  # noqa: BLE001 - whatever it was, what counts is the world after
        assert faults.fired
    faults.disarm()
    return faults.fired
