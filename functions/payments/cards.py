"""Card numbers: normalising, the Luhn check, schemes, and a value that never prints itself."""

import re
from dataclasses import dataclass
from typing import Final, final

from payments.digits import ascii_digits

MIN_LENGTH: Final = 12
"""Shortest primary account number, digits (Maestro; ISO/IEC 7812 allows 8 to 19)."""

MAX_LENGTH: Final = 19
"""Longest primary account number, digits (ISO/IEC 7812-1)."""

MIN_HIDDEN: Final = 5
"""Digits that are never shown: what is left of 15 after first six and last four (PCI SSC FAQ 1091,
American Express)."""

_DOUBLED: Final = (
    bytes(
        (2 * digit - 9 if digit > 4 else 2 * digit) + 48  # noqa: PLR2004 - Luhn folds 10..18 to 1..9
        for digit in range(10)
    )
    .rjust(58, b"\0")
    .ljust(256, b"\0")
)
"""Maps the ASCII code of a digit to the code of its doubled, folded value."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scheme:
    """A card scheme: who issues, how long its numbers and its security codes are."""

    name: str
    title: str
    lengths: frozenset[int]
    security_code_length: int = 3


def _scheme(name: str, title: str, lengths: range | set[int], code: int = 3) -> Scheme:
    return Scheme(name=name, title=title, lengths=frozenset(lengths), security_code_length=code)


# Issuer identification ranges as the schemes publish them; the more specific range comes first,
# because Maestro's overlap those of Discover and UnionPay.
_RANGES: Final = (
    (_scheme("amex", "American Express", {15}, code=4), r"3[47]"),
    (_scheme("visa", "Visa", {13, 16, 19}), r"4"),
    (
        _scheme("mastercard", "Mastercard", {16}),
        r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720",
    ),
    (_scheme("diners", "Diners Club", range(14, 20)), r"30[0-5]|3095|36|3[89]"),
    (_scheme("jcb", "JCB", range(16, 20)), r"352[89]|35[3-8]"),
    (_scheme("discover", "Discover", range(16, 20)), r"6011|64[4-9]|65"),
    (_scheme("unionpay", "UnionPay", range(16, 20)), r"62|81"),
    (_scheme("mir", "Mir", range(16, 20)), r"220[0-4]"),
    (_scheme("maestro", "Maestro", range(12, 20)), r"50|5[6-8]|6304|6390|67"),
)

SCHEMES: Final = {scheme.name: scheme for scheme, _ in _RANGES}
"""Every scheme that is recognised, by name."""

_PREFIX: Final = re.compile("|".join(f"(?P<{s.name}>{prefix})" for s, prefix in _RANGES))


class CardNumberError(ValueError):
    """A text is not a card number; `code` says which rule it broke, the text is not repeated."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def luhn_valid(digits: str) -> bool:
    """Say whether ASCII `digits` end in the right check digit (ISO/IEC 7812-1, annex B)."""
    codes = digits.encode("ascii")
    plain = codes[-1::-2]
    doubled = codes[-2::-2].translate(_DOUBLED)
    return (sum(plain) + sum(doubled) - 48 * len(codes)) % 10 == 0


def scheme_of(digits: str) -> Scheme | None:
    """Return the scheme whose issuer range and length fit the ASCII `digits`."""
    found = _PREFIX.match(digits)
    if found is None or found.lastgroup is None:
        return None
    scheme = SCHEMES[found.lastgroup]
    return scheme if len(digits) in scheme.lengths else None


@final
class CardNumber:
    """A valid primary account number (PAN); whatever prints it shows BIN and last four only.

    It is deliberately not a dataclass: `asdict`, `vars` and JSON encoders find no field to copy.
    """

    __slots__ = ("_digits", "scheme")

    def __init__(self, text: str) -> None:
        """Normalise and check `text`: any separators, any Unicode decimal digits.

        Raises:
            CardNumberError: `text` has letters, a wrong length, an unknown issuer range or a
                wrong check digit. The message never holds the text.
        """
        digits = ascii_digits(text)
        if digits is None:
            raise CardNumberError("characters", "must hold digits and separators only")
        if not MIN_LENGTH <= len(digits) <= MAX_LENGTH:
            raise CardNumberError(
                "length", f"must have {MIN_LENGTH} to {MAX_LENGTH} digits, not {len(digits)}"
            )
        if not luhn_valid(digits):
            raise CardNumberError("check_digit", "has a wrong check digit; look for a typing error")
        scheme = scheme_of(digits)
        if scheme is None:
            raise CardNumberError("scheme", "belongs to no card scheme that is accepted here")
        self._digits = digits
        self.scheme = scheme

    def reveal(self) -> str:
        """Return the digits, for the vault and the acquirer only."""
        return self._digits

    @property
    def bin(self) -> str:
        """First six digits, the issuer's; fewer of a number under 15 digits.

        PCI DSS 3.4.1 allows showing the issuer's digits and the last four, but on a number of 12
        digits that would leave two to guess, and the check digit tells one of them. At least
        `MIN_HIDDEN` stay hidden.
        """
        return self._digits[: min(6, len(self._digits) - 4 - MIN_HIDDEN)]

    @property
    def last_four(self) -> str:
        """Last four digits; PCI DSS 3.4.1 allows showing them."""
        return self._digits[-4:]

    @property
    def masked(self) -> str:
        """What may be shown, with an asterisk for every digit that is hidden."""
        hidden = len(self._digits) - len(self.bin) - 4
        return f"{self.bin}{'*' * hidden}{self.last_four}"

    def __str__(self) -> str:
        return self.masked

    def __repr__(self) -> str:
        return f"CardNumber({self.masked})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CardNumber) and self._digits == other._digits

    def __hash__(self) -> int:
        return hash(self._digits)

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a card number is not serialised; seal it with a CardVault instead")


@final
class SecurityCode:
    """A card security code (CVV): it may reach the acquirer and nothing else (PCI DSS 3.3.1.2)."""

    __slots__ = ("_digits",)

    def __init__(self, digits: str) -> None:
        self._digits = digits

    def reveal(self) -> str:
        """Return the digits, for the authorisation call only."""
        return self._digits

    def __len__(self) -> int:
        return len(self._digits)

    def __repr__(self) -> str:
        return "SecurityCode(***)"

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a card security code is never stored or serialised")


@dataclass(frozen=True, slots=True)
class Expiry:
    """The month through whose last day a card is valid."""

    year: int
    month: int
