from datetime import UTC, datetime

from offline.availability.levels import LEVELS, LOOKED_UP

YEAR_DAYS = 365


def test_the_figures_are_compared_with_the_pages_every_year() -> None:
    age = datetime.now(UTC).date() - LOOKED_UP
    assert age.days <= YEAR_DAYS, "compare offline/availability/levels.py with AWS's pages"


def test_every_figure_names_its_page_and_is_a_level() -> None:
    assert len({level.service for level in LEVELS}) == len(LEVELS)
    for level in LEVELS:
        assert level.source.startswith("https://aws.amazon.com/")
        assert 99 <= level.percent < 100
