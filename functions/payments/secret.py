"""A secret that is kept until it is refused, and then read again because it was rotated."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Generic, Protocol, TypeVar

from payments.aws import answering
from payments.problem import UnavailableError

_T = TypeVar("_T")


class SecretsClient(Protocol):
    """The one Secrets Manager call that reads a secret."""

    def get_secret_value(self, **request: object) -> Mapping[str, Any]:
        """Answer with the secret's current version."""
        ...


class KeptSecret(Generic[_T]):
    """What a secret's JSON document means, read when it is first needed.

    Args:
        what: the secret's owner, as it reads at the start of a sentence.
        read: takes the value from the document; raises KeyError, TypeError or ValueError when
            the document does not hold one.
    """

    def __init__(
        self,
        client: SecretsClient,
        secret_arn: str,
        *,
        what: str,
        read: Callable[[Mapping[str, Any]], _T],
    ) -> None:
        self._client = client
        self._secret_arn = secret_arn
        self._what = what
        self._read = read
        self._known: _T | None = None

    def current(self, *, refused: _T | None = None) -> _T:
        """Return the value; it is read again when `refused` is the one that is known.

        Raises:
            UnavailableError: Secrets Manager did not answer, or the secret is malformed.
        """
        known = self._known
        if known is None or known == refused:
            known = self._known = self._fetch()
        return known

    def _fetch(self) -> _T:
        with answering(f"The secret of {self._what}"):
            answer = self._client.get_secret_value(SecretId=self._secret_arn)
        try:
            return self._read(json.loads(answer["SecretString"]))
        except (KeyError, TypeError, ValueError):
            # The cause is cut off: it holds the secret.
            raise UnavailableError(
                f"The secret of {self._what}",
                f"{self._secret_arn} does not hold the JSON document that it should",
            ) from None
