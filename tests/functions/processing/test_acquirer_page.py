"""docs/acquirer.md against the adapter that it describes."""

from pathlib import Path

from payments.acquirer.circuit import FAILURES_TO_OPEN, OPEN_SECONDS
from payments.acquirer.https import (
    BACKOFF_SECONDS,
    CONNECT_SECONDS,
    IDLE_SECONDS,
    MAX_CODE_LENGTH,
    READ_SECONDS,
    TURNED_AWAY,
)
from payments.processing import CHARGE_SECONDS

ATTEMPTS = 1 + len(BACKOFF_SECONDS)
WORDS = {3: "three", 5: "five"}


def test_every_figure_of_the_page_is_the_adapter_s() -> None:
    page = " ".join(Path("docs/acquirer.md").read_text(encoding="utf-8").split())
    turned_away = ", ".join(str(status) for status in sorted(TURNED_AWAY))
    left_alone = f"the acquirer is left alone for {OPEN_SECONDS:.0f} seconds"
    for sentence in (
        f"at most {MAX_CODE_LENGTH} ASCII characters",
        f"not used for {IDLE_SECONDS:.0f} seconds is opened anew",
        f"less than {CHARGE_SECONDS:.0f} seconds left",
        f"| {turned_away} | no |",
        f"tried {WORDS[ATTEMPTS]} times",
        f"After {WORDS[FAILURES_TO_OPEN]} failures in a row {left_alone}",
    ):
        assert sentence in page


def test_the_longest_charge_fits_into_the_time_that_it_is_begun_with() -> None:
    assert ATTEMPTS * CONNECT_SECONDS + sum(BACKOFF_SECONDS) + READ_SECONDS <= CHARGE_SECONDS
