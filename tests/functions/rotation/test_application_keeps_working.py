"""What an application sees that reads AWSCURRENT and logs in between any two calls."""

import itertools
import uuid
from collections.abc import Callable

import pytest
from rotation.steps import Step

from tests.functions.rotation.faults import Faults
from tests.functions.rotation.worlds import DatabaseWorld, World


def test_an_application_that_logs_in_after_every_call_is_never_refused_for_long(
    world: World, faults: Faults
) -> None:
    seen: list[tuple[str, bool]] = []
    faults.on_call = lambda name: seen.append((name, world.application_logs_in()))

    world.rotate()

    assert len(seen) > len(Step)
    refusals = [name for name, accepted in seen if not accepted]
    if world.zero_downtime:
        assert refusals == []
    else:
        # From the change of the password until the label moves: the price of a single user.
        spans = [accepted for accepted, _ in itertools.groupby(seen, key=lambda entry: entry[1])]
        assert spans == [True, False, True]
        assert seen[-1][1]


def test_rotations_in_a_row_leave_one_current_and_one_previous_version(world: World) -> None:
    for _ in range(3):
        world.rotate()
        assert world.application_logs_in()
        assert world.holders("AWSCURRENT") == [world.token]
        assert len(world.holders("AWSPREVIOUS")) == 1
        world.token = world.start()


def test_fields_that_rotation_does_not_know_stay_in_the_document(world: World) -> None:
    world.rotate()

    changed = {
        name
        for name, value in world.document("AWSCURRENT").items()
        if world.original[name] != value
    }
    assert changed <= {"username", "password", "jwt_signing_key", "api_key"}
    assert world.document("AWSCURRENT").keys() == world.original.keys()


@pytest.mark.parametrize("username", ["o'brien\"`", "100%s:n", "a@b\\"])
def test_a_user_with_any_name_and_an_awkward_password_can_be_rotated_twice(
    new_database_world: Callable[..., DatabaseWorld], username: str
) -> None:
    world = new_database_world(f"{username}-{uuid.uuid4().hex[:8]}")

    for _ in range(2):
        world.rotate()
        assert world.application_logs_in()
        world.token = world.start()
