"""Asks the pack's own server, with the requests the engine sends."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from google.protobuf import struct_pb2
from pci import exemptions, pack
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import policy as sdk
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE

#: A property whose value is not known before the deployment.
UNKNOWN = UNKNOWN_STRING_VALUE
#: In a mutation: the property, or the resource, is not there.
ABSENT = object()
FAR_OFF = "2999-12-31"
_SECRET_KEY = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"

POLICIES = pack.policies()
RULES = {rule.name: rule for rule in pack.RULES}


def secret(value: object) -> dict[str, object]:
    """A secret, as the engine sends it."""
    return {_SECRET_KEY: _SECRET, "value": value}


@dataclass(frozen=True, kw_only=True)
class Res:
    """A resource of a stack under test.

    Attributes:
        kind: type token.
        props: inputs, or outputs in a stack.
        links: property → logical names of the resources it depends on.
        needs: logical names of explicit dependencies.
        provider: the provider's properties.
    """

    kind: str
    props: Mapping[str, object] = field(default_factory=dict)
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    provider: Mapping[str, object] = field(default_factory=dict)

    def but(self, change: Mapping[str, object]) -> "Res":
        """The same resource with some properties changed or taken away."""
        props = {**self.props, **change}
        kept = {key: value for key, value in props.items() if value is not ABSENT}
        return Res(
            kind=self.kind, props=kept, links=self.links, needs=self.needs, provider=self.provider
        )


@dataclass(frozen=True)
class Verdict:
    """What the pack answered: policy → messages or reasons."""

    violations: dict[str, list[str]]
    undetermined: dict[str, str]
    not_applicable: dict[str, str]

    def of(self, rule: str) -> str:
        """The answer of one rule; a violation comes before a doubt."""
        for answer in ("violations", "undetermined", "not_applicable"):
            if rule in getattr(self, answer):
                return answer.removesuffix("s")
        return "fine"


def urn(name: str, kind: str) -> str:
    return f"urn:pulumi:test::payments::{kind}::{name}"


class Server:
    """The pack's servicer, in this process."""

    def __init__(
        self, config: Mapping[str, Mapping[str, object]] | None = None, *, only: str | None = None
    ) -> None:
        """`only`: serve one rule and the exemptions, which is faster than the whole pack."""
        kept = {only, exemptions.POLICY} if only else {one.name for one in POLICIES}
        self.servicer = sdk._PolicyAnalyzerServicer(
            pack.NAME,
            "0.0.1",
            [one for one in POLICIES if one.name in kept],
            sdk.EnforcementLevel.MANDATORY,
        )
        request = analyzer_pb2.ConfigureAnalyzerRequest()
        for policy in self.servicer.GetAnalyzerInfo(None, None).policies:
            entry = request.policyConfig[policy.name]
            entry.enforcementLevel = policy.enforcementLevel
            entry.properties.update(dict((config or {}).get(policy.name, {})))
        self.servicer.ConfigureStack(analyzer_pb2.AnalyzerStackConfigureRequest(), None)
        self.servicer.Configure(request, None)

    def resource(self, resource: Res, name: str = "thing") -> Verdict:
        """Judges one resource by its inputs."""
        request = analyzer_pb2.AnalyzeRequest(
            type=resource.kind,
            name=name,
            urn=urn(name, resource.kind),
            properties=_struct(resource.props),
        )
        if resource.provider:
            request.provider.properties.CopyFrom(_struct(resource.provider))
        return _verdict(self.servicer.Analyze(request, None))

    def stack(self, resources: Mapping[str, Res]) -> Verdict:
        """Judges a stack by its outputs."""
        request = analyzer_pb2.AnalyzeStackRequest()
        urns = {name: urn(name, resource.kind) for name, resource in resources.items()}
        for name, resource in resources.items():
            sent = request.resources.add(
                type=resource.kind,
                name=name,
                urn=urns[name],
                properties=_struct(resource.props),
                dependencies=[urns[need] for need in resource.needs if need in urns],
            )
            for path, targets in resource.links.items():
                linked = [urns[target] for target in targets if target in urns]
                sent.propertyDependencies[path].urns.extend(linked)
        return _verdict(self.servicer.AnalyzeStack(request, None))


