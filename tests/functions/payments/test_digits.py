import re
import sys
import unicodedata

from payments.digits import DIGIT_CLASS, ascii_digits, digit_value


def test_the_pattern_covers_every_character_that_unicode_reads_as_a_digit() -> None:
    pattern = re.compile(DIGIT_CLASS)
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        is_digit = unicodedata.digit(character, None) is not None
        assert is_digit == bool(pattern.match(character)), hex(code)


def test_digits_of_every_script_become_ascii_digits() -> None:
    assert ascii_digits("\u06641\uff11\u2460\u00b9") == "41111"
    assert digit_value("x") is None


def test_separators_go_and_letters_are_refused() -> None:
    assert ascii_digits("41-11 _1/1\u200b.") == "411111"
    assert ascii_digits("41a1") is None
