"""From raw configuration values to typed settings, or to every problem they have."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from difflib import get_close_matches
from functools import cache
from json import dumps
from typing import Any, cast, get_args, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from settings.block import Block
from settings.conflicts import CHECKS
from settings.problem import Problem, SettingsError, from_validation, shown
from settings.scalars import Scalars
from settings.stack import Settings
from settings.tags import refused

PROJECT = "payments"
_TAGS = TypeAdapter(dict[str, str])


@cache
def block_types() -> Mapping[str, type[Block]]:
    """The class of every configuration block, by its key in the stack file."""
    hints = get_type_hints(Settings)
    candidates = {name: get_args(hint) or (hint,) for name, hint in hints.items()}
    return {
        to_camel(name): kind
        for name, kinds in candidates.items()
        for kind in kinds
        if isinstance(kind, type) and issubclass(kind, Block)
    }


@cache
def required_blocks() -> frozenset[str]:
    """The keys of the blocks that every stack has."""
    hints = get_type_hints(Settings)
    return frozenset(key for key, kind in block_types().items() if hints[_snake(key)] is kind)


def parse(raw: Mapping[str, object], *, stack: str, region: str | None) -> Settings:
    """Type and check the configuration of `stack`.

    Args:
        raw: the project's configuration keys, without namespace, and their values.
        stack: the stack's name, also the default of `envSuffix`.
        region: the value of `aws:region`.

    Raises:
        SettingsError: anything is wrong; its text lists every problem at once.
    """
    problems = [*_unknown_keys(raw), *_region(region)]
    values: dict[str, Any] = {"stack": stack, "region": region}
    invalid: set[str] = set()
    for name, value, found in (*_scalars(raw, stack), *_blocks(raw), _tags(raw)):
        values[name] = value
        problems += found
        if found:
            invalid.add(to_camel(name))
    settings = Settings(**values)
    for keys, check in CHECKS:
        if not keys & invalid:
            problems += [problem.under(f"{PROJECT}:") for problem in check(settings)]
    if problems:
        raise SettingsError(stack, problems)
    return settings


#: A field of `Settings`, its value and what is wrong with it.
_Parsed = tuple[str, Any, list[Problem]]


def _scalars(raw: Mapping[str, object], stack: str) -> Iterator[_Parsed]:
    set_keys = {key for key in _scalar_keys() & raw.keys() if raw[key] != ""}
    given = {"envSuffix": stack, **{key: raw[key] for key in set_keys}}
    problems: list[Problem] = []
    try:
        parsed = Scalars.model_validate(given, strict=False)
    except ValidationError as error:
        problems = [p.under(f"{PROJECT}:") for p in from_validation(error, Scalars.json_schema())]
        fine = {key: value for key, value in given.items() if key not in _top_keys(error)}
        parsed = Scalars.model_validate({"envSuffix": "invalid", **fine}, strict=False)
    for name in Scalars.model_fields:
        key = to_camel(name)
        yield name, getattr(parsed, name), [p for p in problems if p.path == f"{PROJECT}:{key}"]


def _blocks(raw: Mapping[str, object]) -> Iterator[_Parsed]:
    for key, kind in block_types().items():
        value = raw.get(key)
        if not value and key not in required_blocks():
            yield _snake(key), None, []
            continue
        yield _snake(key), *_block(key, kind, {} if value is None else value)


def _block(key: str, kind: type[Block], value: object) -> tuple[Block | None, list[Problem]]:
    path = f"{PROJECT}:{key}"
    try:
        block = kind.model_validate_json(dumps(value))
    except ValidationError as error:
        found = from_validation(error, kind.json_schema()) + _remaining(kind, value, error)
        block = kind() if key in required_blocks() else None
        return block, [problem.under(path) for problem in found]
    return block, [problem.under(path) for problem in block.conflicts()]


def _remaining(kind: type[Block], value: object, error: ValidationError) -> list[Problem]:
    """What the settings that are fine by themselves say against each other."""
    wrong = _top_keys(error)
    if not isinstance(value, dict) or not wrong:
        return []
    fine = {
        key: part for key, part in cast("Mapping[str, object]", value).items() if key not in wrong
    }
    try:
        conflicts = list(kind.model_validate_json(dumps(fine)).conflicts())
    except ValidationError:
        return []  # a required setting is among the wrong ones
    return [one for one in conflicts if not one.path.startswith(tuple(wrong))]


def _top_keys(error: ValidationError) -> set[str]:
    """The settings of a block that are wrong, or have something wrong in them."""
    return {str(detail["loc"][0]) for detail in error.errors() if detail["loc"]}


def _tags(raw: Mapping[str, object]) -> _Parsed:
    try:
        tags = _TAGS.validate_python(raw.get("tags", {}), strict=True)
        found = list(refused(tags))
    except ValidationError as error:
        tags, found = {}, from_validation(error, {})
    return "tags", tags, [problem.under(f"{PROJECT}:tags") for problem in found]


def _region(region: str | None) -> Iterator[Problem]:
    if not region:
        yield Problem(path="aws:region", rule="is required and missing", fix="us-west-2")


def _unknown_keys(raw: Mapping[str, object]) -> Iterator[Problem]:
    known = sorted({*_scalar_keys(), *block_types(), "tags"})
    for key in sorted(raw.keys() - set(known)):
        meant = get_close_matches(key, known, n=1)
        yield Problem(
            path=f"{PROJECT}:{key}",
            found=shown(key, raw[key]),
            rule="is not a setting",
            fix=f"{PROJECT}:{meant[0]}" if meant else f"one of {', '.join(known)}",
        )


@cache
def _scalar_keys() -> frozenset[str]:
    return frozenset(to_camel(name) for name in Scalars.model_fields)


@cache
def _snake(key: str) -> str:
    return next(field.name for field in fields(Settings) if to_camel(field.name) == key)
