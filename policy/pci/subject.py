"""The resource a rule judges, with the questions rules ask most."""

from collections.abc import Collection, Mapping
from typing import Any, NoReturn, TypeVar

from pci.documents import Statement, parse_document
from pci.findings import Findings, NotApplicable
from pci.parameters import Parameter
from pci.props import Props
from pci.values import ABSENT, UNKNOWN, Missing, Value

Setting = TypeVar("Setting")


class Subject:
    """One resource under one rule.

    The `require_…` and `forbid_…` methods answer in three ways: a violation, nothing, or
    undetermined. Texts from the resource are never quoted, because any of them can be a secret;
    numbers, flags and words that the rule itself knows are.

    Attributes:
        type: the resource's type token.
        name: the resource's logical name.
        urn: the resource's URN.
        props: the resource's properties.
        provider: the properties of its provider, such as default tags.
    """

    def __init__(
        self,
        *,
        kind: str,
        name: str,
        urn: str,
        props: Props,
        provider: Props | None = None,
        findings: Findings,
        config: Mapping[str, Any],
    ) -> None:
        self.type = kind
        self.name = name
        self.urn = urn
        self.props = props
        self.provider = provider or Props(ABSENT)
        self._findings = findings
        self._config = config

    def setting(self, parameter: Parameter[Setting]) -> Setting:
        """The user's value of a parameter of the rule, or its default."""
        return parameter.read(self._config)

    def violated(self, message: str) -> None:
        """Reports a violation: what was found, where, and why that is one."""
        self._findings.violations.append((self.urn, message))

    def undetermined(self, path: str) -> None:
        """Says that the property at `path` decides, and is not known yet."""
        self._findings.undetermined.append(f"{path} of {self.name}")

    def not_applicable(self, reason: str) -> NoReturn:
        """Ends the rule: it does not apply to this resource."""
        raise NotApplicable(reason)

    def require_true(self, path: str, why: str) -> None:
        """The flag at `path` is true; unset is not."""
        flag = self.props.flag(path)
        if flag is UNKNOWN:
            self.undetermined(path)
        elif flag is not True:
            self.violated(f"{path} is {_shown(flag)}: {why}")

    def forbid_true(self, path: str, why: str) -> None:
        """The flag at `path` is false or unset."""
        flag = self.props.flag(path)
        if flag is UNKNOWN:
            self.undetermined(path)
        elif flag is True:
            self.violated(f"{path} is true: {why}")

    def forbid_false(self, path: str, why: str) -> None:
        """The flag at `path` is true or unset, where AWS's default is true."""
        flag = self.props.flag(path)
        if flag is UNKNOWN:
            self.undetermined(path)
        elif flag is False:
            self.violated(f"{path} is false: {why}")

    def require_present(self, path: str, why: str) -> None:
        """Something is configured at `path`, known or not."""
        if not self.props.has(path):
            self.violated(f"{path} is not set: {why}")

    def forbid_present(self, path: str, why: str) -> None:
        """Nothing is configured at `path`, known or not."""
        if self.props.has(path):
            self.violated(f"{path} is set: {why}")

    def require_customer_key(self, path: str, why: str) -> None:
        """A key is named at `path`, and it is not AWS's own `alias/aws/…`.

        A key made in the same stack has an unknown ARN until it exists; being named is enough.
        """
        key = self.props.text(path)
        if key is ABSENT:
            self.violated(f"{path} is not set: {why}")
        elif isinstance(key, str) and is_aws_key(key):
            self.violated(f"{path} names the AWS managed key: {why}")

    def require_at_least(
        self, path: str, least: float, why: str, *, unset: float | None = None
    ) -> None:
        """The number at `path` is at least `least`; `unset` is what AWS takes when it is absent."""
        number = self._number(path, why, unset)
        if number is not None and number < least:
            self.violated(f"{path} is {number:g}, less than {least:g}: {why}")

    def require_at_most(
        self, path: str, most: float, why: str, *, unset: float | None = None
    ) -> None:
        """The number at `path` is at most `most`; `unset` is what AWS takes when it is absent."""
        number = self._number(path, why, unset)
        if number is not None and number > most:
            self.violated(f"{path} is {number:g}, more than {most:g}: {why}")

    def _number(self, path: str, why: str, unset: float | None) -> float | None:
        """The number at `path`, or `unset`; without either, that has been said."""
        number = self.props.number(path)
        if number is ABSENT and unset is not None:
            return unset
        if number is UNKNOWN:
            self.undetermined(path)
        elif isinstance(number, Missing):
            self.violated(f"{path} is not set: {why}")
        else:
            return number
        return None

    def require_one_of(self, path: str, allowed: Collection[str], why: str) -> None:
        """The text at `path` is one of `allowed`; unset is not."""
        text = self.props.text(path)
        if text is UNKNOWN:
            self.undetermined(path)
        elif text is ABSENT:
            self.violated(f"{path} is not set: {why}")
        elif text not in allowed:
            self.violated(f"{path} is none of {', '.join(sorted(allowed))}: {why}")

    def forbid_one_of(self, path: str, forbidden: Collection[str], why: str) -> None:
        """The text at `path`, in any case, is none of `forbidden` (given in lower case)."""
        text = self.props.text(path)
        if text is UNKNOWN:
            self.undetermined(path)
        elif isinstance(text, str) and text.lower() in forbidden:
            self.violated(f"{path} is {text.lower()}: {why}")

    def statements(self, path: str) -> tuple[Statement, ...]:
        """The statements of the policy document at `path`; undetermined if it cannot be read."""
        document = parse_document(self.props.at(path))
        if document is UNKNOWN:
            self.undetermined(path)
        return () if isinstance(document, Missing) else document.statements

    def forbid_public(self, path: str, why: str) -> None:
        """No statement of the policy document at `path` allows everyone."""
        for statement in self.statements(path):
            if statement.is_public:
                self.violated(f"statement {statement.number} of {path} allows everyone: {why}")


def is_aws_key(key: str) -> bool:
    """Whether a key id, ARN or alias names a key that AWS manages."""
    return key.startswith("alias/aws/") or ":alias/aws/" in key


def names_customer_key(block: Props, path: str) -> bool:
    """Whether a key that is not AWS's is named at `path`; one that is not known yet is named."""
    key = block.text(path)
    return key is not ABSENT and not (isinstance(key, str) and is_aws_key(key))


def _shown(flag: Value) -> str:
    return "not set" if isinstance(flag, Missing) else str(flag).lower()
