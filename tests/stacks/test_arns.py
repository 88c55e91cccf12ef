"""What the preview makes up has the forms that AWS documents."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from offline.graph import Resource, revealed
from tests.support.authorization import reference
from tests.support.stacks import Graph

#: Services whose ARNs the reference does not list as resources of their own.
UNLISTED = {
    "execute-api": r"arn:aws:execute-api:[a-z0-9-]+:\d{12}:[0-9a-f]{10}(/\w+)?",
    "autoscaling": r"arn:aws:autoscaling:[a-z0-9-]+:\d{12}:scalingPolicy:[0-9a-f-]{36}:resource/.+",
    "apigateway": r"arn:aws:apigateway:[a-z0-9-]+:(:/[a-z]+/|lambda:path/)\S+",
    "logs": r"arn:aws:logs:[a-z0-9-]+:\d{12}:query-definition:[0-9a-f-]{36}",
    "securityhub": r"arn:aws:securityhub:[a-z0-9-]+:\d{12}:(hub/default|subscription/.+)",
}


@cache
def forms() -> Mapping[str, tuple[str, ...]]:
    """The patterns of ARNs by service."""
    found: dict[str, list[str]] = {}
    for service in reference().values():
        for resource in service["Resources"].values():
            for form in resource["ARNFormats"]:
                pattern = form.replace("${Partition}", "aws").replace("${Account}", r"\d{12}")
                pattern = pattern.replace("${Region}", "[a-z0-9-]+")
                found.setdefault(form.split(":")[2], []).append(re.sub(r"\$\{\w+\}", ".+", pattern))
    return {service: tuple(patterns) for service, patterns in found.items()}


def arns(resource: Resource) -> Iterator[tuple[str, str]]:
    """What is made up for a resource and says that it is an ARN."""
    made: Mapping[str, Any] = {
        name: value for name, value in resource.outputs.items() if name not in resource.inputs
    }
    for name, value in {**revealed(made), "id": resource.id}.items():
        if isinstance(value, str) and value.startswith("arn:"):
            yield name, value


@pytest.mark.parametrize("stack", ["prod", "containers", "web", "fintech"])
def test_every_made_up_arn_has_a_form_of_its_service(graph: Graph, stack: str) -> None:
    wrong: list[tuple[str, str, str]] = []
    for resource in graph(stack).resources:
        for name, arn in arns(resource):
            service = arn.split(":")[2]
            patterns = (*forms().get(service, ()), UNLISTED.get(service, "-"))
            if not any(re.fullmatch(pattern, arn) for pattern in patterns):
                wrong.append((resource.type, name, arn))
    assert wrong == []
