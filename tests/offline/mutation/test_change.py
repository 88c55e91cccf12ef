"""Other values deep inside a resource's inputs."""

import json

import pytest

from offline.mutation.change import changed
from offline.mutation.operator import change
from offline.wire import Secret

INPUTS = {
    "flag": True,
    "count": 3,
    "text": "plain",
    "bracket": "[not json",
    "rules": [{"action": "block"}, {"action": "allow"}],
    "parameters": [{"name": "ssl", "value": "1"}, "a word"],
    "policy": json.dumps({"Statement": [{"Effect": "Deny"}]}),
    "password": Secret("plain"),
    "tiers": {"web": {"open": False}, "data": {"open": False}},
}


def outcomes(path: str, operator: str, argument: object = None) -> list[dict[str, object]]:
    return [after for _, after in changed(INPUTS, path, change(operator, argument))]


def places(path: str, operator: str, argument: object = None) -> list[str]:
    return [place for place, _ in changed(INPUTS, path, change(operator, argument))]


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
    assert places("rules/*/action", "weaken", "count") == ["rules/0/action", "rules/1/action"]


def test_an_entry_is_taken_out_of_a_list() -> None:
    (after,) = outcomes("rules/0", "remove")
    assert after["rules"] == [{"action": "allow"}]


def test_an_entry_is_found_by_its_name() -> None:
    (after,) = outcomes("parameters/name=ssl/value", "weaken", "0")
    assert after["parameters"] == [{"name": "ssl", "value": "0"}, "a word"]


def test_each_key_of_an_object_is_changed_by_itself() -> None:
    assert places("tiers/*/open", "flip") == ["tiers/web/open", "tiers/data/open"]


def test_json_texts_are_looked_into_and_stay_texts() -> None:
    (after,) = outcomes("policy/Statement", "open", {"Effect": "Allow"})
    assert json.loads(str(after["policy"]))["Statement"][-1] == {"Effect": "Allow"}


def test_what_is_secret_stays_secret_and_can_be_taken_away() -> None:
    (after,) = outcomes("password", "weaken", "other")
    assert after["password"] == Secret("other")
    (after,) = outcomes("password", "remove")
    assert "password" not in after


@pytest.mark.parametrize("path", ["count/deep", "text/deep", "bracket/deep", "absent", "flag/deep"])
def test_nothing_changes_where_there_is_nothing(path: str) -> None:
    assert outcomes(path, "weaken", "other") == []


def test_the_whole_is_named_by_a_dot() -> None:
    (found,) = changed(INPUTS, ".", change("open", {"acl": "public-read"}))
    assert found == (".", {**INPUTS, "acl": "public-read"})
