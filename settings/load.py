"""Reading the stack's configuration: the only place that asks Pulumi for it."""

from collections.abc import Iterator
from json import JSONDecodeError, loads

import pulumi
from pulumi.runtime import config as runtime_config

from settings.parse import parse
from settings.stack import Settings


def load() -> Settings:
    """The typed settings of the running stack.

    Raises:
        SettingsError: the configuration has problems; all of them are in its text.
    """
    config = pulumi.Config()
    found = {key: config.get(key) for key in _keys(f"{config.name}:")}
    raw = {key: structured(text) for key, text in found.items() if text is not None}
    return parse(raw, stack=pulumi.get_stack(), region=pulumi.Config("aws").get("region"))


def _keys(prefix: str) -> Iterator[str]:
    """Every configured key of the project, known or not: a misspelt one must be found."""
    for key in sorted({*runtime_config.CONFIG.get(), *runtime_config.get_config_env()}):
        if key.startswith(prefix):
            yield key.removeprefix(prefix)


def structured(text: str) -> object:
    """The value of a configuration key: a structured one arrives as JSON text."""
    if not text.startswith(("{", "[")):
        return text
    try:
        return loads(text)
    except JSONDecodeError:
        return text
