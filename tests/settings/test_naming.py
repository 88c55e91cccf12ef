"""Physical names stay unique and within AWS's limits."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settings.naming import LIMITS, TAG_LIMIT, physical_name

PURPOSE = st.from_regex(r"[a-z][a-z0-9-]{0,80}[a-z0-9]", fullmatch=True)
SUFFIX = st.from_regex(r"[a-z][a-z0-9-]{0,18}[a-z0-9]", fullmatch=True)
KIND = st.sampled_from(sorted(LIMITS))


def test_a_name_is_kind_purpose_and_suffix() -> None:
    assert physical_name("role", "payment-validation", "dev") == "role-payment-validation-dev"


@given(KIND, PURPOSE, SUFFIX)
def test_a_name_never_exceeds_the_limit_of_its_kind(kind: str, purpose: str, suffix: str) -> None:
    name = physical_name(kind, purpose, suffix)
    assert len(name) <= LIMITS[kind]
    assert name.startswith(f"{kind}-")
    assert name.endswith(f"-{suffix}")


@given(KIND, PURPOSE, PURPOSE, SUFFIX)
def test_two_purposes_never_share_a_name(kind: str, one: str, other: str, suffix: str) -> None:
    same = physical_name(kind, one, suffix) == physical_name(kind, other, suffix)
    assert same == (one == other)


def test_a_kind_without_a_limit_of_its_own_has_that_of_tags() -> None:
    assert len(physical_name("vpc", "x" * 400, "dev")) <= TAG_LIMIT


def test_a_suffix_that_leaves_no_room_is_refused_with_the_limit() -> None:
    with pytest.raises(ValueError, match="exceeds the 32 AWS allows for a alb"):
        physical_name("alb", "payments", "x" * 30)
