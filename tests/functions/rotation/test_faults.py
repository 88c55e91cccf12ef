"""The proof: whatever breaks at whatever call, applications get back in and a retry converges."""

from collections.abc import Callable
from itertools import count

import pytest

from rotation.errors import StagingError
from rotation.steps import Step
from tests.functions.rotation.faults import Fault, Faults, Killed
from tests.functions.rotation.worlds import World


@pytest.mark.parametrize("fault", Fault, ids=lambda fault: fault.name.lower())
@pytest.mark.parametrize("step", Step)
def test_a_rotation_that_breaks_at_any_call_converges_when_it_is_tried_again(
    new_world: Callable[[], World], faults: Faults, step: Step, fault: Fault
) -> None:
    for call in count(1):
        world = new_world()
        for earlier in list(Step)[: list(Step).index(step)]:
            world.step(earlier)
        faults.arm(call, fault)
        try:
            world.step(step)
        except (Killed, Exception):  # noqa: BLE001 - whatever it was, what counts is the world after
            assert faults.fired
        fired, where = faults.fired, faults.calls
        faults.disarm()

        assert len(world.holders("AWSCURRENT")) == 1, where
        if world.zero_downtime:
            assert world.application_logs_in(), where

        # Secrets Manager begins anew; Lambda delivers the step that failed once more.
        world.rotate(first=Step.CREATE if fault is Fault.KILLED_BEFORE else step)

        assert world.holders("AWSCURRENT") == [world.token], where
        assert world.application_logs_in(), where
        assert world.original != world.document("AWSCURRENT"), where
        assert world.accepts(world.original) is world.keeps_previous, where
        if not fired:
            return
