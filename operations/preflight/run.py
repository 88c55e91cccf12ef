"""The command `preflight`: ask the account for what a stack needs, and print the answers."""

from pathlib import Path
from typing import IO, Final

from operations.aws import clients
from operations.preflight.checks import CHECKS
from operations.preflight.planned import fetch

MISSING: Final = 1


def run(stack: str, *, folder: Path, out: IO[str]) -> int:
    """Compare what a stack needs with what the account has left; change nothing.

    Args:
        stack: the stack's name.
        folder: the project's folder.
        out: where to print.

    Returns:
        0, or 1 if something is missing.

    Raises:
        OperationError: the preview of the stack fails.
    """
    planned = fetch(stack, folder)
    asked = clients(planned.region)
    facts = [fact for check in CHECKS for fact in check(planned, asked)]
    for fact in facts:
        told = fact.what if fact.holds else fact.problem
        out.write(f"{'✓' if fact.holds else '✗'} {fact.resource}: {told}\n")
    missing = [fact for fact in facts if not fact.holds]
    held = len(facts) - len(missing)
    out.write(f"{stack} in {planned.region}: {held} of {len(facts)} needs are met\n")
    return MISSING if missing else 0
