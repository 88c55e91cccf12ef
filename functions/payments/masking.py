"""Scrubbing: no card number and no secret leaves through a text or a structure.

Two nets. By name: what stands under a key such as `cvv` or `authorization` is replaced whatever
it is. By shape: digits of a known scheme's length with a right check digit are replaced wherever
they stand, with any separators and in any Unicode digits, also behind the escapes of JSON, Python,
URLs and HTML. Matching by shape may hide a number that is no card; the reverse is what PCI DSS
3.4.1 forbids.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from typing import Final, TypeAlias, cast

from payments.cards import MAX_LENGTH, MIN_LENGTH, luhn_valid, scheme_of
from payments.digits import DIGIT_CLASS, SEPARATOR_CLASS, digit_value

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

CARD_MASK: Final = "[card number]"
SECRET_MASK: Final = "[masked]"  # noqa: S105 - what stands in a secret's place

_MAX_SEPARATORS: Final = 8
"""Between two digits; more apart than this they are not written as one number."""

_MAX_DEPTH: Final = 32
"""Deeper than any record of this program; keeps hostile nesting off the interpreter's stack."""

_MAX_SEARCHED: Final = 64
"""Longer runs of digits are masked whole: no field has them, and searching them costs time."""

_CANDIDATE: Final = re.compile(
    rf"{DIGIT_CLASS}(?:{SEPARATOR_CLASS}{{0,{_MAX_SEPARATORS}}}{DIGIT_CLASS}){{{MIN_LENGTH - 1},}}"
)
_NATIONAL: Final = re.compile(r"[689]\d{15}")
"""RuPay, Elo, Hipercard, Troy, UzCard and more: no scheme that is accepted, but card data too."""

_ESCAPE: Final = re.compile(
    # JSON and Python; JSON in JSON doubles the backslash each time.
    r"\\+(?:u(?P<short>[0-9a-fA-F]{4})|U(?P<long>[0-9a-fA-F]{8})|[bfnrt])"
    # Octets of UTF-8 or Latin-1, as Python shows them and as URLs encode them.
    r"|(?P<octets>(?:\\+x[0-9a-fA-F]{2})+|(?:%[0-9a-fA-F]{2})+)"
    # HTML; the names that stand between digits, such as `&nbsp;`, are those of separators.
    r"|&(?:#[xX](?P<hexadecimal>[0-9a-fA-F]{1,6})|#(?P<decimal>[0-9]{1,7})|[A-Za-z]{2,8});"
)
_OCTET_MARKS: Final = str.maketrans("\\x%", "   ")
_MAX_ESCAPED: Final = 3
"""Escapes in escapes: a request in an event in a log record."""

_NOT_ALPHANUMERIC: Final = re.compile(r"[\W_]+")

SENSITIVE_NAMES: Final = frozenset(
    {
        "number", "pan", "cardnumber", "primaryaccountnumber", "accountnumber",
        "cvv", "cvv2", "cvc", "cvc2", "csc", "securitycode", "cardsecuritycode",
        "verificationvalue", "track1", "track2", "trackdata", "pin", "pinblock",
        "password", "passwd", "passphrase", "privatekey", "secret", "secretstring", "secretbinary",
        "clientsecret", "secretaccesskey", "token", "authtoken", "accesstoken", "refreshtoken",
        "sessiontoken", "xamzsecuritytoken", "authorization", "proxyauthorization",
        "apikey", "xapikey", "cookie", "setcookie",
        "body",
    }
)  # fmt: skip
"""Keys, in lower case without punctuation, whose values are replaced whatever they are.

`body` is the raw request of an API Gateway event.
"""


def scrub_text(text: str) -> str:
    """Return `text` with every card number replaced by `CARD_MASK`.

    A card number behind escapes is found too; the text is then returned unescaped.
    """
    if len(text) < MIN_LENGTH:
        return text
    scrubbed = _CANDIDATE.sub(_masked, text)
    for _ in range(_MAX_ESCAPED):
        # Every escape has one of these marks; most texts have none, and looking costs little.
        if "\\" not in text and "%" not in text and "&" not in text:
            break
        text = _unescaped(text)
        if holds_card_number(text):
            scrubbed = _CANDIDATE.sub(_masked, text)
    return scrubbed


def holds_card_number(text: str) -> bool:
    """Say whether a card number can be read in `text`."""
    return any(_spans(found) for found in _CANDIDATE.finditer(text))


