import json
from collections.abc import Callable

import pytest
from rotation.database import accepts, new_database_password
from rotation.document import parse_database_secret
from rotation.errors import UnavailableError

from tests.functions.rotation.worlds import DatabaseWorld


def test_a_server_that_does_not_answer_has_not_refused_the_credential(
    new_database_world: Callable[[], DatabaseWorld],
) -> None:
    world = new_database_world()
    nowhere = parse_database_secret(json.dumps({**world.original, "port": 1}))

    with pytest.raises(UnavailableError, match="localhost:1"):
        accepts(world.engine_under_test(), nowhere)


def test_a_credential_is_accepted_or_refused(
    new_database_world: Callable[[], DatabaseWorld],
) -> None:
    world = new_database_world()
    secret = parse_database_secret(json.dumps(world.original))

    assert accepts(world.engine_under_test(), secret)
    wrong = secret.renewed(password=new_database_password())
    assert not accepts(world.engine_under_test(), wrong)
