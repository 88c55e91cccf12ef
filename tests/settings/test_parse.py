"""From raw configuration to settings, or to every problem at once."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settings import SettingsError, parse
from settings.parse import block_types


def problems_of(raw: dict[str, object], *, region: str | None = "us-west-2") -> dict[str, str]:
    with pytest.raises(SettingsError) as caught:
        parse(raw, stack="test", region=region)
    return {problem.path: str(problem) for problem in caught.value.problems}


def test_an_empty_configuration_has_no_optional_tier() -> None:
    settings = parse({}, stack="test", region="us-west-2")
    assert settings.env_suffix == "test"
    assert settings.protection == "ephemeral"
    assert settings.logs.retention_days == 400
    assert settings.encryption.rotation_period_days == 365


def test_an_empty_block_is_the_same_as_no_block() -> None:
    assert parse({"tags": {}, "envSuffix": ""}, stack="test", region="us-west-2") == parse(
        {}, stack="test", region="us-west-2"
    )


def test_every_problem_of_a_configuration_is_reported_at_once() -> None:
    found = problems_of(
        {
            "netwrok": {"cidr": "10.0.0.0/16"},
            "encryption": {"rotationPeriod": 3, "deletionWindowDays": 99},
            "logs": {"retentionDays": 31},
            "targetTpm": "7",
            "envSuffix": "A_",
            "tags": {"Team": 7},
        },
        region=None,
    )
    assert found.keys() == {
        "aws:region",
        "payments:netwrok",
        "payments:encryption.rotationPeriod",
        "payments:encryption.deletionWindowDays",
        "payments:logs.retentionDays",
        "payments:targetTpm",
        "payments:envSuffix",
        "payments:tags.Team",
    }
    assert "write: rotationPeriodDays" in found["payments:encryption.rotationPeriod"]
    assert "= 99" in found["payments:encryption.deletionWindowDays"]
    assert "less than or equal to 30" in found["payments:encryption.deletionWindowDays"]


def test_a_misspelt_key_names_the_key_that_was_meant() -> None:
    assert "write: payments:encryption" in problems_of({"encrytion": {}})["payments:encrytion"]


def test_a_key_like_no_other_lists_what_there_is() -> None:
    assert "one of" in problems_of({"zzzzzz": 1})["payments:zzzzzz"]


def test_a_block_that_is_not_an_object_is_one_problem() -> None:
    assert "payments:logs" in problems_of({"logs": [1]})


def test_a_wrong_type_is_refused_instead_of_converted() -> None:
    found = problems_of({"encryption": {"deletionWindowDays": "10"}})
    assert "'10'" in found["payments:encryption.deletionWindowDays"]


def test_the_message_counts_and_names_the_file() -> None:
    with pytest.raises(SettingsError, match=r"Pulumi\.prod\.yaml has 1 problem:"):
        parse({"targetTpm": "1"}, stack="prod", region="us-west-2")


def test_a_load_as_text_is_a_number_because_that_is_how_configuration_arrives() -> None:
    assert parse({"targetTpm": "100000"}, stack="t1", region="us-west-2").sizing.tps == 1667


@pytest.mark.parametrize("suffix", ["x", "1st", "ends-", "two--hyphens", "a" * 21, "Upper"])
def test_a_suffix_that_some_name_cannot_end_with_is_refused(suffix: str) -> None:
    found = problems_of({"envSuffix": suffix})
    assert repr(suffix) in found["payments:envSuffix"]
    assert "single hyphens" in found["payments:envSuffix"]


def test_a_wrong_suffix_does_not_hide_what_the_load_asks_for() -> None:
    found = problems_of(
        {"envSuffix": "Not-Allowed", "targetTpm": "100000", "stream": {"shards": 1}}
    )
    assert "32 characters AWS allows" in found["payments:envSuffix"]
    assert "targetTpm = 100000" in found["payments:stream.shards"]


def test_one_wrong_setting_of_a_block_does_not_hide_what_the_others_say() -> None:
    found = problems_of(
        {
            "database": {"kind": "aurora_postgresql", "username": "admin", "backupDays": 99},
            "secrets": {"mode": "create"},
            "notifications": {"alertEmails": ["ops@example.com"]},
        }
    )
    assert found.keys() == {"payments:database.backupDays", "payments:database.username"}


def test_a_block_without_its_required_setting_reports_what_it_can() -> None:
    found = problems_of({"database": {"backupDays": 99}, "secrets": {"mode": "create"}})
    assert {"payments:database.backupDays", "payments:database.kind"} <= found.keys()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@given(
    st.dictionaries(
        st.sampled_from([*sorted(block_types()), "envSuffix", "targetTpm", "tags", "zz"]), JSON
    )
)
def test_any_configuration_is_settings_or_a_readable_error(raw: dict[str, object]) -> None:
    unreadable: list[object] = []
    with suppress(SettingsError):
        try:
            unreadable += [] if parse(raw, stack="test", region="us-west-2") else [raw]
        except SettingsError as error:
            unreadable += [p for p in error.problems if not (p.path and p.rule)]
            raise
    assert not unreadable
