"""The policy pack in this process, answering through its own servicer as it answers the engine."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import Final, cast

from pulumi.runtime.proto import analyzer_pb2 as pb
from pulumi_policy import StackValidationPolicy

from offline import packconfig, packserver, protocol
from offline.errors import PackError
from offline.plain import Plain
from offline.recording import Registration
from offline.rule import Rule

_SEVERE: Final = ("critical", "high")

#: Violations by rule, URN and message.
Violations = Counter[tuple[str, str, str]]


class Pack:
    """The rules of a pack, configured with their defaults.

    Args:
        folder: where `PulumiPolicy.yaml` is.

    Raises:
        PackError: the pack cannot be loaded.
    """

    def __init__(self, folder: Path) -> None:
        given = packserver.load(folder)
        policies: Sequence[Plain] = given["policies"]
        self._read: Callable[[str], None] | None = None
        for policy in policies:
            if isinstance(policy, StackValidationPolicy):
                policy.validate = self._watched(cast("Plain", policy).validate)
        self._whole, info = packserver.serving(given, policies)
        self.rules: Mapping[str, Rule] = {
            each.name: protocol.rule(each, packconfig.level_name(each.enforcementLevel))
            for each in info.policies
        }
        self._stack = {
            policy.name: packserver.serving(given, [policy])[0]
            for policy in policies
            if isinstance(policy, StackValidationPolicy)
        }

    @property
    def stack_rules(self) -> Sequence[str]:
        """The names of the rules about whole stacks."""
        return list(self._stack)

    def kills(self, rule: str) -> bool:
        """Whether a violation of a rule counts: it is mandatory, or high at least."""
        found = self.rules[rule]
        return found.level == "mandatory" or found.severity in _SEVERE

    def judge(self, registration: Registration) -> Violations:
        """What the rules about resources say of one."""
        request = protocol.resource_request(registration, None)
        return self._said("Analyze", self._whole, request, registration.resource.urn)

    def judge_stack(self, rule: str, registrations: Sequence[Registration]) -> Violations:
        """What a rule about stacks says of some resources, as if they were all there are."""
        request = protocol.stack_request(registrations)
        return self._said("AnalyzeStack", self._stack[rule], request, "")

    def watch_stack(
        self, rule: str, registrations: Sequence[Registration]
    ) -> tuple[Violations, frozenset[str]]:
        """What a rule about stacks says, and the types of the resources that it reads for it."""
        seen: set[str] = set()
        self._read = seen.add
        try:
            return self.judge_stack(rule, registrations), frozenset(seen)
        finally:
            self._read = None

    def _said(self, method: str, servicer: Plain, request: Plain, urn: str) -> Violations:
        try:
            answer: pb.AnalyzeResponse = getattr(servicer, method)(request, packserver.NO_CONTEXT)
        except Exception as error:  # a rule may raise anything
            what = urn or "a stack"
            raise PackError(f"the policy pack failed about {what}: {error!r}") from error
        return Counter(
            (each.policyName, each.urn or urn, each.message)
            for each in answer.diagnostics
            if not protocol.is_undetermined(each)
        )

    def _watched(self, validate: Callable[..., Plain]) -> Callable[..., Plain]:
        """`validate`, with an eye on the resources it reads while somebody wants to know."""

        def watched(args: Plain, report: Plain) -> Plain:
            if self._read is None:
                return validate(args, report)
            seen = copy(args)
            seen.resources = [_Watched(each, self._read) for each in args.resources]
            return validate(seen, report)

        return watched


class _Watched:
    """A resource that tells its type when its properties are read."""

    def __init__(self, resource: Plain, tell: Callable[[str], None]) -> None:
        self._resource = resource
        self._tell = tell

    def __getattr__(self, name: str) -> Plain:
        if name == "props":
            self._tell(self._resource.resource_type)
        return getattr(self._resource, name)
