import os

import pytest

from offline.environment import foreign_hidden


def test_variables_come_back_after_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "mine")

    def fail() -> None:
        with foreign_hidden():
            assert "AWS_PROFILE" not in os.environ
            raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        fail()
    assert os.environ["AWS_PROFILE"] == "mine"
