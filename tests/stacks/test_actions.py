"""What roles may do exists, and on something that AWS lets it be done on."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from tests.support.authorization import reference
from tests.support.stacks import ROLE_POLICY, STACKS, Graph, inputs, listed, statements


@cache
def resources_of(action: str) -> tuple[str, ...] | None:
    """Patterns of the ARNs that an action is done on, none if it has no resource level.

    None itself if there is no such action.
    """
    service, _, name = action.partition(":")
    described = reference().get(service, {"Actions": {}, "Resources": {}})
    if name.lower() not in described["Actions"]:
        return None
    forms = {kind.lower(): each["ARNFormats"] for kind, each in described["Resources"].items()}
    kinds = described["Actions"][name.lower()].get("Resources", [])
    return tuple(
        re.sub(r"\$\{\w+\}|\.\*", "*", form)
        for kind in kinds
        for form in forms[kind.lower().rstrip("*")]
    )


@cache
def meet(one: str, other: str) -> bool:
    """Whether a text fits both patterns, in which `*` is any text and `?` any letter."""
    if not one or not other:
        return set(one + other) <= {"*"}
    if one[0] == "*":
        return meet(one[1:], other) or meet(one, other[1:])
    if other[0] == "*":
        return meet(other, one)
    return (one[0] == other[0] or "?" in one[0] + other[0]) and meet(one[1:], other[1:])


def pointless(statement: Mapping[str, Any]) -> Iterator[str]:
    """What of a statement AWS would not know, or never apply."""
    given = listed(statement["Resource"])
    takes = {action: resources_of(action) for action in listed(statement["Action"])}
    for action, forms in takes.items():
        if forms is None:
            yield f"{action} is no action"
        elif given == ["*"] and forms:
            yield f"{action} is granted on everything, and has resources"
        elif given != ["*"] and not any(meet(arn, form) for arn in given for form in forms):
            yield f"{action} is not done on any of {given}"
    known = [form for forms in takes.values() for form in forms or ()]
    for arn in given:
        if arn != "*" and not any(meet(arn, form) for form in known):
            yield f"nothing of {sorted(takes)} is done on {arn}"


@pytest.mark.parametrize("stack", STACKS)
def test_roles_are_granted_what_aws_has_and_only_on_what_it_is_done_on(
    graph: Graph, stack: str
) -> None:
    granted = [
        (policy.name, statement)
        for policy in graph(stack).by_type(ROLE_POLICY)
        for statement in statements(inputs(policy)["policy"])
        if statement["Effect"] == "Allow"
    ]
    assert granted
    assert [(name, why) for name, each in granted for why in pointless(each)] == []


@pytest.mark.parametrize(
    ("action", "resource", "why"),
    [
        ("lambda:MoveAlias", "arn:aws:lambda:us-west-2:1:function:f", "is no action"),
        ("lambda:UpdateAlias", "*", "is granted on everything"),
        ("lambda:UpdateAlias", "arn:aws:lambda:us-west-2:1:layer:f", "is not done on any of"),
        ("ecr:GetAuthorizationToken", "arn:aws:ecr:us-west-2:1:repository/r", "is not done on"),
    ],
)
def test_what_aws_would_never_apply_is_found(action: str, resource: str, why: str) -> None:
    found = list(pointless({"Action": action, "Resource": resource}))
    assert why in found[0]
