"""Property values on the wire (protobuf) and as plain Python."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Self, TypeAlias, cast

from google.protobuf import struct_pb2

from offline.plain import is_list, is_mapping

#: What Pulumi writes in place of a value that is not known during a preview.
UNKNOWN_TEXT: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
#: What Pulumi prints in place of a secret.
SECRET_TEXT: Final = "[secret]"  # noqa: S105 - the text shown instead of one

#: The key that marks a wire object as something else than a plain object.
SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_SECRET_SIGNATURE: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a public marker

#: A decoded property: text, number, bool, None, list, dict, `UNKNOWN` or `Secret`. Assets and
#: archives are dicts with the key `SIGNATURE`, as Pulumi prints them.
Value: TypeAlias = Any
Properties: TypeAlias = Mapping[str, Value]


class Unknown:
    """A value that only a deployment can tell; there is one instance, `UNKNOWN`."""

    _instance: "Self | None" = None

    def __new__(cls) -> Self:
        """The one instance, so that `is UNKNOWN` holds after pickling, too."""
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret value; its representation does not show it."""

    value: Value = field(repr=False)


def decode(properties: struct_pb2.Struct) -> dict[str, Value]:
    """The plain values of a wire object, whole numbers as `int`."""
    return {key: _decoded(value) for key, value in properties.fields.items()}


def _decoded(value: struct_pb2.Value) -> Value:
    read = _READERS.get(value.WhichOneof("kind") or "")
    return read(value) if read else None


def _text(value: struct_pb2.Value) -> Value:
    text = value.string_value
    return UNKNOWN if text == UNKNOWN_TEXT else text


def _number(value: struct_pb2.Value) -> Value:
    number = value.number_value
    return int(number) if number.is_integer() else number


def _object(value: struct_pb2.Value) -> Value:
    fields = decode(value.struct_value)
    return Secret(fields["value"]) if fields.get(SIGNATURE) == _SECRET_SIGNATURE else fields


_READERS: Final[Mapping[str, Callable[[struct_pb2.Value], Value]]] = {
    "string_value": _text,
    "number_value": _number,
    "bool_value": lambda value: value.bool_value,
    "list_value": lambda value: [_decoded(item) for item in value.list_value.values],
    "struct_value": _object,
}


def encode(properties: Properties) -> struct_pb2.Struct:
    """The wire object of plain values; the reverse of `decode`."""
    wire = struct_pb2.Struct()
    put(wire, properties)
    return wire


def put(wire: struct_pb2.Struct, properties: Properties) -> None:
    """Set some properties of a wire object.

    Raises:
        TypeError: a value has no form on the wire.
    """
    for key, value in properties.items():
        _write(wire.fields[key], value)


def _write(wire: struct_pb2.Value, value: Value) -> None:
    match value:
        case None:
            wire.null_value = struct_pb2.NULL_VALUE
        case bool():
            wire.bool_value = value
        case str():
            wire.string_value = value
        case int() | float():
            wire.number_value = value
        case Unknown():
            wire.string_value = UNKNOWN_TEXT
        case Secret():
            wrapped = {SIGNATURE: _SECRET_SIGNATURE, "value": value.value}
            put(wire.struct_value, wrapped)
        case Mapping():
            wire.struct_value.SetInParent()
            put(wire.struct_value, cast("Properties", value))
        case list() | tuple():
            wire.list_value.SetInParent()
            for item in cast("Iterable[Value]", value):
                _write(wire.list_value.values.add(), item)
        case _:
            raise TypeError(
                f"{type(value).__name__} {value!r} cannot be a property: use text, numbers, "
                "booleans, lists and objects"
            )


def shown(value: Value) -> Value:
    """`value` as Pulumi prints it: secrets and unknowns as their fixed texts."""
    if isinstance(value, Secret):
        return SECRET_TEXT
    if is_mapping(value):
        return {key: shown(item) for key, item in value.items()}
    if is_list(value):
        return [shown(item) for item in value]
    return UNKNOWN_TEXT if value is UNKNOWN else value


def revealed(value: Value) -> Value:
    """`value` without the marks of secrecy."""
    if isinstance(value, Secret):
        return revealed(value.value)
    if is_mapping(value):
        return {key: revealed(item) for key, item in value.items()}
    if is_list(value):
        return [revealed(item) for item in value]
    return value


def has_unknown(value: Value) -> bool:
    """Whether `value` is, or contains, a value that is not known."""
    if isinstance(value, Secret):
        return has_unknown(value.value)
    if is_mapping(value):
        return any(map(has_unknown, value.values()))
    if is_list(value):
        return any(map(has_unknown, value))
    return value is UNKNOWN
