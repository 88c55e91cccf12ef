"""Other values deep inside a resource's inputs."""

import json

from offline.mutation.change import changed
from offline.mutation.operator import change
from offline.wire import Secret

INPUTS = {
    "flag": True,
    "rules": [{"action": "block"}, {"action": "allow"}],
    "parameters": [{"name": "ssl", "value": "1"}],
    "policy": json.dumps({"Statement": [{"Effect": "Deny"}]}),
    "password": Secret("plain"),
}


def outcomes(path: str, operator: str, argument: object = None) -> list[dict[str, object]]:
    return [after for _, after in changed(INPUTS, path, change(operator, argument))]


def test_a_flag_turns_over_and_the_original_stays() -> None:
    assert outcomes("flag", "flip") == [{**INPUTS, "flag": False}]
    assert INPUTS["flag"] is True


def test_a_property_is_taken_away() -> None:
    (after,) = outcomes("flag", "remove")
    assert "flag" not in after


def test_each_entry_of_a_list_is_changed_by_itself() -> None:
    found = [after["rules"] for after in outcomes("rules/*/action", "weaken", "count")]
    assert found == [
        [{"action": "count"}, {"action": "allow"}],
        [{"action": "block"}, {"action": "count"}],
    ]


def test_an_entry_is_found_by_its_name() -> None:
    (after,) = outcomes("parameters/name=ssl/value", "weaken", "0")
    assert after["parameters"] == [{"name": "ssl", "value": "0"}]


def test_json_texts_are_looked_into_and_stay_texts() -> None:
    (after,) = outcomes("policy/Statement", "open", {"Effect": "Allow"})
    assert json.loads(str(after["policy"]))["Statement"][-1] == {"Effect": "Allow"}


def test_what_is_secret_stays_secret() -> None:
    (after,) = outcomes("password", "weaken", "other")
    assert after["password"] == Secret("other")


def test_what_does_not_change_is_no_mutant() -> None:
    assert outcomes("flag", "weaken", True) == []
