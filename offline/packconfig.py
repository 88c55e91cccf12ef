"""The configuration of each rule, merged as the engine does; the SDK's server leaves it to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from pulumi.runtime.proto import analyzer_pb2

from offline import wire
from offline.errors import PackError
from offline.plain import Mapped, Plain, is_mapping

#: The entry of a config file that holds for every rule.
_ALL: Final = "all"
_LEVEL: Final = "enforcementLevel"
_LEVELS: Final = ("advisory", "mandatory", "remediate", "disabled")
#: Python's types for those of JSON schema; a bool is no number, though Python thinks so.
_TYPES: Final[Mapping[str, tuple[type, ...]]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


@dataclass(frozen=True, slots=True)
class RuleConfig:
    """What a rule is configured with: its level in effect and its properties."""

    level: str
    properties: Mapping[str, Plain]


def merged(info: analyzer_pb2.AnalyzerInfo, given: Mapping[str, Plain]) -> dict[str, RuleConfig]:
    """The configuration of every rule by name.

    Weakest first: the schema's defaults, the pack's initial configuration for all rules and for
    the rule, the config file's for all rules and for the rule.

    Raises:
        PackError: the file names a rule or level that does not exist, or gives a rule a property
            it lacks or a value of another type.
    """
    policies: Sequence[analyzer_pb2.PolicyInfo] = list(info.policies)
    _refuse_unknown_rules([policy.name for policy in policies], given)
    initial = {name: _initial(config) for name, config in _entries(info)}
    return {
        policy.name: _rule_config(
            policy,
            [
                initial.get(_ALL, {}),
                initial.get(policy.name, {}),
                _entry(_ALL, given.get(_ALL)),
                _entry(policy.name, given.get(policy.name)),
            ],
        )
        for policy in policies
    }


def level_name(level: int) -> str:
    """The lower-case name of a level on the wire."""
    return analyzer_pb2.EnforcementLevel.Name(_level(level)).lower()


def level_number(name: str) -> analyzer_pb2.EnforcementLevel.ValueType:
    """The wire's number of a level."""
    return analyzer_pb2.EnforcementLevel.Value(name.upper())


def _level(number: int) -> analyzer_pb2.EnforcementLevel.ValueType:
    return analyzer_pb2.EnforcementLevel.ValueType(number)


def _entries(info: Plain) -> Sequence[tuple[str, analyzer_pb2.PolicyConfig]]:
    return list(info.initialConfig.items())


def _initial(config: analyzer_pb2.PolicyConfig) -> Mapped:
    properties = wire.decode(config.properties)
    return {_LEVEL: level_name(config.enforcementLevel), **properties}


def _entry(name: str, given: Plain) -> Mapped:
    """An entry of the config file: a level, or an object that may hold one."""
    entry = {_LEVEL: given} if isinstance(given, str) else given or {}
    if not is_mapping(entry):
        raise PackError(f"policy config: {name!r} must be a level or an object, not {given!r}")
    if entry.get(_LEVEL, _LEVELS[0]) not in _LEVELS:
        raise PackError(
            f"policy config: {name!r} has the level {entry[_LEVEL]!r}; use one of "
            f"{', '.join(_LEVELS)}"
        )
    return entry


def _rule_config(policy: analyzer_pb2.PolicyInfo, layers: Sequence[Mapped]) -> RuleConfig:
    schema = wire.decode(policy.configSchema.properties)
    values: Mapped = {
        name: declared["default"] for name, declared in schema.items() if "default" in declared
    }
    level = level_name(policy.enforcementLevel)
    for layer in layers:
        level = layer.get(_LEVEL, level)
        values |= {name: value for name, value in layer.items() if name != _LEVEL}
    _refuse_values(policy, schema, values)
    return RuleConfig(level, values)


def _refuse_values(policy: analyzer_pb2.PolicyInfo, schema: Mapped, values: Mapped) -> None:
    for name in policy.configSchema.required:
        if name not in values:
            raise PackError(f"policy config: {policy.name!r} requires {name!r}")
    for name, value in values.items():
        expected = str(schema.get(name, {}).get("type"))
        is_number_as_bool = isinstance(value, bool) and expected != "boolean"
        if is_number_as_bool or not isinstance(value, _TYPES.get(expected, object)):
            raise PackError(
                f"policy config: {policy.name!r}: {name} = {value!r} must be of type {expected}"
            )


def _refuse_unknown_rules(names: Sequence[str], given: Mapping[str, Plain]) -> None:
    for name in given:
        if name not in {_ALL, *names}:
            meant = get_close_matches(name, names, n=1)
            hint = f"; did you mean {meant[0]!r}?" if meant else ""
            raise PackError(f"policy config: the pack has no rule {name!r}{hint}")
