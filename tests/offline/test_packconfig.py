from typing import Any

import pytest
from pulumi.runtime.proto import analyzer_pb2

from offline.errors import PackError
from offline.packconfig import RuleConfig, level_name, level_number, merged
from offline.wire import encode

SCHEMA = {
    "days": {"type": "integer", "default": 365},
    "names": {"type": "array"},
    "share": {"type": "number"},
    "on": {"type": "boolean"},
    "any": {},
}


def info(*, required: Any = (), initial: Any = None) -> Any:
    policy = analyzer_pb2.PolicyInfo(name="retention", enforcementLevel="ADVISORY")
    policy.configSchema.properties.CopyFrom(encode(SCHEMA))
    policy.configSchema.required.extend(required)
    plain = analyzer_pb2.PolicyInfo(name="named", enforcementLevel="MANDATORY")
    return analyzer_pb2.AnalyzerInfo(policies=[policy, plain], initialConfig=initial or {})


def test_without_anything_else_the_schemas_defaults_hold() -> None:
    assert merged(info(), {}) == {
        "retention": RuleConfig("advisory", {"days": 365}),
        "named": RuleConfig("mandatory", {}),
    }


def test_the_packs_own_configuration_wins_over_defaults_and_the_file_over_both() -> None:
    initial = {
        "retention": analyzer_pb2.PolicyConfig(
            enforcementLevel="MANDATORY", properties=encode({"days": 90, "on": True})
        )
    }
    own = merged(info(initial=initial), {})["retention"]
    assert own == RuleConfig("mandatory", {"days": 90, "on": True})
    file = {"retention": {"enforcementLevel": "disabled", "days": 30}}
    configured = merged(info(initial=initial), file)["retention"]
    assert configured == RuleConfig("disabled", {"days": 30, "on": True})


def test_an_entry_for_all_rules_is_weaker_than_one_for_a_rule() -> None:
    configured = merged(info(), {"all": "disabled", "named": "advisory"})
    assert [configured[name].level for name in ("retention", "named")] == ["disabled", "advisory"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"retenton": "advisory"}, "has no rule 'retenton'; did you mean 'retention'"),
        ({"xyz": "advisory"}, "has no rule 'xyz'$"),
        ({"named": "strict"}, "'named' has the level 'strict'; use one of advisory, mandatory"),
        ({"named": 5}, "'named' must be a level or an object, not 5"),
        ({"retention": {"days": "long"}}, "days = 'long' must be of type integer"),
        ({"retention": {"days": True}}, "days = True must be of type integer"),
        ({"retention": {"names": "a"}}, "names = 'a' must be of type array"),
        ({"retention": {"on": 1}}, "on = 1 must be of type boolean"),
    ],
)
def test_what_does_not_fit_the_pack_is_refused(given: Any, message: Any) -> None:
    with pytest.raises(PackError, match=message):
        merged(info(), given)


def test_values_that_fit_are_taken_as_they_are() -> None:
    given = {"days": 1, "names": ["a"], "share": 0.5, "on": False, "any": object, "extra": None}
    assert merged(info(), {"retention": given})["retention"].properties == given


def test_what_a_rule_requires_must_be_given() -> None:
    with pytest.raises(PackError, match="'retention' requires 'names'"):
        merged(info(required=["names"]), {})
    given = {"retention": {"names": ["a"]}}
    assert merged(info(required=["names"]), given)["retention"].properties["names"] == ["a"]


def test_levels_have_names_and_numbers() -> None:
    for name in ("advisory", "mandatory", "disabled", "remediate"):
        assert level_name(level_number(name)) == name
