"""Generated values that no server knows: signing keys, keys of the platform's own API.

Readers accept AWSPREVIOUS beside AWSCURRENT for as long as what it signed is valid.
"""

from collections.abc import Callable, Sequence
from typing import Final

from rotation.document import ApplicationSecret, parse_application_secret
from rotation.errors import MalformedSecretError
from rotation.password import generate_password

SYMBOLS: Final = "-_"
"""Safe in HTTP headers, URLs and shells, where such values end up."""

LEAST_LENGTH: Final = 32
"""Characters, about 190 bits; HMAC-SHA-256 asks for at least 128."""


class Application:
    """Renews every field but `engine`."""

    def parse(self, text: str | None) -> ApplicationSecret:
        """Read a version's text."""
        return parse_application_secret(text)

    def propose(
        self, current: ApplicationSecret, _others: Callable[[], Sequence[ApplicationSecret]]
    ) -> ApplicationSecret:
        """Return new values for the same names, at least as long as the old ones."""
        return current.renewed(
            {
                name: generate_password(SYMBOLS, length=max(LEAST_LENGTH, len(value)))
                for name, value in current.values.items()
            }
        )

    def apply(
        self,
        _pending: ApplicationSecret,
        _current: ApplicationSecret,
        _others: Callable[[], Sequence[ApplicationSecret]],
        _confirm: Callable[[], None],
    ) -> None:
        """No server has to learn the values."""

    def prove(self, pending: ApplicationSecret, current: ApplicationSecret) -> None:
        """Compare the versions: the same names, and every value long enough and new.

        Raises:
            MalformedSecretError: with every name that fails.
        """
        problems = [
            f"{name} must be in both versions"
            for name in sorted(pending.values.keys() ^ current.values.keys())
        ]
        for name, value in pending.values.items():
            if len(value) < LEAST_LENGTH:
                problems.append(f"{name} must have at least {LEAST_LENGTH} characters")
            if value == current.values.get(name):
                problems.append(f"{name} must differ from AWSCURRENT's")
        if problems:
            raise MalformedSecretError(problems, "AWSPENDING")

    def settle(self, _current: ApplicationSecret, _previous: ApplicationSecret | None) -> None:
        """Readers decide how long they accept the previous values."""
