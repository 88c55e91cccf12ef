"""The page about mutation."""

import re
from collections.abc import Callable
from pathlib import Path

from offline.mutation import page, reasons, table
from offline.mutation.operator import MEANINGS
from offline.mutation.outcome import Outcome
from offline.mutation.reasons import Reason
from offline.mutation.result import Result
from offline.mutation.table import Entry

PAGE = Path(__file__).parent.parent.parent.parent / "docs" / "mutation.md"


def test_the_page_shows_scores_survivors_with_reasons_and_what_is_spared(
    outcome: Callable[..., Outcome],
) -> None:
    found = Result(
        outcomes=[
            *[outcome(killers=("rotated",))] * 2,
            *[outcome(killers=("aliased",), stack="prod", operator="flip")] * 2,
            outcome(killers=("rotated",)),
            outcome(stack="prod"),
            outcome(kind="aws:s3/bucket:Bucket"),
        ],
        reasons=[
            Reason(kind="aws:kms/*", verdict="unseen", reason="A test holds it."),
            Reason(kind="aws:s3/*", verdict="unseen", reason="A test holds it."),
        ],
        is_whole=True,
    )
    spared = Entry(spared={"userId": "A name.", "userName": "A name."})
    text = page.text(found, {"aws:x/user:User": spared})
    assert "| dev | 4 | 3 | 75.0 % |" in text
    assert "| **all** | 7 | 5 | 71.4 % |" in text
    assert f"| `flip`: {MEANINGS['flip']} | 2 | 2 | 100.0 % |" in text
    assert "`weaken`" not in text
    assert "### Unseen: 2\n" in text
    assert "### Equivalent: 0\n" in text
    assert "- A test holds it.\n  - 1 in prod: `aws:kms/key:Key policy remove`\n" in text
    assert "- A test holds it.\n  - 1 in dev: `aws:s3/bucket:Bucket policy remove`\n" in text
    assert "- A name. `aws:x/user:User userId`, `aws:x/user:User userName`\n" in text
    assert text.endswith("| `rotated` | 3 |\n| `aliased` | 2 |\n")


def test_the_written_page_gives_every_reason_there_is() -> None:
    text = PAGE.read_text()
    assert [one.reason for one in reasons.load() if f"- {one.reason}\n" not in text] == []
    spared = {why for entry in table.load().values() for why in entry.spared.values()}
    assert [why for why in spared if f"- {why} `" not in text] == []


def test_the_written_page_says_that_enough_is_killed() -> None:
    found = re.search(
        r"^\| \*\*all\*\* \| \d+ \| \d+ \| ([\d.]+) % \|$", PAGE.read_text(), re.MULTILINE
    )
    assert found
    assert float(found[1]) >= 95
