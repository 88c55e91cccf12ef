"""The acquirer behind an HTTPS API; the requests and answers are in docs/acquirer.md.

A charge is sent again only when the acquirer certainly did not take it: the connection was never
made, or it answered 429. Everything else that is not an answer leaves the outcome unknown.
Looking up and cancelling are repeatable, so they are tried again after any failure.
"""

import json
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, cast
from urllib.parse import quote, urlsplit

import urllib3
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NameResolutionError
from urllib3.exceptions import NewConnectionError as ConnectionRefused

from payments.acquirer.circuit import Circuit
from payments.acquirer.protocol import (
    Charge,
    NotSentError,
    Outcome,
    OutcomeUnknownError,
    Verdict,
)
from payments.masking import holds_card_number
from payments.problem import PaymentsError
from payments.secret import KeptSecret, SecretsClient

CONNECT_SECONDS: Final = 2.0
READ_SECONDS: Final = 8.0
BACKOFF_SECONDS: Final = (0.1, 0.3)
"""Worst case of a charge: 3 connects, 2 pauses and one read are 14.4 s, inside the function's
timeout of 25 s (API Gateway gives up after 29 s)."""

LOOKUP_READ_SECONDS: Final = 2.0
"""Looking up and cancelling move no money, so their answers are not waited for as long: 3 connects,
3 reads and 2 pauses are 12.4 s."""

IDLE_SECONDS: Final = 30.0
"""How long an unused connection is kept. A NAT gateway forgets one after 350 s and tells neither
end (AWS, NAT gateways), and a frozen function hears of nothing: the next charge would be written to
it, and nobody could say whether it arrived."""

MAX_ANSWER_BYTES: Final = 64 * 1024
"""A verdict has a few hundred; of a longer answer no more than this is ever read."""

MAX_CODE_LENGTH: Final = 64
"""Characters of a code, which is the width of the stores' columns."""

TURNED_AWAY: Final = frozenset({400, 401, 403, 404, 413, 415, 422})
"""Statuses that say that a charge was not even considered."""

_NEVER_CONNECTED = (ConnectionRefused, ConnectTimeoutError, NameResolutionError)


class AcquirerUrlError(ValueError):
    """The configured address is not one that card data may be sent to."""


