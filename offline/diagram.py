"""A stack as a Mermaid flow chart: who opens connections to whom, read from its resources.

Security groups are the nodes of the VPC, and their rules its edges: what the chart shows is what
the network admits. Entries in front of them (web ACL, API, distribution) do not have groups.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from components.classification import TIERS, PciScope
from offline.state import Resource, State
from offline.wire import shown

_GROUP: Final = "aws:ec2/securityGroup:SecurityGroup"
_INGRESS: Final = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
_EGRESS: Final = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule"
_APIS: Final = ("aws:apigateway/restApi:RestApi", "aws:apigatewayv2/api:Api")
_LINKS: Final = ("aws:apigateway/vpcLink:VpcLink", "aws:apigatewayv2/vpcLink:VpcLink")
_DISTRIBUTION: Final = "aws:cloudfront/distribution:Distribution"
_ASSOCIATION: Final = "aws:wafv2/webAclAssociation:WebAclAssociation"
_ACL: Final = "aws:wafv2/webAcl:WebAcl"
_PERMISSION: Final = "aws:lambda/permission:Permission"
_INTERNET: Final = "internet"
#: Scope → the class of its nodes and how they are drawn.
_CLASSES: Final[Mapping[str, tuple[str, str]]] = {
    PciScope.ENVIRONMENT: ("cde", "fill:#fde2e2,stroke:#b91c1c,color:#1f2937"),
    PciScope.CONNECTED: ("connected", "fill:#fef3c7,stroke:#b45309,color:#1f2937"),
    PciScope.SECURITY: ("security", "fill:#dbeafe,stroke:#1d4ed8,color:#1f2937"),
}


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """A connection: who opens it, to whom, and on which port ("" where there is none)."""

    client: str
    server: str
    label: str = ""


def flowchart(state: State) -> Iterator[str]:
    """The lines of a stack's chart."""
    found = sorted({*_rules(state), *_entries(state)})
    members = dict(_members(state))
    yield "flowchart LR"
    for name in sorted({end for edge in found for end in (edge.client, edge.server)}):
        yield f"  {_node(state, name, members.get(name, []))}"
    for edge in found:
        label = f"|{edge.label}|" if edge.label else ""
        yield f"  {_id(edge.client)} -->{label} {_id(edge.server)}"
    for kind, style in _CLASSES.values():
        yield f"  classDef {kind} {style}"


def _rules(state: State) -> Iterator[Edge]:
    """The connections that both ends admit, the world's, and those that leave the VPC."""
    guarded = {_tier(state, found, "resourceArn") for found in state.by_type(_ASSOCIATION)}
    for rule in state.by_type(_INGRESS):
        (server,) = _groups(state, rule, "securityGroupId")
        clients = _groups(state, rule, "referencedSecurityGroupId")
        source = "web ACL" if server in guarded else _INTERNET
        yield Edge(clients[0] if clients else source, server, _port(rule))
    for rule in state.by_type(_EGRESS):
        if not _groups(state, rule, "referencedSecurityGroupId"):
            (client,) = _groups(state, rule, "securityGroupId")
            yield Edge(client, rule.name.rpartition("-to-")[2], _port(rule))


def _entries(state: State) -> Iterator[Edge]:
    guarded = {_tier(state, found, "resourceArn") for found in state.by_type(_ASSOCIATION)}
    if guarded:
        yield Edge(_INTERNET, "web ACL", "443")
    if state.by_type(*_APIS):
        yield Edge("web ACL", "api") if "api" in guarded else Edge(_INTERNET, "api", "443")
    for link in state.by_type(*_LINKS):
        behind = _groups(state, link, "securityGroupIds")
        yield Edge("api", behind[0] if behind else _tier(state, link, "targetArn"))
    for permission in state.by_type(_PERMISSION):
        if permission.property_dependencies.get("sourceArn"):
            yield Edge("api", _tier(state, permission, "qualifier"))
    for distribution in state.by_type(_DISTRIBUTION):
        entry = "assets web ACL" if shown(distribution.inputs).get("webAclId") else ""
        if entry:
            yield Edge(_INTERNET, entry, "443")
        yield Edge(entry, "assets") if entry else Edge(_INTERNET, "assets", "443")


def _members(state: State) -> Iterator[tuple[str, list[Resource]]]:
    """The resources of each group, and the entries by themselves."""
    for group in state.by_type(_GROUP):
        yield (
            _short(group),
            [
                found
                for found in state.resources
                if found.custom
                and found.type not in {_INGRESS, _EGRESS}
                and any(group.urn in urns for urns in found.property_dependencies.values())
            ],
        )
    yield "api", list(state.by_type(*_APIS))
    yield "assets", list(state.by_type(_DISTRIBUTION))
    for acl in state.by_type(_ACL):
        yield "assets web ACL" if _top(state, acl) == "assets-waf" else "web ACL", [acl]


def _node(state: State, name: str, members: list[Resource]) -> str:
    if name == _INTERNET:
        return f"{_id(name)}(({name}))"
    counted = sorted(Counter(_kind(member.type) for member in members).items())
    label = "<br/>".join((name, *(f"{count} x {kind}" for kind, count in counted)))
    drawn = _CLASSES.get(TIERS[_top(state, members[0])].scope) if members else None
    return f'{_id(name)}["{label}"]{f":::{drawn[0]}" if drawn else ""}'


def _groups(state: State, resource: Resource, name: str) -> list[str]:
    """The groups behind a property."""
    urns = resource.property_dependencies.get(name, ())
    return [_short(state.by_urn[urn]) for urn in urns if state.by_urn[urn].type == _GROUP]


def _tier(state: State, resource: Resource, name: str) -> str:
    """The tier behind a property."""
    return _top(state, state.by_urn[resource.property_dependencies[name][0]])


def _top(state: State, found: Resource) -> str:
    """The name of the tier a resource belongs to."""
    while state.by_urn[found.parent].parent:
        found = state.by_urn[found.parent]
    return found.name


def _short(group: Resource) -> str:
    return group.name.removeprefix("firewall-")


def _port(rule: Resource) -> str:
    return str(rule.inputs["fromPort"])


def _kind(token: str) -> str:
    """`aws:lambda/function:Function` as `lambda Function`."""
    _, module, kind = token.split(":")
    return f"{module.partition('/')[0]} {kind}"


def _id(name: str) -> str:
    return name.replace(" ", "_")
