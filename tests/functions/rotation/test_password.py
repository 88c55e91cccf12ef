import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rotation.password import CACHE_SYMBOLS, DATABASE_SYMBOLS, LENGTH, generate_password

KINDS = (string.ascii_lowercase, string.ascii_uppercase, string.digits)


@pytest.mark.parametrize("symbols", [DATABASE_SYMBOLS, CACHE_SYMBOLS, "-_"])
@given(length=st.integers(16, 128))
def test_a_password_has_every_kind_of_character_and_no_other(symbols: str, length: int) -> None:
    password = generate_password(symbols, length=length)

    assert len(password) == length
    assert set(password) <= set("".join(KINDS) + symbols)
    assert all(set(password) & set(kind) for kind in (*KINDS, symbols))


def test_passwords_are_32_characters_and_never_repeat() -> None:
    passwords = {generate_password(DATABASE_SYMBOLS) for _ in range(200)}

    assert len(passwords) == 200
    assert {len(password) for password in passwords} == {LENGTH} == {32}


def test_no_symbol_is_one_that_rds_refuses_in_a_password() -> None:
    assert not set(DATABASE_SYMBOLS) & set("/@\"' ")


def test_the_symbols_of_a_token_are_those_that_elasticache_allows() -> None:
    assert set(CACHE_SYMBOLS) <= set("!&#$^<>-")
