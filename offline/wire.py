"""Property values on the wire (protobuf) and as plain Python."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias, cast

from google.protobuf import struct_pb2

#: What Pulumi writes in place of a value that is not known during a preview.
UNKNOWN_TEXT: Final = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
#: What Pulumi prints in place of a secret.
SECRET_TEXT: Final = "[secret]"  # noqa: S105 - the text shown instead of one

#: The key that marks a wire object as something else than a plain object.
SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_SECRET_SIGNATURE: Final = "1b47061264138c4ac30d75fd1eb44270"

#: A decoded property: text, number, bool, None, list, dict, `UNKNOWN` or `Secret`. Assets and
#: archives are dicts with the key `SIGNATURE`, as Pulumi prints them.
Value: TypeAlias = Any
Properties: TypeAlias = Mapping[str, Value]


class Unknown:
    """A value that only a deployment can tell; there is one instance, `UNKNOWN`."""

    _instance: "Unknown | None" = None

    def __new__(cls) -> "Unknown":
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
    match value.WhichOneof("kind"):
        case "string_value":
            text = value.string_value
            return UNKNOWN if text == UNKNOWN_TEXT else text
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "bool_value":
            return value.bool_value
        case "list_value":
            return [_decoded(item) for item in value.list_value.values]
        case "struct_value":
            fields = decode(value.struct_value)
            if fields.get(SIGNATURE) == _SECRET_SIGNATURE:
                return Secret(fields["value"])
            return fields
        case _:
            return None


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
    match value:
        case Secret():
            return SECRET_TEXT
        case Unknown():
            return UNKNOWN_TEXT
        case dict():
            fields = cast("dict[str, Value]", value)
            return {key: shown(item) for key, item in fields.items()}
        case list():
            return [shown(item) for item in cast("list[Value]", value)]
        case _:
            return value


def revealed(value: Value) -> Value:
    """`value` without the marks of secrecy."""
    match value:
        case Secret():
            return revealed(value.value)
        case dict():
            fields = cast("dict[str, Value]", value)
            return {key: revealed(item) for key, item in fields.items()}
        case list():
            return [revealed(item) for item in cast("list[Value]", value)]
        case _:
            return value


def has_unknown(value: Value) -> bool:
    """Whether `value` is, or contains, a value that is not known."""
    match value:
        case Secret():
            return has_unknown(value.value)
        case dict():
            return any(map(has_unknown, cast("dict[str, Value]", value).values()))
        case list():
            return any(map(has_unknown, cast("list[Value]", value)))
        case _:
            return value is UNKNOWN
