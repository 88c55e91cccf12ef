"""What the platform tells others about a payment: a stream record, and a notice when it failed.

Delivery is at least once: a record that says `unpublished` is published again by reconciliation.
Consumers tell repeats by `transaction_id` and `version`.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final, Protocol

from payments.aws import answering
from payments.masking import Json, scrub
from payments.payment import Payment
from payments.state import State

STREAMED: Final = frozenset(State) - {State.RESERVED, State.AUTHORISING}
"""States worth a stream record: everything that an outsider may act on."""

NOTIFIED: Final = STREAMED - {State.CAPTURED}
"""States that go to the failed-transactions topic: the money is not, or not surely, there."""


class KinesisClient(Protocol):
    """The one Kinesis call."""

    def put_record(self, **request: object) -> object:
        """Append a record."""
        ...


class SnsClient(Protocol):
    """The one SNS call."""

    def publish(self, **request: object) -> object:
        """Send a message."""
        ...


class Publisher:
    """Publishes payments to the stream and the topic that the stack has; either may be absent."""

    def __init__(
        self,
        *,
        kinesis: KinesisClient | None = None,
        stream_name: str | None = None,
        sns: SnsClient | None = None,
        topic_arn: str | None = None,
    ) -> None:
        self._kinesis = kinesis if stream_name else None
        self._stream_name = stream_name
        self._sns = sns if topic_arn else None
        self._topic_arn = topic_arn

    def wants(self, state: State) -> bool:
        """Whether a payment that reaches `state` has to be published at all."""
        return (self._kinesis is not None and state in STREAMED) or (
            self._sns is not None and state in NOTIFIED
        )

    def publish(self, payment: Payment) -> None:
        """Publish a payment as it stands.

        Raises:
            UnavailableError: the stream or the topic did not take it.
        """
        event = json.dumps(event_of(payment), separators=(",", ":"))
        if self._kinesis is not None and payment.state in STREAMED:
            with answering("The payment stream"):
                self._kinesis.put_record(
                    StreamName=self._stream_name,
                    PartitionKey=payment.transaction_id,  # keeps one payment's events in order
                    Data=event.encode(),
                )
        if self._sns is not None and payment.state in NOTIFIED:
            with answering("The failed-transactions topic"):
                self._sns.publish(
                    TopicArn=self._topic_arn,
                    Subject=f"Payment {payment.state}",
                    Message=event,
                    MessageAttributes={
                        "state": _text_attribute(payment.state),
                        "correlation_id": _text_attribute(payment.correlation_id),
                    },
                )


def event_of(payment: Payment) -> Mapping[str, Json]:
    """Return the payment as others may see it."""
    occurred = datetime.fromtimestamp(payment.updated_at / 1000, UTC)
    event = scrub(
        {
            "event": f"payment.{payment.state}",
            "version": payment.version,
            # With a `T` and colons the digits of a time cannot read as a card number.
            "occurred_at": occurred.isoformat(timespec="milliseconds"),
            **payment.disclosed(),
            "state": payment.state,
            "reason": payment.outcome_reason,
            "fraud_score": payment.fraud_score,
            "correlation_id": payment.correlation_id,
        }
    )
    return event if isinstance(event, dict) else {}


def _text_attribute(value: str) -> dict[str, str]:
    return {"DataType": "String", "StringValue": value}
