"""The software of a stack as a bill of materials in CycloneDX 1.6 (PCI DSS 6.3.2)."""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from re import sub
from typing import Final

from offline.evidence.software import Software
from offline.plain import Mapped

#: Kind of software → CycloneDX's type of component.
_TYPES: Final[Mapping[str, str]] = {
    "distribution": "library",
    "engine": "platform",
    "image": "container",
    "own code": "application",
    "runtime": "platform",
}
_DIGEST: Final = "sha256 "


def bill_of_materials(stack: str, found: Sequence[Software]) -> Mapped:
    """The document; without time and serial number, so that the same software gives the same.

    Args:
        stack: the stack's name.
        found: its software.
    """
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": f"payments-{stack}"}},
        "components": [_component(each) for each in found],
    }


def _component(each: Software) -> Mapped:
    component: Mapped = {"type": _TYPES[each.kind], "name": each.name}
    if each.version.startswith(_DIGEST):
        digest = b64decode(each.version.removeprefix(_DIGEST)).hex()
        component["hashes"] = [{"alg": "SHA-256", "content": digest}]
    elif each.version:
        component["version"] = each.version
    if each.kind == "distribution":
        component["purl"] = _purl(each)
    if each.licence:
        component["licenses"] = [{"license": {"name": each.licence}}]
    return component


def _purl(each: Software) -> str:
    """The package's URL; names of PyPI are compared in this form (PEP 503)."""
    name = sub(r"[-_.]+", "-", each.name).lower()
    return f"pkg:pypi/{name}@{each.version}"
