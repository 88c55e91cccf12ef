"""Problem documents (RFC 9457) and the one family of exceptions that become them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from payments.masking import Json, scrub, scrub_text

CONTENT_TYPE: Final = "application/problem+json"
TYPE_PREFIX: Final = "urn:payments:problem:"
"""RFC 9457 asks for a URI per kind of problem; a URN promises no page behind it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldProblem:
    """What is wrong with one field: its dotted path, a stable code and a sentence."""

    field: str
    code: str
    detail: str


class PaymentsError(Exception):
    """A request that cannot be answered as asked, with everything its problem document says.

    `type` is the kind in kebab case; `retry_after` is in seconds and set only when repeating the
    same request may succeed. All texts are scrubbed on the way in, so that neither `str` nor a
    traceback can carry a card number.
    """

    def __init__(
        self,
        *,
        status: int,
        type: str,  # noqa: A002 - the member's name in RFC 9457
        title: str,
        detail: str,
        errors: Sequence[FieldProblem] = (),
        retry_after: int | None = None,
    ) -> None:
        self.status = status
        self.type = type
        self.title = title
        self.detail = scrub_text(detail)
        self.errors = tuple(errors)
        self.retry_after = retry_after
        super().__init__(self.detail)

    def document(self, correlation_id: str) -> dict[str, Json]:
        """Return the problem document; `instance` is the request's correlation id."""
        document: dict[str, Json] = {
            "type": f"{TYPE_PREFIX}{self.type}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": f"urn:payments:request:{correlation_id}",
            "correlation_id": correlation_id,
        }
        if self.errors:
            document["errors"] = [
                {"field": error.field, "code": error.code, "detail": error.detail}
                for error in self.errors
            ]
        return {name: scrub(value) for name, value in document.items()}


class MalformedRequestError(PaymentsError):
    """The request cannot be read: bad JSON, bad base64, bad text encoding (400)."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            status=400, type="malformed-request", title="The request cannot be read", detail=detail
        )


class UnavailableError(PaymentsError):
    """Something that the answer depends on does not answer, or throttles (503)."""

    def __init__(self, what: str, reason: str, *, retry_after: int = 1) -> None:
        super().__init__(
            status=503,
            type="unavailable",
            title="A service that this request needs is unavailable",
            detail=f"{what} did not answer ({reason}); repeat the same request later.",
            retry_after=retry_after,
        )


class InternalError(PaymentsError):
    """A defect: the details are in the masked log under the correlation id (500)."""

    def __init__(self) -> None:
        super().__init__(
            status=500,
            type="internal-error",
            title="Internal error",
            detail="The request failed unexpectedly; quote the correlation id to the operator.",
        )
