import os
import sys
from collections.abc import Iterator

import pytest

from operations import reader


@pytest.fixture
def written() -> Iterator[int]:
    """A descriptor that stands for what the shell connected standard output to."""
    read, write = os.pipe()
    os.close(read)
    yield write
    os.close(write)


def test_what_is_still_buffered_goes_nowhere(monkeypatch: pytest.MonkeyPatch, written: int) -> None:
    with os.fdopen(os.dup(written), "w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        stream.write("nobody reads this")
        with pytest.raises(SystemExit) as ended:
            reader.gone()
        stream.flush()
    assert ended.value.code == 141
