"""What `Pulumi.yaml` declares about configuration keys, checked as the CLI checks it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from offline.errors import ProjectError
from offline.plain import Mapped, Plain, is_list, is_mapping

_FILE: Final = "Pulumi.yaml"
_TYPES: Final = ("string", "integer", "boolean", "array", "object")


@dataclass(frozen=True, slots=True)
class Declaration:
    """One key of the `config:` block.

    Attributes:
        key: `namespace:key`.
        project: the project's name.
        type: the declared type, as `array<string>`; "" for none.
        default: the value of stacks that give none; None for no default.
        secret: a stack must give it encrypted.
        items: the declaration of an array's items.
    """

    key: str
    project: str
    type: str = ""
    default: Plain = None
    secret: bool = False
    items: Mapped | None = None

    @property
    def has_default(self) -> bool:
        """Whether a stack may leave it out."""
        return self.default is not None

    def problems(self, found: Mapping[str, Plain]) -> Iterator[str]:
        """What is wrong with a stack's value."""
        name = self.key.removeprefix(f"{self.project}:")
        if self.key not in found:
            if self.key.startswith(f"{self.project}:"):
                yield (
                    f"{self.key!r} is missing: {_FILE} declares {name!r} without a default, so "
                    f"every stack has to give it"
                )
            return
        value = found[self.key]
        secure = is_mapping(value) and set(value) == {"secure"}
        if self.secret and not secure:
            yield (
                f"{self.key!r} is not encrypted, and {_FILE} declares {name!r} secret; write it "
                f"with: pulumi config set --secret {self.key}"
            )
        elif self.type and not _fits(self.type, self.items, value, secure=secure):
            yield f"{self.key!r} = {value!r} must be of type {self.type}"


def declarations(project: str, block: object) -> list[Declaration]:
    """The declarations of a `config:` block, in the CLI's order.

    Raises:
        ProjectError: the CLI would refuse the block.
    """
    if not is_mapping(block):
        raise ProjectError(f"{_FILE}: 'config' must hold keys and values")
    return [_declaration(project, str(key), block[key]) for key in sorted(block, key=str)]


def _declaration(project: str, name: str, declared: object) -> Declaration:
    own = ":" not in name or name.startswith(f"{project}:")
    key = name if ":" in name else f"{project}:{name}"
    if not is_mapping(declared):
        return Declaration(key=key, project=project, default=declared)
    type_, items = declared.get("type"), declared.get("items")
    default, value = declared.get("default"), declared.get("value")
    if default is not None and value is not None:
        raise ProjectError(f"{_FILE}: config {name!r} has both 'default' and 'value'; keep one")
    if not own and (type_ is not None or default is not None or value is None):
        raise ProjectError(
            f"{_FILE}: config {name!r} belongs to another namespace: give it a 'value', and "
            f"neither 'type' nor 'default'"
        )
    if type_ is not None:
        _refuse_type(name, type_, items)
        if default is not None and not _fits(type_, items, default, secure=False):
            raise ProjectError(
                f"{_FILE}: config {name!r}: the default {default!r} is not of type "
                f"{_full(type_, items)}"
            )
    return Declaration(
        key=key,
        project=project,
        type=_full(type_, items) if type_ else "",
        default=value if default is None else default,
        secret=bool(declared.get("secret")),
        items=items,
    )


def _refuse_type(name: str, type_: object, items: object) -> None:
    if type_ not in _TYPES:
        raise ProjectError(
            f"{_FILE}: config {name!r}: {type_!r} is not a type; use one of {', '.join(_TYPES)}"
        )
    if type_ == "array":
        if not is_mapping(items) or "type" not in items:
            raise ProjectError(
                f"{_FILE}: config {name!r} is an array and must say of what; write: "
                f"items: {{type: string}}"
            )
        _refuse_type(name, items["type"], items.get("items"))


def _full(type_: str, items: Mapped | None) -> str:
    if items and type_.startswith("array"):
        return f"array<{_full(items['type'], items.get('items'))}>"
    return type_


def _fits(type_: str, items: Mapped | None, value: Plain, *, secure: bool) -> bool:
    """Whether a value is of a type; a number or boolean may be written as text."""
    if secure:
        return type_ == "string"
    match type_.partition("<")[0]:
        case "string":
            # The CLI reads every scalar of a stack file as text.
            return not is_mapping(value) and not is_list(value)
        case "integer":
            return _is_integer(value)
        case "boolean":
            return isinstance(value, bool) or value in {"true", "false"}
        case "object":
            return is_mapping(value)
        case _:
            return is_list(value) and items is not None and all(
                _fits(items["type"], items.get("items"), item, secure=False) for item in value
            )  # fmt: skip


def _is_integer(value: object) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, str):
        return value.lstrip("+-").isdecimal()
    return isinstance(value, int) or (isinstance(value, float) and value.is_integer())
