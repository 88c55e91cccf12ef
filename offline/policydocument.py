"""`iam.getPolicyDocument`, which asks nobody: the provider itself writes the JSON."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final

from offline.account import Account
from offline.errors import ProgramError
from offline.plain import is_list
from offline.wire import Properties, Value, revealed

_VERSION: Final = "2012-10-17"
#: Arguments of a statement, and what IAM calls them.
_LISTS: Final = {
    "actions": "Action",
    "notActions": "NotAction",
    "resources": "Resource",
    "notResources": "NotResource",
}
_PRINCIPALS: Final = {"principals": "Principal", "notPrincipals": "NotPrincipal"}


def policy_document(arguments: Properties, _: Account) -> dict[str, Value]:
    """The document for statements, under what it starts from and over what overrides it.

    Raises:
        ProgramError: a document to start from or to override with is not JSON.
    """
    given: Mapping[str, Value] = revealed(arguments)
    statements: dict[str, Value] = {}
    for source in _sources(given, "sourceJson", "sourcePolicyDocuments"):
        _add(statements, source)
    _add(statements, map(_statement, given.get("statements") or ()))
    for override in _sources(given, "overrideJson", "overridePolicyDocuments"):
        _add(statements, override)
    document: dict[str, Value] = {"Version": given.get("version") or _VERSION}
    if given.get("policyId"):
        document["Id"] = given["policyId"]
    document["Statement"] = list(statements.values())
    text = json.dumps(document, indent=2)
    return {
        "id": str(int(sha256(text.encode()).hexdigest()[:8], 16)),
        "json": text,
        "minifiedJson": json.dumps(document, separators=(",", ":")),
        "version": document["Version"],
    }


def _add(statements: dict[str, Value], added: Iterable[Value]) -> None:
    """A statement replaces the one that has its id; those without one are all kept."""
    for statement in added:
        statements[statement.get("Sid") or f"#{len(statements)}"] = statement


def _sources(given: Mapping[str, Value], one: str, several: str) -> Iterable[Iterable[Value]]:
    for text in (given.get(one), *(given.get(several) or ())):
        if text:
            yield _parsed(text)


def _parsed(text: str) -> Iterable[Value]:
    try:
        found: Value = json.loads(text)
    except json.JSONDecodeError as error:
        raise ProgramError(
            f"iam.get_policy_document is given a document that is not JSON: {error}"
        ) from None
    statements = found.get("Statement", [])
    return statements if is_list(statements) else [statements]


def _statement(given: Mapping[str, Value]) -> dict[str, Value]:
    made: dict[str, Value] = {}
    if given.get("sid"):
        made["Sid"] = given["sid"]
    made["Effect"] = given.get("effect") or "Allow"
    for name, key in _LISTS.items():
        if given.get(name):
            made[key] = _items(given[name])
    for name, key in _PRINCIPALS.items():
        if given.get(name):
            made[key] = _principals(given[name])
    conditions: dict[str, dict[str, Value]] = {}
    for condition in given.get("conditions") or ():
        values = conditions.setdefault(condition["test"], {})
        values[condition["variable"]] = _items(condition["values"])
    return made | ({"Condition": conditions} if conditions else {})


def _principals(given: Iterable[Mapping[str, Value]]) -> Value:
    identifiers: dict[str, list[str]] = {}
    for each in given:
        identifiers.setdefault(each["type"], []).extend(each["identifiers"])
    if identifiers == {"*": ["*"]}:
        return "*"
    return {kind: _items(names) for kind, names in identifiers.items()}


def _items(values: Iterable[str]) -> Value:
    """One value stands alone; `&{…}` is how a program writes a variable of IAM's."""
    written = [value.replace("&{", "${") for value in values]
    return written[0] if len(written) == 1 else written
