"""Digits as people and programs write them: every Unicode decimal digit, any separators."""

import unicodedata
from typing import Final

# Characters outside category Nd that still stand for one digit: superscripts, subscripts and the
# circled, parenthesised, full-stop and comma forms (Unicode 15, property Numeric_Type=Digit).
_STYLED: Final = (
    "\u00b2\u00b3\u00b9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468"
    "\u2474-\u247c\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788"
    "\u278a-\u2792\U00010a40-\U00010a43\U00010e60-\U00010e68\U00011052-\U0001105a"
    "\U0001f100-\U0001f10a"
)

DIGIT_CLASS: Final = rf"[\d{_STYLED}]"
"""Regular expression for one character that `digit_value` reads as a digit."""

SEPARATOR_CLASS: Final = r"[\W_]"
"""Regular expression for one character that may stand between digits: neither letter nor digit."""


def digit_value(character: str) -> str | None:
    """Return the ASCII digit that `character` stands for, None when it is no digit."""
    value = unicodedata.digit(character, None)
    return None if value is None else str(value)


def ascii_digits(text: str) -> str | None:
    """Return the digits of `text` in ASCII without separators, None when it has a letter."""
    if text.isascii() and text.isdigit():
        return text
    digits: list[str] = []
    for character in text:
        digit = digit_value(character)
        if digit is not None:
            digits.append(digit)
        elif character.isalnum():
            return None
    return "".join(digits)
