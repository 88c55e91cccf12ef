import json

import pytest
from rotation.application import Application
from rotation.errors import MalformedSecretError

CURRENT = json.dumps({"engine": "application", "jwt": "j" * 64, "api_key": "a" * 20})


def test_new_values_are_as_long_as_the_old_ones_and_at_least_32_characters() -> None:
    application = Application()
    current = application.parse(CURRENT)

    proposed = application.propose(current, list)

    assert {name: len(value) for name, value in proposed.values.items()} == {
        "jwt": 64,
        "api_key": 32,
    }
    application.prove(proposed, current)


def test_values_that_are_short_missing_extra_or_old_are_all_reported() -> None:
    application = Application()
    current = application.parse(CURRENT)
    pending = application.parse(
        json.dumps({"engine": "application", "jwt": "j" * 64, "extra": "short"})
    )

    with pytest.raises(MalformedSecretError) as caught:
        application.prove(pending, current)

    assert caught.value.problems == (
        "api_key must be in both versions",
        "extra must be in both versions",
        "jwt must differ from AWSCURRENT's",
        "extra must have at least 32 characters",
    )
    assert "jjj" not in str(caught.value)
