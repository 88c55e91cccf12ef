import re

import pytest
from pci import pack
from pci.parameters import ParameterError, Texts, WholeNumber

from tests.policy.harness import Res, Server

DAYS = WholeNumber(name="days", default=7, minimum=1, description="Days.")
NAMES = Texts(name="names", default=("a",), description="Names.")


def test_defaults_count_when_nothing_is_configured() -> None:
    assert DAYS.read({}) == 7
    assert NAMES.read({"names": None}) == ("a",)


def test_the_engine_sends_numbers_as_floats() -> None:
    assert DAYS.read({"days": 30.0}) == 30
    assert NAMES.read({"names": ["b", "c"]}) == ("b", "c")


@pytest.mark.parametrize("wrong", [0, 1.5, "many", True, []])
def test_a_number_that_is_none_is_refused_with_its_way_out(wrong: object) -> None:
    message = "the configured days is no integer of at least 1; correct it, or leave it out for 7"
    with pytest.raises(ParameterError, match=re.escape(message)):
        DAYS.read({"days": wrong})


@pytest.mark.parametrize("wrong", ["a", [1], {}])
def test_a_list_that_is_none_is_refused(wrong: object) -> None:
    with pytest.raises(ParameterError, match=re.escape("names is no array of texts")):
        NAMES.read({"names": wrong})


def test_every_schema_carries_the_default_that_the_rules_use() -> None:
    for rule in pack.RULES:
        for parameter in rule.parameters:
            schema = parameter.schema()
            assert parameter.read({parameter.name: schema["default"]}) == parameter.default
            assert rule.schema is not None
            assert rule.schema.properties[parameter.name] == schema
            assert schema["description"].endswith(".")


def test_a_wrong_configuration_is_a_violation_not_a_crash() -> None:
    rule = "log-group-retention-min"
    group = Res(kind="aws:cloudwatch/logGroup:LogGroup", props={"retentionInDays": 400})
    verdict = Server({rule: {"minLogRetentionDays": "long"}}, only=rule).resource(group)
    assert "minLogRetentionDays is no integer" in verdict.violations[rule][0]
    rule = "private-route-no-igw"
    stack = {
        "gateway": Res(kind="aws:ec2/internetGateway:InternetGateway"),
        "table": Res(kind="aws:ec2/routeTable:RouteTable", links={"routes": ("gateway",)}),
        "link": Res(
            kind="aws:ec2/routeTableAssociation:RouteTableAssociation",
            links={"subnetId": ("subnet",), "routeTableId": ("table",)},
        ),
        "subnet": Res(kind="aws:ec2/subnet:Subnet"),
    }
    verdict = Server({rule: {"publicSubnets": 1}}, only=rule).stack(stack)
    assert "publicSubnets is no array" in verdict.violations[rule][0]