def scrub(value: object) -> Json:
    """Return a JSON copy of `value` without card numbers and secrets.

    Mappings, sequences and sets are followed down to a fixed depth, below which everything is
    masked; a number that reads as a card is replaced; anything else that JSON does not know
    becomes its scrubbed text.
    """
    return _scrub(value, _MAX_DEPTH)


def _scrub(value: object, depth: int) -> Json:
    if depth == 0:
        return SECRET_MASK
    match value:
        case str():  # first, because most values are, and the tests for containers are slow
            return scrub_text(value)
        case None | int() | float() | Decimal():
            return _scrub_scalar(value)
        case Mapping():
            return _scrub_mapping(cast("Mapping[object, object]", value), depth - 1)
        case Sequence() | AbstractSet() if not isinstance(value, bytes | bytearray):
            items = cast("Sequence[object] | AbstractSet[object]", value)
            return _scrub_items(list(items), depth - 1)
        case _:
            return scrub_text(_text_of(value))


def _text_of(value: object) -> str:
    if isinstance(value, bytes | bytearray):
        return value.decode("utf-8", errors="replace")
    return str(value)


def _scrub_mapping(entries: Mapping[object, object], depth: int) -> Json:
    result: dict[str, Json] = {}
    for key, value in entries.items():
        name = str(key)
        plain_name = _NOT_ALPHANUMERIC.sub("", name).lower()
        sensitive = plain_name in SENSITIVE_NAMES
        result[scrub_text(name)] = SECRET_MASK if sensitive else _scrub(value, depth)
    return result


def _scrub_items(items: list[object], depth: int) -> list[Json]:
    """Scrub a list, also when the groups of one card number are its items."""
    scalars = " ".join(str(item) for item in items if isinstance(item, str | int))
    if len(items) > 1 and holds_card_number(scalars):
        return [
            SECRET_MASK if isinstance(item, str | int) else _scrub(item, depth) for item in items
        ]
    return [_scrub(item, depth) for item in items]


def _scrub_scalar(value: float | Decimal | None) -> Json:
    if value is None or isinstance(value, bool):
        return value
    written = str(value)
    if holds_card_number(written):
        return CARD_MASK
    # A large float is written with an exponent, and without its last digits.
    if isinstance(value, float) and holds_card_number(f"{value:.0f}"):
        return CARD_MASK
    return value if isinstance(value, int | float) else written


def _unescaped(text: str) -> str:
    plain = _ESCAPE.sub(_meant, text)
    # Characters beyond U+FFFF are escaped as two halves, which UTF-16 joins.
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _meant(found: re.Match[str]) -> str:
    """Return the text that an escape stands for; a space for every kind of separator."""
    octets = found["octets"]
    if octets:
        raw = bytes.fromhex(octets.translate(_OCTET_MARKS))
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return raw.decode("latin-1")
    hexadecimal = found["short"] or found["long"] or found["hexadecimal"]
    code = int(hexadecimal, 16) if hexadecimal else int(found["decimal"] or ord(" "))
    return chr(code) if code <= sys.maxunicode else " "


def _masked(found: re.Match[str]) -> str:
    text = found[0]
    result: list[str] = []
    position = 0
    for start, end in _spans(found):
        result += (text[position:start], CARD_MASK)
        position = end
    return "".join((*result, text[position:]))


def _spans(found: re.Match[str]) -> list[tuple[int, int]]:
    """Return the parts of a candidate that read as card numbers, overlapping ones joined."""
    text = found[0]
    places: list[int] = []
    values: list[str] = []
    for place, character in enumerate(text):
        digit = digit_value(character)
        if digit is not None:
            places.append(place)
            values.append(digit)
    if len(places) > _MAX_SEARCHED:
        return [(0, len(text))]
    digits = "".join(values)
    spans: list[tuple[int, int]] = []
    for first in range(len(digits) - MIN_LENGTH + 1):
        length = _card_length(digits[first : first + MAX_LENGTH])
        if length:
            start, end = places[first], places[first + length - 1] + 1
            if spans and start < spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
    return spans


def _card_length(digits: str) -> int:
    """Return the length of the longest card number that `digits` starts with, 0 when none."""
    for length in range(len(digits), MIN_LENGTH - 1, -1):
        number = digits[:length]
        if (scheme_of(number) is not None or _NATIONAL.fullmatch(number)) and luhn_valid(number):
            return length
    return 0
