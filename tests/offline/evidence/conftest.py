"""A stack's resources with a verdict that the tests choose."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from offline.graph import State
from offline.rule import Rule, Undetermined, Verdict, Violation
from offline.task import Outcome

ROOT = Path(__file__).parent.parent.parent.parent
RULES = (
    Rule(name="ports", description="", level="mandatory", severity="high", requirements=("1.2.5",)),
    Rule(name="locks", description="", level="advisory", severity="low", requirements=("10.3.4",)),
    Rule(name="off", description="", level="disabled", severity="low", requirements=("1.2.5",)),
)


@pytest.fixture(scope="session")
def judged() -> Callable[..., Outcome]:
    """`judged(state, violated=(), undetermined=())`: an outcome, about the last resource."""

    def outcome(
        state: State, *, violated: tuple[str, ...] = (), undetermined: tuple[str, ...] = ()
    ) -> Outcome:
        urn = state.resources[-1].urn
        rules = {rule.name: rule for rule in RULES}

        def violation(name: str) -> Violation:
            rule: Any = rules[name]
            return Violation(
                policy=name, level=rule.level, severity=rule.severity, urn=urn, message="is | wrong"
            )

        return Outcome(
            "deployed",
            state,
            Verdict(
                pack="test-pack",
                version="1.2.3",
                rules=rules,
                violations=tuple(violation(name) for name in violated),
                undetermined=tuple(
                    Undetermined(policy=name, urn=urn, reason="not known") for name in undetermined
                ),
            ),
            1.0,
        )

    return outcome
