"""Card numbers of every scheme, written in every way, for property tests."""

import unicodedata

from hypothesis import strategies as st

PREFIXES = {
    "amex": ("34", "37"),
    "visa": ("4",),
    "mastercard": ("51", "55", "2221", "2230", "2300", "2699", "2700", "2720"),
    "diners": ("300", "305", "3095", "36", "38", "39"),
    "jcb": ("3528", "3589"),
    "discover": ("6011", "644", "649", "65"),
    "unionpay": ("62", "81"),
    "mir": ("2200", "2204"),
    "maestro": ("50", "56", "58", "6304", "6390", "67"),
}
LENGTHS = {
    "amex": (15,),
    "visa": (13, 16, 19),
    "mastercard": (16,),
    "diners": (14, 16, 19),
    "jcb": (16, 19),
    "discover": (16, 19),
    "unionpay": (16, 19),
    "mir": (16, 19),
    "maestro": (12, 13, 16, 19),
}

# Every script's digits, and the styled ones that people paste: superscripts, circled, fullwidth.
ALPHABETS = (
    *(
        "".join(chr(zero + value) for value in range(10))
        for zero in range(0x20000)
        if unicodedata.decimal(chr(zero), None) == 0
    ),
    "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079",
    "\u24ea\u2460\u2461\u2462\u2463\u2464\u2465\u2466\u2467\u2468",
)

SEPARATORS = (
    "", " ", "-", "--", ".", ",", ", ", "/", "_", ":", "|", "\t", "\n", "\r\n", "\u00a0", "\u2009",
    "\u2013", "\u2212", "\u200b", "\ufeff", "\u3000", "·", "•", "*", "#", "+", " - ", "\u20e3",
)  # fmt: skip


def check_digit(partial: str) -> str:
    """The Luhn digit that completes `partial`, worked out digit by digit."""
    total = 0
    for place, character in enumerate(reversed(partial)):
        value = int(character) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


@st.composite
def card_digits(draw: st.DrawFn) -> str:
    """The ASCII digits of a valid card number."""
    scheme = draw(st.sampled_from(sorted(PREFIXES)))
    prefix = draw(st.sampled_from(PREFIXES[scheme]))
    length = draw(st.sampled_from(LENGTHS[scheme]))
    size = length - len(prefix) - 1
    middle = draw(st.text("0123456789", min_size=size, max_size=size))
    return prefix + middle + check_digit(prefix + middle)


@st.composite
def written_cards(draw: st.DrawFn) -> tuple[str, str]:
    """A card number and one way to write it: its digits in any script, any separators."""
    digits = draw(card_digits())
    alphabet = draw(st.sampled_from(ALPHABETS))
    separator = draw(st.sampled_from(SEPARATORS))
    group = draw(st.integers(1, 6))
    groups = [digits[at : at + group] for at in range(0, len(digits), group)]
    text = separator.join(groups)
    return digits, "".join(alphabet[int(c)] if c.isascii() and c.isdigit() else c for c in text)
