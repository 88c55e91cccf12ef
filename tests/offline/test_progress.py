import io
from typing import Any

import pytest

from offline.progress import shown_on


class Terminal(io.StringIO):
    def isatty(self) -> Any:
        return True


def test_a_terminal_is_told_and_left_clean() -> None:
    terminal = Terminal()
    with shown_on(terminal) as tell:
        tell("new", 25)
        tell("deployed", 50)
        assert "previewing · new: 25 resources · deployed: 50 resources" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_a_terminal_is_left_clean_after_an_error_too() -> None:
    terminal = Terminal()

    def fail() -> None:
        with shown_on(terminal) as tell:
            tell("new", 25)
            raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        fail()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_nothing_is_written_where_nobody_looks() -> None:
    file = io.StringIO()
    with shown_on(file) as tell:
        tell("new", 25)
    assert file.getvalue() == ""


def test_nothing_is_erased_that_was_not_written() -> None:
    terminal = Terminal()
    with shown_on(terminal):
        pass
    assert terminal.getvalue() == ""
