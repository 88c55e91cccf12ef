"""What a run found: outcomes, explained."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from offline.mutation.outcome import Outcome, Score
from offline.mutation.reasons import Reason


@dataclass(frozen=True, kw_only=True)
class Result:
    """The outcomes of some stacks and why mutants survive.

    Attributes:
        outcomes: one a mutant.
        reasons: the reviewed ones, of every stack.
        is_whole: every stack was broken, so that each reason has to explain something.
    """

    outcomes: Sequence[Outcome]
    reasons: Sequence[Reason]
    is_whole: bool

    @cached_property
    def survivors(self) -> Mapping[Reason | None, Sequence[Outcome]]:
        """The mutants that no mandatory or high rule noticed, by reason; None for no reason."""
        found: dict[Reason | None, list[Outcome]] = {}
        for outcome in self.outcomes:
            if not outcome.is_killed:
                reason = next((each for each in self.reasons if each.explains(outcome)), None)
                found.setdefault(reason, []).append(outcome)
        return found

    @cached_property
    def score(self) -> Score:
        """Every mutant."""
        return Score.of(self.outcomes)

    @cached_property
    def kills(self) -> Counter[str]:
        """How many mutants each rule kills."""
        return Counter(rule for outcome in self.outcomes for rule in outcome.killers)

    @property
    def stale(self) -> Sequence[Reason]:
        """The reasons that explain nothing any more."""
        return [each for each in self.reasons if self.is_whole and each not in self.survivors]

    @property
    def is_fine(self) -> bool:
        """Whether enough is killed, every survivor has a reason, and no reason is stale."""
        return self.score.is_enough and None not in self.survivors and not self.stale

    def by(self, key: Callable[[Outcome], str]) -> Mapping[str, Score]:
        """Scores by stack, operator or whatever `key` tells."""
        groups: dict[str, list[Outcome]] = {}
        for outcome in self.outcomes:
            groups.setdefault(key(outcome), []).append(outcome)
        return {name: Score.of(group) for name, group in groups.items()}