def exempting(rule: str, resource: str = "*") -> dict[str, dict[str, object]]:
    """A pack configuration with one complete exemption."""
    exemption = {
        "rule": rule,
        "resource": resource,
        "reason": "the old gateway goes in May",
        "approver": "head of security",
        "expires": FAR_OFF,
    }
    return {exemptions.POLICY: {"exemptions": [exemption]}}


def _struct(props: Mapping[str, object]) -> struct_pb2.Struct:
    struct = struct_pb2.Struct()
    struct.update(dict(props))
    return struct


def _verdict(response: Any) -> Verdict:
    violations: dict[str, list[str]] = {}
    undetermined: dict[str, str] = {}
    for diagnostic in response.diagnostics:
        if diagnostic.message.startswith("can't run policy"):
            undetermined[diagnostic.policyName] = diagnostic.message
        else:
            violations.setdefault(diagnostic.policyName, []).append(diagnostic.message)
    reasons = {one.policy_name: one.reason for one in response.not_applicable}
    return Verdict(violations, undetermined, reasons)


#: Properties that change; in a stack, resources that change; or another resource altogether.
Mutation = Mapping[str, object] | Res


@dataclass(frozen=True, kw_only=True)
class Cases:
    """A rule's compliant base and single mutations of it.

    For a resource rule the base is one resource and a mutation the properties that change; for a
    stack rule the base is a stack and a mutation gives the resources that change.

    Attributes:
        rule: name of the rule.
        base: the resource, or the stack, that is fine.
        fine: mutations that are still fine.
        violating: mutations, each with words its message has.
        undetermined: mutations that cannot be decided.
        not_applicable: mutations the rule is not about, each with words its reason has.
        config: configuration of the rule.
    """

    rule: str
    base: Res | Mapping[str, Res]
    violating: tuple[tuple[Mutation, str], ...]
    fine: tuple[Mutation, ...] = ()
    undetermined: tuple[Mutation, ...] = ()
    not_applicable: tuple[tuple[Mutation, str], ...] = ()
    config: Mapping[str, object] = field(default_factory=dict)

    def __iter__(self) -> Iterator[tuple[str, Callable[[], None]]]:
        yield "base-fine", lambda: self._expect({}, "fine")
        for number, change in enumerate(self.fine):
            yield f"fine-{number}", lambda change=change: self._expect(change, "fine")
        for number, (change, says) in enumerate(self.violating):
            yield (
                f"violating-{number}",
                lambda change=change, says=says: self._expect(change, "violation", says),
            )
        for number, change in enumerate(self.undetermined):
            yield (
                f"undetermined-{number}",
                lambda change=change: self._expect(change, "undetermined"),
            )
        for number, (change, says) in enumerate(self.not_applicable):
            yield (
                f"not-applicable-{number}",
                lambda change=change, says=says: self._expect(change, "not_applicable", says),
            )
        yield "exempt", self._expect_exemption

    def _expect(self, change: Mutation, answer: str, says: str = "") -> None:
        verdict = self._ask(Server({self.rule: self.config}, only=self.rule), change)
        assert verdict.of(self.rule) == answer, verdict
        told = str(getattr(verdict, {"violation": "violations"}.get(answer, answer), ""))
        assert says in told, told

    def _expect_exemption(self) -> None:
        config = {self.rule: self.config, **exempting(self.rule)}
        verdict = self._ask(Server(config, only=self.rule), self.violating[0][0])
        assert verdict.of(self.rule) == "not_applicable", verdict
        assert "head of security" in verdict.not_applicable[self.rule]

    def _ask(self, server: Server, change: Mutation) -> Verdict:
        if isinstance(change, Res):
            return server.resource(change)
        if isinstance(self.base, Res):
            return server.resource(self.base.but(change))
        return server.stack(changed(self.base, change))


def changed(stack: Mapping[str, Res], change: Mapping[str, object]) -> dict[str, Res]:
    """A stack with resources replaced, taken away (`ABSENT`) or their properties changed."""
    resources: dict[str, Res] = dict(stack)
    for name, new in change.items():
        if new is ABSENT:
            del resources[name]
        elif isinstance(new, Res):
            resources[name] = new
        else:
            assert isinstance(new, Mapping)
            resources[name] = resources[name].but(new)
    return resources
