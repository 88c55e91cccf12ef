"""Mutants, and what they look like to the pack."""

from collections.abc import Callable
from typing import Any

from offline import wire
from offline.account import Account
from offline.mutation.mutant import Mutant, mutants
from offline.mutation.table import Entry
from offline.recording import Registration

ACCOUNT = Account("us-west-2")
KEY = "aws:kms/key:Key"
BUCKET = "aws:s3/bucket:Bucket"
Recorded = Callable[..., Registration]


def mutated(registration: Registration, **entry: Any) -> list[Mutant]:
    return list(mutants(registration.resource, Entry(**entry)))


def broken(mutant: Mutant, *others: Registration) -> Registration:
    known = {each.resource.urn: each.resource for each in others}
    found = mutant.registration(known, ACCOUNT)
    assert found is not None
    return found


def test_each_break_makes_a_mutant_and_the_same_one_only_once(registration: Recorded) -> None:
    key = registration(KEY, inputs={"enableKeyRotation": True})
    found = mutated(key, breaks={"enableKeyRotation": ["flip", {"weaken": False}, "remove"]})
    assert [mutant.inputs for mutant in found] == [{"enableKeyRotation": False}, {}]
    assert str(found[0]) == f"{KEY} one: flip at enableKeyRotation"


def test_a_resource_is_dropped_whole(registration: Recorded) -> None:
    (mutant,) = mutated(registration(KEY), drop=True)
    assert mutant.inputs is None
    assert mutant.registration({}, ACCOUNT) is None


def test_what_is_only_looked_up_or_meant_otherwise_is_left_alone(registration: Recorded) -> None:
    assert mutated(registration(KEY, read=True), drop=True) == []
    assert mutated(registration(KEY, inputs={"a": {"b": 1}}), drop=True, where={"a/b": "2"}) == []
    assert mutated(registration(KEY, inputs={"a": "b"}), drop=True, where={"a/b": "?*"}) == []


def test_what_the_provider_adds_stays_and_what_is_taken_away_it_fills_in(
    registration: Recorded,
) -> None:
    given = {"multiRegion": True, "description": "d"}
    key = registration(KEY, inputs=given, outputs={"arn": "arn:key"})
    (mutant,) = mutated(key, breaks={"multiRegion": ["remove"]})
    found = broken(mutant)
    assert found.resource.outputs == {"arn": "arn:key", "description": "d", "multiRegion": False}
    assert wire.decode(found.inputs) == {"description": "d"}


def test_a_property_that_no_provider_returns_is_gone(registration: Recorded) -> None:
    key = registration(KEY, inputs={"made": "up", "description": "d"})
    (mutant,) = mutated(key, breaks={"made": ["remove"]})
    assert broken(mutant).resource.outputs == {"description": "d"}


def test_dependencies_last_as_long_as_a_property_holds_a_value_of_them(
    registration: Recorded,
) -> None:
    first, second, third = (
        registration(KEY, name, outputs={"arn": f"arn:{name}-key", "spec": "x", "size": 4})
        for name in ("first", "second", "third")
    )
    urns = [each.resource.urn for each in (first, second, third)]
    bucket = registration(
        BUCKET,
        inputs={"policy": "arn:first-key arn:second-key", "acl": "x", "key": "arn:third-key"},
        links={"policy": (urns[0], urns[1]), "acl": (urns[2],), "key": (urns[2],)},
        dependencies=(*urns, "urn:explicit"),
    )
    entry = {"policy": [{"weaken": "only arn:first-key"}, {"weaken": "none"}], "key": ["remove"]}
    narrowed, emptied, keyless = (
        broken(each, first, second, third).resource for each in mutated(bucket, breaks=entry)
    )
    assert narrowed.property_dependencies == {
        "policy": (urns[0],),
        "acl": (urns[2],),
        "key": (urns[2],),
    }
    assert narrowed.dependencies == tuple(sorted((urns[0], urns[2], "urn:explicit")))
    assert "policy" not in emptied.property_dependencies
    assert set(keyless.property_dependencies) == {"policy", "acl"}
