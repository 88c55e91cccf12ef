"""Resources, a small policy pack that judges them, and what becomes of their mutants."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pulumi_aws  # noqa: F401 - what a resource declares is known once its package is loaded
import pytest

from offline import wire
from offline.mutation.outcome import Outcome
from offline.recording import Registration
from offline.state import Options, Resource

_PACK = """
from pulumi_policy import *

KEY, ALIAS, VAULT = "aws:kms/key:Key", "aws:kms/alias:Alias", "aws:backup/vault:Vault"

def rotated(args, report):
    if args.resource_type == KEY:
        if args.props["enableKeyRotation"] == "boom":
            raise ZeroDivisionError("no such rotation")
        if args.props["enableKeyRotation"] is not True:
            report("is not rotated")

def described(args, report):
    if args.resource_type == KEY and "description" not in args.props:
        report("is not described")

def known(args, report):
    args.props["unknown"].lower()

def aliased(args, report):
    for each in args.resources:
        if each.resource_type == KEY and not any(
            other.resource_type == ALIAS and other.props["targetKeyId"] == each.props["id"]
            for other in args.resources
        ):
            report("has no alias", each.urn)

def kept(args, report):
    keys = [each for each in args.resources if each.resource_type == KEY]
    if not any(each.props["multiRegion"] for each in keys):
        report("no key is in several regions")

PolicyPack(name="keys", policies=[
    ResourceValidationPolicy("rotated", "Keys rotate.", rotated, EnforcementLevel.MANDATORY),
    ResourceValidationPolicy("described", "Keys say why.", described, severity=Severity.LOW),
    StackValidationPolicy("aliased", "Keys have names.", aliased, severity=Severity.HIGH),
    StackValidationPolicy("kept", "Keys are everywhere.", kept, severity=Severity.MEDIUM),
])
"""


@pytest.fixture(scope="session")
def pack_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack: a rule that kills and one that warns, about resources and about stacks."""
    folder = tmp_path_factory.mktemp("pack")
    (folder / "__main__.py").write_text(_PACK)
    return folder


@pytest.fixture(scope="session")
def registration() -> Callable[..., Registration]:
    """`registration(type, name, inputs, outputs, **more)`: one recorded resource."""

    def recorded(
        kind: str,
        name: str = "one",
        inputs: Mapping[str, Any] | None = None,
        outputs: Mapping[str, Any] | None = None,
        **more: Any,
    ) -> Registration:
        given = dict(inputs or {})
        whole = {**given, **(outputs or {})}
        links = more.pop("links", {})
        resource = Resource(
            urn=f"urn:pulumi:dev::shop::{kind}::{name}",
            type=kind,
            name=name,
            parent="",
            custom=more.pop("custom", True),
            id="",
            inputs=given,
            outputs=whole,
            dependencies=more.pop("dependencies", ()),
            property_dependencies=links,
            options=Options(),
            **more,
        )
        return Registration(resource, wire.encode(given), wire.encode(whole))

    return recorded


@pytest.fixture(scope="session")
def outcome() -> Callable[..., Outcome]:
    """`outcome(**changes)`: what became of a mutant; nothing kills it unless said so."""

    def became(**changes: Any) -> Outcome:
        usual: dict[str, Any] = {
            "stack": "dev",
            "kind": "aws:kms/key:Key",
            "name": "data",
            "path": "policy",
            "operator": "remove",
            "place": "policy",
            "killers": (),
            "others": (),
        }
        return Outcome(**(usual | changes))

    return became