class SecretToken(KeptSecret[str]):
    """The bearer token of the merchant account: `token` in the acquirer's secret."""

    def __init__(self, client: SecretsClient, secret_arn: str) -> None:
        super().__init__(client, secret_arn, what="the acquirer", read=_token)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What the acquirer answered: at most one byte more than a verdict may have."""

    status: int
    content: bytes


class HttpsAcquirer:
    """An `Acquirer` at an `https://` address.

    Raises:
        AcquirerUrlError: the address is not `https://host[/path]`.
    """

    def __init__(
        self,
        url: str,
        *,
        token: KeptSecret[str],
        tls: ssl.SSLContext | None = None,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
        now: Callable[[], float] = time.time,  # it goes on while the function is frozen
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
            raise AcquirerUrlError(
                f"is {url!r}; card data leaves over verified TLS only (PCI DSS v4.0.1 4.2.1): "
                "write https://host/path, or `simulator`"
            )
        self._url = url.rstrip("/")
        self._token = token
        self._sleep = sleep
        self._circuit = Circuit(monotonic)
        self._now = now
        self._used = now()
        self._http = urllib3.PoolManager(
            maxsize=8,
            retries=False,
            ssl_context=tls or ssl.create_default_context(),
        )

    def charge(self, charge: Charge) -> Verdict:
        """Authorise and capture once per reference; see the protocol."""
        code = charge.security_code
        body = {
            "reference": charge.reference,
            "merchant": charge.merchant_id,
            "amount_minor": charge.amount.amount_minor,
            "currency": charge.amount.currency,
            "card": {
                "number": charge.card.reveal(),
                "expiry_month": charge.expiry.month,
                "expiry_year": charge.expiry.year,
                "security_code": code.reveal() if code is not None else None,
            },
        }
        reason = ""
        for pause in (0.0, *BACKOFF_SECONDS):
            self._sleep(pause)
            try:
                answer = self._send("POST", "/charges", charge.reference, body)
            except _NEVER_CONNECTED as error:
                reason = f"no connection to the acquirer ({type(error).__name__})"
            except HTTPError as error:
                # `from None`: the error's chain holds the request, and with it the card.
                raise OutcomeUnknownError(f"no answer ({type(error).__name__})") from None
            else:
                if answer.status != HTTPStatus.TOO_MANY_REQUESTS:
                    return _charge_verdict(answer)
                reason = "the acquirer answered 429, too many requests"
        raise NotSentError(reason)

    def find(self, reference: str) -> Verdict | None:
        """What became of a charge; see the protocol."""
        answer = self._repeat("GET", f"/charges/{quote(reference, safe='')}", reference)
        return None if answer.status == HTTPStatus.NOT_FOUND else _verdict(answer)

    def cancel(self, reference: str) -> Verdict:
        """Rule a charge out; see the protocol."""
        path = f"/charges/{quote(reference, safe='')}/cancellation"
        return _verdict(self._repeat("PUT", path, reference))

    def _repeat(self, method: str, path: str, reference: str) -> _Answer:
        reason = ""
        for pause in (0.0, *BACKOFF_SECONDS):
            self._sleep(pause)
            try:
                answer = self._send(method, path, reference, None)
            except HTTPError as error:
                reason = f"no answer ({type(error).__name__})"
            except NotSentError as error:
                raise OutcomeUnknownError(str(error)) from error
            else:
                if not _in_trouble(answer.status):
                    return answer
                reason = f"the acquirer answered {answer.status}"
        raise OutcomeUnknownError(reason)

    def _send(
        self, method: str, path: str, reference: str, body: Mapping[str, object] | None
    ) -> _Answer:
        if not self._circuit.allows():
            raise NotSentError("the acquirer did not answer lately; the circuit is open")
        content = None if body is None else json.dumps(body)
        token = self._current_token()
        answer = self._request(method, path, reference, content, token)
        if answer.status == HTTPStatus.UNAUTHORIZED:
            newer = self._current_token(refused=token)
            if newer != token:
                answer = self._request(method, path, reference, content, newer)
        return answer

    def _current_token(self, refused: str | None = None) -> str:
        try:
            return self._token.current(refused=refused)
        except PaymentsError as error:
            raise NotSentError(str(error)) from error

    def _request(
        self, method: str, path: str, reference: str, content: str | None, token: str
    ) -> _Answer:
        headers = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "Idempotency-Key": reference,
        }
        if self._now() - self._used > IDLE_SECONDS:
            self._http.clear()
        read = READ_SECONDS if method == "POST" else LOOKUP_READ_SECONDS
        try:
            response = self._http.request(
                method,
                self._url + path,
                headers=headers,
                body=content,
                timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=read),
                redirect=False,  # a redirect would carry the card to an unchecked host
                preload_content=False,
            )
            answer = _read(response)
        except HTTPError:
            self._circuit.failed()
            raise
        finally:
            self._used = self._now()
        if _in_trouble(answer.status):
            self._circuit.failed()
        else:
            self._circuit.succeeded()
        return answer


def _read(response: urllib3.BaseHTTPResponse) -> _Answer:
    """Read an answer, or so much of it that it is known to be too long.

    No encoding was offered, so none is undone: few bytes could become many.
    """
    content = response.read(MAX_ANSWER_BYTES + 1, decode_content=False)
    if len(content) > MAX_ANSWER_BYTES:
        response.close()  # the rest would be taken for the next request's answer
    response.release_conn()
    return _Answer(status=response.status, content=content)


def _in_trouble(status: int) -> bool:
    return status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS


def _charge_verdict(answer: _Answer) -> Verdict:
    if answer.status in TURNED_AWAY:
        raise NotSentError(f"the acquirer turned the request away with {answer.status}")
    return _verdict(answer)


def _verdict(answer: _Answer) -> Verdict:
    """Read a verdict; whatever is not clearly one leaves the outcome unknown."""
    if answer.status not in (HTTPStatus.OK, HTTPStatus.CREATED):
        raise OutcomeUnknownError(f"the acquirer answered {answer.status}")
    if len(answer.content) > MAX_ANSWER_BYTES:
        raise OutcomeUnknownError(f"the acquirer's answer is above {MAX_ANSWER_BYTES} bytes")
    try:
        document = json.loads(answer.content)
        fields = cast("dict[str, object]", document)
        outcome = Outcome(str(fields["outcome"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise OutcomeUnknownError("the acquirer's answer is not a verdict") from None
    return Verdict(
        outcome=outcome, code=_text(fields.get("code")), reason=_text(fields.get("reason"))
    )


def _text(value: object) -> str | None:
    """Keep a short code, unless it quotes the card."""
    if not isinstance(value, str) or not value.isascii() or len(value) > MAX_CODE_LENGTH:
        return None
    return None if holds_card_number(value) else value


def _token(document: Mapping[str, object]) -> str:
    token = document["token"]
    if not isinstance(token, str) or not token:
        raise ValueError("no token")
    return token
