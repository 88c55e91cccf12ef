"""What became of one mutant, and of many, counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

#: The share of mutants that the pack has to kill.
LEAST: Final = 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One mutant and what the pack said.

    Attributes:
        stack: the stack's name.
        kind: the resource's type.
        name: the resource's logical name.
        path: the broken property, as the table names it.
        operator: how it was broken.
        place: where exactly.
        killers: mandatory and high rules that are violated.
        others: other rules that are violated.
    """

    stack: str
    kind: str
    name: str
    path: str
    operator: str
    place: str
    killers: tuple[str, ...]
    others: tuple[str, ...]

    @property
    def is_killed(self) -> bool:
        """Whether a mandatory or high rule is violated."""
        return bool(self.killers)


@dataclass(frozen=True, slots=True)
class Score:
    """How many mutants there were, and how many of them were killed."""

    mutants: int
    killed: int

    @classmethod
    def of(cls, outcomes: Iterable[Outcome]) -> Self:
        """The score of some mutants."""
        killed = [outcome.is_killed for outcome in outcomes]
        return cls(len(killed), sum(killed))

    @property
    def share(self) -> float:
        """The killed ones among all, from 0 to 1; 1 when there are none."""
        return self.killed / self.mutants if self.mutants else 1.0

    @property
    def is_enough(self) -> bool:
        """Whether at least `LEAST` were killed."""
        return self.share >= LEAST

    @property
    def percent(self) -> float:
        """The share in percent, rounded down to one digit: 94.96 % are not 95 %."""
        return self.killed * 1000 // self.mutants / 10 if self.mutants else 100.0

    def __str__(self) -> str:
        return f"{self.mutants:6} mutants {self.killed:6} killed {self.percent:6.1f} %"
