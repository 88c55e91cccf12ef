"""One stack before the policy pack: what it says of the stack, and of each mutant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from offline.account import Account
from offline.mutation.mutant import Mutant
from offline.mutation.pack import Pack, Violations
from offline.recording import Registration


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the pack says about a mutant, beyond what it says about the stack as it is.

    Attributes:
        killers: mandatory and high rules that are violated.
        others: the other rules that are violated.
    """

    killers: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _StackRule:
    """A rule about stacks: the resources it needs, and what it says of them as they are."""

    name: str
    registrations: Mapping[str, Registration]
    violations: Violations


class Trial:
    """A stack, judged once as it is.

    Args:
        pack: the policy pack.
        registrations: the stack's resources, everything known.
        account: where the made-up resources live.
    """

    def __init__(self, pack: Pack, registrations: Sequence[Registration], account: Account) -> None:
        self.registrations = registrations
        self._pack = pack
        self._account = account
        self._resources = {each.resource.urn: each.resource for each in registrations}
        self._before = {each.resource.urn: pack.judge(each) for each in registrations}
        types = {each.resource.type for each in registrations}
        self._stack_rules: dict[str, list[_StackRule]] = {kind: [] for kind in types}
        for name in pack.stack_rules:
            rule, reads = self._stack_rule(name, registrations)
            for kind in reads:
                self._stack_rules[kind].append(rule)

    def judge(self, mutant: Mutant) -> Verdict:
        """What the pack says about a mutant.

        Rules about stacks are only asked about a mutant that no rule about resources kills, and
        those that kill nothing only about one that survives the others.
        """
        urn = mutant.of.urn
        broken = mutant.registration(self._resources, self._account)
        found = self._pack.judge(broken) - self._before[urn] if broken else Violations()
        verdict = self._verdict(found)
        rules = self._stack_rules[mutant.of.type]
        for can_kill in (True, False):
            if verdict.killers:
                break
            for rule in rules:
                if self._pack.kills(rule.name) is can_kill:
                    found += self._found(rule, urn, broken)
            verdict = self._verdict(found)
        return verdict

    def _found(self, rule: _StackRule, urn: str, broken: Registration | None) -> Violations:
        others = {key: each for key, each in rule.registrations.items() if key != urn or broken}
        if broken:
            others[urn] = broken
        return self._pack.judge_stack(rule.name, list(others.values())) - rule.violations

    def _verdict(self, found: Violations) -> Verdict:
        names = sorted({rule for rule, _, _ in found})
        return Verdict(
            killers=tuple(name for name in names if self._pack.kills(name)),
            others=tuple(name for name in names if not self._pack.kills(name)),
        )

    def _stack_rule(
        self, name: str, registrations: Sequence[Registration]
    ) -> tuple[_StackRule, frozenset[str]]:
        """A rule with the resources it reads: judging few is much faster than judging all."""
        whole, reads = self._pack.watch_stack(name, registrations)
        reads |= self._read_without(name, reads, registrations)
        needed = {each.resource.urn: each for each in registrations if each.resource.type in reads}
        said = self._pack.judge_stack(name, list(needed.values()))
        if said != whole:
            needed = {each.resource.urn: each for each in registrations}
        return _StackRule(name, needed, whole), reads

    def _read_without(
        self, name: str, reads: frozenset[str], registrations: Sequence[Registration]
    ) -> frozenset[str]:
        """The types that a rule reads besides, once there is nothing of a type that it reads.

        One resource of each type is enough to see it.
        """
        sample = list({each.resource.type: each for each in registrations}.values())
        found: set[str] = set()
        for kind in reads if len(reads) < len(sample) else ():
            rest = [one for one in sample if one.resource.type != kind]
            found |= self._pack.watch_stack(name, rest)[1]
        return frozenset(found)
