"""Which conditions of a policy statement narrow who its principal `*` is.

AWS calls a statement public unless a condition fixes a caller's identity, account, organisation,
network or source to values without wildcards (S3 "The meaning of public", IAM Access Analyzer).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pci.networks import is_few_addresses
from pci.values import Value

PUBLIC = "*"
_OPERATORS = frozenset(
    {
        "stringequals",
        "stringequalsignorecase",
        "stringlike",
        "arnequals",
        "arnlike",
        "ipaddress",
    }
)
_SOURCE_IP = "aws:sourceip"
_CALLERS = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:sourceaccount",
        "aws:sourcearn",
        _SOURCE_IP,
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:sourceowner",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:userid",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "aws:vpceorgpaths",
        "kms:calleraccount",
        "s3:dataaccesspointaccount",
        "s3:dataaccesspointarn",
    }
)
#: Whose resources a statement is about, which is what matters at the way out of a network.
_RESOURCES = frozenset({"aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths"})
#: What a service says about whom it works for, when it uses a key.
_CONTEXT = "kms:encryptioncontext:"
#: Keys about how or when a call is made: whoever calls, they hold for every resource.
_ABOUT_THE_CALL = frozenset(
    {
        "aws:currenttime",
        "aws:epochtime",
        "aws:multifactorauthage",
        "aws:multifactorauthpresent",
        "aws:referer",
        "aws:requestedregion",
        "aws:securetransport",
        "aws:tokenissuetime",
        "aws:useragent",
    }
)
#: Variables that stand for the account or the organisation of the resource itself.
_OWN = frozenset({"${aws:resourceaccount}", "${aws:resourceorgid}"})
#: Keys whose values name one principal, or one organisation, before the separator.
_FIXED_BEFORE = {
    "aws:principalorgpaths": "/",
    "aws:resourceorgpaths": "/",
    "aws:sourceorgpaths": "/",
    "aws:userid": ":",
    "aws:vpceorgpaths": "/",
}
_WILDCARDS = ("*", "?", "${")
_ARN_PARTS = 6
#: In the last part of an ARN: kinds of resources, then a wildcard instead of a name.
_NAMELESS = re.compile(r"(?:[a-z-]+[:/])*[*?]")
#: Reaching a file system through a mount target takes a place in its VPC (EFS, "Block public
#: access"); the value is a flag.
_MOUNT_TARGET = "elasticfilesystem:accessedviamounttarget"


@dataclass(frozen=True, slots=True)
class Condition:
    """One operator with one key; names are in lower case, IAM ignores case.

    Attributes:
        operator: such as `stringequals`, with its set qualifier and `ifexists`.
        key: such as `aws:sourceaccount`.
        values: any of them may match.
    """

    operator: str
    key: str
    values: tuple[str, ...]

    @property
    def is_plaintext(self) -> bool:
        """Whether it holds exactly for requests without TLS."""
        return (
            self.operator in ("bool", "boolifexists")
            and self.key == "aws:securetransport"
            and [value.lower() for value in self.values] == ["false"]
        )

    @property
    def limits_callers(self) -> bool:
        """Whether it narrows the callers to some that its author knows."""
        if self.key == _MOUNT_TARGET:
            return self.operator == "bool" and [v.lower() for v in self.values] == ["true"]
        return self.key in _CALLERS and self._is_fixed

    @property
    def limits_service(self) -> bool:
        """Whether it says for whom a service acts: the source, or a key's encryption context."""
        return self.limits_callers or (self.key.startswith(_CONTEXT) and self._is_fixed)

    @property
    def limits_resources(self) -> bool:
        """Whether it narrows whose resources are meant."""
        return self.key in _RESOURCES and self._is_fixed

    @property
    def is_specific(self) -> bool:
        """Whether it asks for something of the caller or the resource that not all have."""
        return (
            self.key not in _ABOUT_THE_CALL
            and "not" not in self.operator
            and self.operator != "null"
            and not self.operator.startswith("forallvalues:")
            and not self.operator.endswith("ifexists")
            and bool(self.values)
            and PUBLIC not in self.values
        )

    @property
    def _is_fixed(self) -> bool:
        # ForAllValues and …IfExists also hold when the key is not there at all.
        operator = self.operator.removeprefix("foranyvalue:")
        return (
            operator in _OPERATORS
            and bool(self.values)
            and all(_is_narrow(self.key, value) for value in self.values)
        )


def limits_callers(conditions: Iterable[Condition]) -> bool:
    """Whether any of the conditions does: all of them have to hold."""
    return any(condition.limits_callers for condition in conditions)


def limits_service(conditions: Iterable[Condition]) -> bool:
    """Whether any of the conditions says for whom a service acts."""
    return any(condition.limits_service for condition in conditions)


def parse_conditions(value: Value) -> tuple[Condition, ...]:
    """The conditions of a statement; what has no shape of a condition limits nothing."""
    if not isinstance(value, dict):
        return ()
    return tuple(
        Condition(operator.lower(), key.lower(), texts(listed))
        for operator, keys in value.items()
        if isinstance(keys, dict)
        for key, listed in keys.items()
    )


def texts(value: Value) -> tuple[str, ...]:
    """A text or a list of texts, as IAM allows both; flags and numbers count as their text."""
    values = value if isinstance(value, list) else [value]
    return tuple(
        str(one).lower() if isinstance(one, bool) else str(one)
        for one in values
        if isinstance(one, bool | int | float | str)
    )


def _is_narrow(key: str, value: str) -> bool:
    if key == _SOURCE_IP:
        return is_few_addresses(value)
    if value.lower() in _OWN:
        return True
    if value.startswith("arn:"):
        return _is_narrow_arn(value)
    separator = _FIXED_BEFORE.get(key)
    fixed = value.split(separator, 1)[0] if separator else value
    return bool(fixed) and not any(mark in fixed for mark in _WILDCARDS)


def _is_narrow_arn(arn: str) -> bool:
    parts = arn.split(":", _ARN_PARTS - 1)
    if len(parts) < _ARN_PARTS:
        return False
    account, name = parts[4], parts[5]
    # Buckets have no account in their ARN; for everything else it has to be written out.
    return account.isdecimal() or (not account and bool(name) and not _NAMELESS.match(name))
