"""What became of the mutants, counted."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

#: The share of mutants that the pack has to kill.
LEAST = 0.95


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
        return int(1000 * self.share) / 10

    def __str__(self) -> str:
        return f"{self.mutants:6} mutants {self.killed:6} killed {self.percent:6.1f} %"


@dataclass(frozen=True)
class Outcomes:
    """The outcomes of some stacks."""

    each: Sequence[Outcome]

    @cached_property
    def score(self) -> Score:
        """All together."""
        return _score(self.each)

    @cached_property
    def survivors(self) -> Sequence[Outcome]:
        """The mutants that no mandatory or high rule noticed."""
        return [outcome for outcome in self.each if not outcome.is_killed]

    @cached_property
    def kills(self) -> Counter[str]:
        """How many mutants each rule kills."""
        return Counter(rule for outcome in self.each for rule in outcome.killers)

    def by(self, key: Callable[[Outcome], str]) -> Mapping[str, Score]:
        """Scores by stack, operator or whatever `key` tells."""
        groups: dict[str, list[Outcome]] = {}
        for outcome in self.each:
            groups.setdefault(key(outcome), []).append(outcome)
        return {name: _score(group) for name, group in groups.items()}


def _score(outcomes: Iterable[Outcome]) -> Score:
    killed = [outcome.is_killed for outcome in outcomes]
    return Score(len(killed), sum(killed))
