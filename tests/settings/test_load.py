"""What Pulumi hands over, read into settings."""

import json
from collections.abc import Iterator

import pytest
from pulumi.runtime import config as runtime_config
from pulumi.runtime import settings as runtime_settings

import settings
from settings import SettingsError


@pytest.fixture(autouse=True)
def stack() -> Iterator[None]:
    """The stack `qa`, and nothing left behind: neither its name nor its configuration."""
    runtime_settings.reset_options(project="payments", stack="qa")
    yield
    runtime_settings.reset_options()
    runtime_config.set_all_config({})


def configure(**values: str) -> None:
    runtime_config.set_all_config({key.replace("_", ":", 1): text for key, text in values.items()})


def test_structured_values_arrive_as_json_text() -> None:
    configure(aws_region="eu-west-1", payments_logs=json.dumps({"retentionDays": 365}))
    loaded = settings.load()
    assert (loaded.stack, loaded.region) == ("qa", "eu-west-1")
    assert loaded.logs.retention_days == 365


def test_a_misspelt_key_is_found_although_the_program_never_asks_for_it() -> None:
    configure(aws_region="eu-west-1", payments_lgos="{}")
    with pytest.raises(SettingsError, match="payments:lgos"):
        settings.load()


def test_keys_in_the_environment_count_too(monkeypatch: pytest.MonkeyPatch) -> None:
    configure(aws_region="eu-west-1")
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps({"payments:typo": "1", "other:x": "1"}))
    with pytest.raises(SettingsError, match="payments:typo"):
        settings.load()


def test_text_that_only_looks_structured_is_reported_as_it_is() -> None:
    configure(aws_region="eu-west-1", payments_logs="{not json")
    with pytest.raises(SettingsError, match="payments:logs"):
        settings.load()
