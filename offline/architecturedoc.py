"""The page that shows every stack: its tiers, and who talks to whom."""

from collections.abc import Callable, Iterator
from typing import Final

from components.classification import TIERS
from offline.diagram import flowchart
from offline.state import State

STACKS: Final = ("prod", "dev", "fintech", "containers", "serverless", "web")
_INTRODUCTION: Final = """\
<!-- Written by `make docs` from the stacks' resources: do not edit. -->
# Architecture

What each stack consists of, read from the resources of the offline preview. In the charts a box is
a security group with what carries it, an arrow a connection that the rules of both ends admit, its
label the port. Red boxes are the cardholder data environment, yellow ones are connected to it, blue
ones secure it, as the tags `PciScope` say. AWS services without a place in the VPC (keys, topics,
streams, tables) are reached through `endpoints`.
"""


def page(state: Callable[[str], State]) -> str:
    """The text of `docs/architecture.md`.

    Args:
        state: gives a stack's resources.
    """
    return "\n".join((_INTRODUCTION, *(_section(state(stack)) for stack in STACKS)))


def _section(state: State) -> str:
    chart = ("```mermaid", *flowchart(state), "```")
    return "\n".join((f"## `{state.stack}`", "", *chart, "", *_tiers(state), ""))


def _tiers(state: State) -> Iterator[str]:
    yield "| tier | for | data | scope |"
    yield "|---|---|---|---|"
    for tier in state.children(state.resources[0].urn):
        handling = TIERS[tier.name]
        yield f"| {tier.name} | {handling.use} | {handling.data} | {handling.scope} |"
