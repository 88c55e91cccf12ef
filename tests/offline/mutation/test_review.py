"""What the table says nothing about."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from offline.mutation.review import is_telling, unreviewed
from offline.mutation.table import Entry
from offline.recording import Registration
from offline.wire import Secret

KIND = "aws:x/y:Y"
Recorded = Callable[..., Registration]


def missing(registration: Registration, **entry: Any) -> list[str]:
    found = unreviewed([registration.resource], {KIND: Entry(**entry)})
    return [text.removeprefix(f"{KIND} ") for text in found]


@pytest.mark.parametrize(
    "name",
    [
        "kmsKeyId", "storageEncrypted", "publiclyAccessible", "policy", "sslPolicy", "requireTls",
        "cidrIpv4", "principal", "deletionProtection", "logging", "retentionInDays",
        "authorizationType", "passwordWo", "secretString", "authToken", "sourceArn",
        "sourceAccount", "versioningConfiguration", "objectLockEnabled", "acl", "securityGroupIds",
        "readonlyRootFilesystem", "iamAuth", "corsConfiguration", "redactedFields", "privileged",
    ],
)  # fmt: skip
def test_these_names_tell_of_security(name: str) -> None:
    assert is_telling(name)


@pytest.mark.parametrize("name", ["name", "subnetIds", "blocks", "sourceCodeHash", "parameters"])
def test_these_do_not(name: str) -> None:
    assert not is_telling(name)


def test_a_type_has_to_be_in_the_table(registration: Recorded) -> None:
    assert unreviewed([registration(KIND).resource], {}) == [KIND]


def test_components_and_what_is_only_looked_up_are_nobodys_to_break(
    registration: Recorded,
) -> None:
    assert unreviewed([registration("shop:index:Tier", custom=False).resource], {}) == []
    assert unreviewed([registration(KIND, read=True).resource], {}) == []


def test_each_property_has_to_stand_in_the_table(registration: Recorded) -> None:
    one = registration(KIND, inputs={"size": 1, "flag": True, "name": "n", "tags": {"Iam": "x"}})
    assert missing(one) == ["flag", "size"]
    assert missing(one, breaks={"flag": ["flip"]}, harmless=["size"]) == []


def test_to_call_a_telling_property_harmless_is_not_enough(registration: Recorded) -> None:
    one = registration(KIND, inputs={"kmsKeyId": "k"})
    assert missing(one, harmless=["kmsKeyId"]) == ["kmsKeyId"]
    assert missing(one, spared={"kmsKeyId": "why"}) == []
    assert missing(one, breaks={"kmsKeyId": ["remove"]}) == []


def test_telling_properties_are_found_however_deep_they_are(registration: Recorded) -> None:
    text = json.dumps({"containers": [{"privileged": True}]})
    inputs = {"a": [{"b": {"authType": "x"}}], "text": text, "hidden": Secret({"token": 1})}
    one = registration(KIND, inputs=inputs)
    names = ["a", "text", "hidden"]
    assert missing(one, harmless=names) == [
        "a/*/b/authType",
        "hidden/token",
        "text/containers/*/privileged",
    ]
    spared = {"hidden": "why", "text/containers/*/privileged": "why"}
    assert missing(one, harmless=names, breaks={"a/*/b": ["remove"]}, spared=spared) == [
        "a/*/b/authType"
    ]
    assert missing(one, breaks={"a/0/b/authType": ["remove"]}, spared=spared) == []


def test_a_property_is_broken_when_something_inside_it_is(registration: Recorded) -> None:
    one = registration(KIND, inputs={"authorization": {"deep": [{"name": "x", "value": 1}]}})
    assert missing(one, breaks={"authorization/deep/name=x/value": [{"weaken": 2}]}) == []


def test_what_is_merged_into_a_resource_breaks_its_properties(registration: Recorded) -> None:
    one = registration(KIND, inputs={"principal": "p", "sourceArn": "a"})
    entry = {"breaks": {".": [{"open": {"principal": "*"}}]}}
    assert missing(one, **entry) == ["sourceArn"]


@pytest.mark.parametrize("text", ['{"token": ', "token", "[]"])
def test_a_text_that_holds_nothing_is_left_alone(registration: Recorded, text: str) -> None:
    assert missing(registration(KIND, inputs={"text": text}), harmless=["text"]) == []


def test_policies_are_broken_as_a_whole(registration: Recorded) -> None:
    one = registration(KIND, inputs={"policy": json.dumps({"Principal": "p"})})
    assert missing(one, breaks={"policy": ["everyone"]}) == []
