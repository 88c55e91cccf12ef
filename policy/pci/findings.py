"""What a rule found: violations, and what it could not decide."""

from typing import NoReturn

from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, UnknownValueError


class NotApplicable(Exception):  # noqa: N818 - an answer, not an error
    """The rule does not apply to the resource; the text says why."""


class Findings:
    """Collects what one run of one rule found, so that every violation is seen before a doubt.

    Attributes:
        violations: URN and message of each violation; no URN means the whole stack.
        undetermined: what could not be decided, as `property of resource`.
    """

    def __init__(self) -> None:
        self.violations: list[tuple[str | None, str]] = []
        self.undetermined: list[str] = []

    def raise_undetermined(self) -> NoReturn:
        """Says what could not be decided, in the way the SDK reports once for each rule.

        Raises:
            UnknownValueError: always.
        """
        what = ", ".join(dict.fromkeys(self.undetermined))
        error = UnknownValueError(UNKNOWN_STRING_VALUE, self.undetermined)
        error.message = f"undetermined until deployed: {what}"
        raise error
