"""Deliveries that come twice, late, at once, out of order, or for another rotation."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from rotation.errors import LoginRefusedError, RotationError, StagingError
from rotation.steps import Step

from tests.functions.rotation.faults import Faults
from tests.functions.rotation.worlds import DatabaseWorld, World


def test_a_step_that_is_delivered_twice_changes_something_once(
    world: World, faults: Faults
) -> None:
    for step in Step:
        world.step(step)
        faults.calls.clear()
        world.step(step)
        assert faults.changes() == []
    assert world.application_logs_in()
    assert world.holders("AWSCURRENT") == [world.token]


def test_a_finished_rotation_that_is_delivered_again_changes_nothing(
    world: World, faults: Faults
) -> None:
    world.rotate()
    done = world.document("AWSCURRENT")
    faults.calls.clear()

    world.rotate()

    assert faults.changes() == []
    assert world.document("AWSCURRENT") == done


@pytest.mark.parametrize("step", Step)
def test_two_deliveries_of_a_step_at_the_same_time_agree(world: World, step: Step) -> None:
    for earlier in list(Step)[: list(Step).index(step)]:
        world.step(earlier)

    with ThreadPoolExecutor(2) as pool:
        deliveries = [pool.submit(world.deliver, step) for _ in range(2)]
    # One of them may have to give way, and is delivered again.
    failures = [delivery.exception() for delivery in deliveries]
    assert all(failure is None or isinstance(failure, RotationError) for failure in failures)

    world.rotate()
    assert world.holders("AWSCURRENT") == [world.token]
    assert world.application_logs_in()


@pytest.mark.parametrize("done", range(1, 5))
def test_a_newer_rotation_wins_and_the_older_one_stops(world: World, done: int) -> None:
    older = world.token
    for step in list(Step)[: done - 1]:
        world.step(step)
    newer = world.start()

    world.rotate(newer)

    for step in Step:
        with pytest.raises(StagingError, match=older):
            world.step(step, older)
    assert world.holders("AWSCURRENT") == [newer]
    assert world.application_logs_in()


def test_an_older_rotation_that_is_overtaken_before_its_change_changes_nothing(
    new_database_world: Callable[[], DatabaseWorld], faults: Faults
) -> None:
    world = new_database_world()
    world.step(Step.CREATE)
    newer: list[str] = []

    def overtake(name: str) -> None:
        if name == "log in" and not newer:
            newer.append(world.start())

    faults.on_call = overtake
    with pytest.raises(StagingError, match=world.token):
        world.step(Step.SET)
    faults.on_call = None

    assert world.accepts(world.original)
    world.rotate(newer[0])
    assert world.application_logs_in()


def test_a_rotation_that_another_delivery_finished_meanwhile_changes_nothing(
    new_database_world: Callable[[], DatabaseWorld], faults: Faults
) -> None:
    world = new_database_world()
    world.step(Step.CREATE)
    finished: list[bool] = []

    def finish(name: str) -> None:
        if name == "log in" and not finished:
            finished.append(True)
            world.deliver(Step.SET)
            world.deliver(Step.FINISH)

    faults.on_call = finish
    with pytest.raises(StagingError, match="another delivery"):
        world.step(Step.SET)

    assert world.application_logs_in()


@pytest.mark.parametrize("step", Step)
def test_labels_that_do_not_fit_stop_every_step_before_it_changes_anything(
    world: World, step: Step
) -> None:
    for earlier in list(Step)[: list(Step).index(step)]:
        world.step(earlier)
    unknown, token = "0" * 32, world.token

    with pytest.raises(StagingError, match=f"version {unknown} .* holds no label"):
        world.step(step, unknown)
    world.relabel("AWSPENDING", None)
    with pytest.raises(StagingError, match=f"version {token} .* holds no label, not AWSPENDING"):
        world.step(step)
    world.relabel("AWSPENDING", token)
    world.disable_rotation()
    with pytest.raises(StagingError, match=f"{world.name} has no rotation enabled"):
        world.step(step)

    assert len(world.holders("AWSCURRENT")) == 1


@pytest.mark.parametrize("step", [Step.CREATE, Step.SET, Step.TEST, Step.FINISH])
def test_a_secret_without_a_current_version_is_not_rotated(world: World, step: Step) -> None:
    for earlier in list(Step)[: list(Step).index(step)]:
        world.step(earlier)
    world.relabel("AWSCURRENT", None)

    with pytest.raises(StagingError, match=f"no version of {world.name} holds both AWSCURRENT"):
        world.step(step)


@pytest.mark.parametrize("step", [Step.SET, Step.TEST, Step.FINISH])
def test_a_step_before_create_secret_says_what_has_to_come_first(world: World, step: Step) -> None:
    with pytest.raises(StagingError, match="createSecret has to come first"):
        world.step(step)


def test_finish_without_set_does_not_promote_what_does_not_log_in(
    new_database_world: Callable[[], DatabaseWorld],
) -> None:
    world = new_database_world()
    world.step(Step.CREATE)

    with pytest.raises(LoginRefusedError, match="refuses user"):
        world.step(Step.FINISH)

    assert world.application_logs_in()
    assert world.holders("AWSCURRENT") != [world.token]
