"""The proof: whatever breaks at whatever call, applications get back in and a retry converges."""

from collections.abc import Callable

import pytest
from rotation.steps import Step

from tests.functions.rotation.faults import Fault, Faults, Killed, breaking_points, changing
from tests.functions.rotation.worlds import World


@pytest.mark.parametrize("fault", Fault, ids=lambda fault: fault.name.lower())
@pytest.mark.parametrize("step", Step)
def test_a_rotation_that_breaks_at_any_call_converges_when_it_is_tried_again(
    new_world: Callable[[], World], faults: Faults, step: Step, fault: Fault
) -> None:
    world, calls = undisturbed(new_world, faults, step)
    check_convergence(world, faults, step, fault)

    world = before(new_world(), step)
    for call in breaking_points(calls, fault):
        breaks(world, faults, step, call, fault)

        assert len(world.holders("AWSCURRENT")) == 1, faults.calls
        unchanged = not faults.changes()
        if world.zero_downtime or (unchanged and step in {Step.CREATE, Step.SET}):
            assert world.application_logs_in(), faults.calls
        if unchanged:
            # Nothing but reading was done, so the same world can break at the next call too.
            assert world.original == world.document("AWSCURRENT")
            continue

        check_convergence(world, faults, step, fault)
        world = before(new_world(), step)


def check_convergence(world: World, faults: Faults, step: Step, fault: Fault) -> None:
    """Secrets Manager begins anew after a death; Lambda delivers a step that failed once more."""
    world.rotate(first=Step.CREATE if fault is Fault.KILLED_BEFORE else step)

    assert world.holders("AWSCURRENT") == [world.token], faults.calls
    assert world.application_logs_in(), faults.calls
    assert world.original != world.document("AWSCURRENT"), faults.calls
    assert world.accepts(world.original) is world.keeps_previous, faults.calls


@pytest.mark.parametrize("step", [Step.SET, Step.FINISH])
def test_a_rotation_that_died_after_a_change_does_not_stop_a_newer_one(
    new_world: Callable[[], World], faults: Faults, step: Step
) -> None:
    world, calls = undisturbed(new_world, faults, step)
    check_newer_rotation(world, calls)

    for call in changing(calls):
        world = before(new_world(), step)
        breaks(world, faults, step, call, Fault.ANSWER_LOST)
        check_newer_rotation(world, faults.calls)


def check_newer_rotation(world: World, calls: list[str]) -> None:
    newer = world.start()

    for step in Step:
        world.step(step, newer)
        if world.zero_downtime:
            assert world.application_logs_in(), (step, calls)

    assert world.holders("AWSCURRENT") == [newer], calls
    assert world.application_logs_in(), calls


def undisturbed(
    new_world: Callable[[], World], faults: Faults, step: Step
) -> tuple[World, list[str]]:
    """A world after a step in which nothing broke, and the calls that the step made."""
    world = before(new_world(), step)
    faults.calls.clear()
    world.step(step)
    return world, list(faults.calls)


def before(world: World, step: Step) -> World:
    for earlier in list(Step)[: list(Step).index(step)]:
        world.step(earlier)
    return world


def breaks(world: World, faults: Faults, step: Step, call: int, fault: Fault) -> None:
    """Deliver a step that breaks at a call."""
    faults.arm(call, fault)
    with pytest.raises((Killed, Exception)):  # whatever it is, what counts is the world after
        world.step(step)
    assert faults.fired
    faults.disarm()
