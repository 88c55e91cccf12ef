"""No card number of a person is in this project (PCI DSS 6.5.5)."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDERS = ("docs", "functions", "offline", "operations", "policy", "tests")
#: Numbers that payment schemes and gateways publish for tests.
PUBLISHED = {
    "30569309025904", "3530111333300000", "378282246310005", "4111111111111111",
    "4222222222222", "4242424242424242", "5555555555554444", "6011111111111117",
    "6759649826438453",
}  # fmt: skip
#: Tests of what only looks like a card number, which masking hides all the same.
LOOK_ALIKES = {"test_masking.py"}
#: Account numbers are not given out with so many zeros; tests make theirs up with them.
MADE_UP = "000000"
#: Thirteen to nineteen digits, also with separators, that are no part of a longer number or hash.
CARD_LIKE = re.compile(r"(?<![\dA-Fa-f])[3-6](?:[ -]?\d){12,18}(?![\dA-Fa-f])")


def has_check_digit(number: str) -> bool:
    digits = [int(digit) for digit in reversed(number)]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def test_tests_use_published_card_numbers_only() -> None:
    texts = [
        path.read_bytes().decode(errors="ignore")
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in {".py", ".md", ".json", ".yaml"} and path.name not in LOOK_ALIKES
    ]
    found = {
        number
        for text in texts
        for like in CARD_LIKE.findall(text)
        if has_check_digit(number := re.sub(r"\D", "", like))
    }
    assert "4242424242424242" in found
    assert {number for number in found - PUBLISHED if MADE_UP not in number} == set()
