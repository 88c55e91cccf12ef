"""What a resource class declares: its outputs, their types, and which of them are also inputs."""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, get_args

# The SDK's own reading of its classes; it has no public form. Each of these is cached by the SDK,
# which needs the same answers to resolve the outputs of the class, so asking again costs nothing.
from pulumi import _types  # pyright: ignore[reportPrivateUsage] - see above
from pulumi.runtime import rpc

from offline.plain import Plain

_hints: Final = _types._raw_return_hints  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - see above


@dataclass(frozen=True, slots=True)
class Output:
    """One declared output.

    Attributes:
        type: its type, without `Output` and `Optional`.
        optional: the provider may leave it out.
        settable: it is also an input, so that its value is the program's or the provider's default.
    """

    type: Plain
    optional: bool
    settable: bool


def outputs(type_token: str) -> Mapping[str, Output]:
    """The outputs of a resource type by wire name; none for an unknown type or a component.

    A type is unknown until its package is imported, so that only a class's outputs are remembered.
    """
    cls = _resource_class(type_token)
    return {} if cls is None else _outputs(cls)


@cache
def fields(output_type: type) -> Mapping[str, tuple[Plain, bool]]:
    """The fields of a nested output type by wire name: type, and whether it may be left out."""
    hints: Mapping[str, Plain] = _hints(output_type)
    return {
        wire_name: (type_, _is_optional(hints[wire_name]))
        for wire_name, type_ in _types.output_type_types(output_type).items()
    }


def is_nested(type_: Plain) -> bool:
    """Whether a type is an output type of its own, with fields."""
    return isinstance(type_, type) and _types.is_output_type(type_)


@cache
def _outputs(cls: type) -> Mapping[str, Output]:
    settable = _inputs(cls)
    hints: Mapping[str, Plain] = _hints(cls)
    names = _types.resource_pulumi_to_py_names(cls)
    return {
        wire_name: Output(
            type=type_,
            optional=_is_optional(hints[wire_name]),
            settable=names[wire_name] in settable,
        )
        for wire_name, type_ in _types.resource_types(cls).items()
        if wire_name not in {"id", "urn"}
    }


def _resource_class(type_token: str) -> type | None:
    package, _, rest = type_token.partition(":")
    module_name = rest.rpartition(":")[0]
    module: Plain = rpc.get_resource_module(package, module_name, "")
    info = getattr(module, "mod_info", None)
    if info is None or type_token not in info["classes"]:
        return None
    return getattr(importlib.import_module(info["fqn"]), info["classes"][type_token], None)


def _inputs(cls: Plain) -> frozenset[str]:
    """The Python names of the inputs: the parameters of the generated constructor."""
    code = cls._internal_init.__code__
    return frozenset(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])


def _is_optional(hint: Plain) -> bool:
    """Whether `Output[Optional[T]]` or `Optional[T]`."""
    return type(None) in get_args(hint) or any(map(_is_optional, get_args(hint)[:1]))
