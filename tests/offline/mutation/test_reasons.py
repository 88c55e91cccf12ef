"""Reviewed reasons."""

from collections.abc import Callable
from pathlib import Path

import pytest

from offline.errors import ProjectError
from offline.mutation import reasons
from offline.mutation.outcome import Outcome
from offline.mutation.reasons import Reason


def test_a_reason_explains_what_fits_every_pattern(outcome: Callable[..., Outcome]) -> None:
    reason = Reason(kind="aws:kms/*", path="policy", verdict="unseen", reason="why")
    assert reason.explains(outcome())
    assert not reason.explains(outcome(path="description"))
    assert not reason.explains(outcome(kind="aws:s3/bucket:Bucket"))


def test_only_what_is_warned_about_is_advised(outcome: Callable[..., Outcome]) -> None:
    advised = Reason(kind="*", verdict="advised", reason="why")
    assert advised.explains(outcome(others=("described",)))
    assert not advised.explains(outcome())
    assert not Reason(kind="*", verdict="unseen", reason="w").explains(outcome(others=("rule",)))


def test_a_reason_names_what_it_is_about() -> None:
    reason = Reason(kind="aws:kms/*", operator="drop", verdict="unseen", reason="why")
    assert str(reason) == "aws:kms/* drop unseen"


@pytest.mark.parametrize("text", ["reasons: []", "survivors: [{kind: x, verdict: fine}]"])
def test_a_malformed_file_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "reasons.yaml"
    file.write_text(text)
    with pytest.raises(ProjectError, match=r"^reasons\.yaml: "):
        reasons.load(file)


def test_every_reason_says_more_than_a_word() -> None:
    assert [each for each in reasons.load() if len(each.reason) < 30] == []
