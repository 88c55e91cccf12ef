"""The states of a payment and the moves between them.

The one rule that everything else leans on: money may only move while a payment is
`AUTHORISING`, and a payment enters that state once, unless the acquirer provably never
received the request. A lost answer therefore leads to `UNKNOWN`, never to a second request.
"""

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from payments.problem import PaymentsError


class State(StrEnum):
    """Where a payment stands; the value is what is stored and shown."""

    RESERVED = "reserved"
    """Recorded and scored; the acquirer has not been asked."""
    AUTHORISING = "authorising"
    """The acquirer has been asked, or is about to be; its answer is not recorded yet."""
    UNKNOWN = "unknown"
    """The acquirer may or may not have taken the money; only reconciliation decides."""
    CAPTURED = "captured"
    """The acquirer took the money."""
    DECLINED = "declined"
    """The acquirer refused."""
    REFUSED = "refused"
    """The fraud score was too high; the acquirer was never asked."""
    REVIEW = "review"
    """The fraud score asks for a person's judgement; the acquirer was never asked."""
    FAILED = "failed"
    """Certainly no money moved: abandoned before, or cancelled at, the acquirer."""


MOVES: Final = MappingProxyType(
    {
        State.RESERVED: frozenset({State.AUTHORISING, State.FAILED}),
        State.AUTHORISING: frozenset(
            {State.RESERVED, State.UNKNOWN, State.CAPTURED, State.DECLINED, State.FAILED}
        ),
        State.UNKNOWN: frozenset({State.CAPTURED, State.DECLINED, State.FAILED}),
        State.CAPTURED: frozenset[State](),
        State.DECLINED: frozenset[State](),
        State.REFUSED: frozenset[State](),
        State.REVIEW: frozenset[State](),
        State.FAILED: frozenset[State](),
    }
)
"""Every legal move. `AUTHORISING` to `RESERVED` is for a request that provably never left."""

INITIAL: Final = frozenset({State.RESERVED, State.REFUSED, State.REVIEW})
"""The states a payment may be created in, one for each fraud decision."""

OPEN: Final = frozenset(state for state, targets in MOVES.items() if targets)
"""States that something still has to move on from; their idempotency keys never expire."""


class IllegalMoveError(PaymentsError):
    """A move that the state machine does not have; a defect of the program, never of a caller."""

    def __init__(self, source: State, target: State) -> None:
        allowed = ", ".join(sorted(MOVES[source])) or "nothing: it is final"
        super().__init__(
            status=500,
            type="illegal-move",
            title="Internal error",
            detail=f"A payment cannot move from {source} to {target}; allowed is {allowed}.",
        )


def check_move(source: State, target: State) -> None:
    """Refuse a move that the state machine does not have.

    Raises:
        IllegalMoveError: the move is not in `MOVES`.
    """
    if target not in MOVES[source]:
        raise IllegalMoveError(source, target)
