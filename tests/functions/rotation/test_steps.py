import json

import pytest
from rotation.errors import MalformedSecretError
from rotation.steps import Step

from tests.functions.rotation.worlds import World


def test_a_malformed_current_version_stops_the_rotation_before_it_begins(world: World) -> None:
    half = json.dumps({"password": "planted\0"})
    world.secrets.put_secret_value(SecretId=world.name, SecretString=half)

    with pytest.raises(MalformedSecretError, match=r"^AWSCURRENT is malformed: "):
        world.step(Step.CREATE)

    assert world.versions().read_own() is None


@pytest.mark.parametrize("step", Step)
def test_a_malformed_pending_version_is_named_and_never_promoted(world: World, step: Step) -> None:
    world.versions().write_pending(json.dumps({"password": "planted\0"}))

    with pytest.raises(MalformedSecretError, match=r"^AWSPENDING is malformed: "):
        world.step(step)

    assert world.holders("AWSCURRENT") != [world.token]
    assert world.application_logs_in()


def test_a_malformed_previous_version_does_not_stop_the_next_rotation(world: World) -> None:
    for text in ('{"engine": "none"}', json.dumps(world.original)):
        world.secrets.put_secret_value(SecretId=world.name, SecretString=text)
    world.token = world.start()

    world.rotate()

    assert world.application_logs_in()
