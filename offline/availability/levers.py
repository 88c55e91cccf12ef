"""What a stack has against the failure of a zone or a database server."""

from collections.abc import Iterator
from typing import Final

from offline.graph import Resource, State

_MEMBER: Final = "aws:rds/clusterInstance:ClusterInstance"
_INSTANCE: Final = "aws:rds/instance:Instance"
_PROXY: Final = "aws:rds/proxy:Proxy"
_CACHE: Final = "aws:elasticache/replicationGroup:ReplicationGroup"
_EVENTS: Final = "aws:rds/eventSubscription:EventSubscription"
_NAT: Final = "aws:ec2/natGateway:NatGateway"


def levers(state: State) -> Iterator[tuple[str, str]]:
    """Each lever, and what the stack has of it."""
    if members := state.by_type(_MEMBER):
        yield "readers that can take over", _readers(members)
    if servers := state.by_type(_INSTANCE):
        standby = any(server.inputs.get("multiAz") for server in servers)
        yield "standby in another zone", "yes" if standby else "none: a restore takes its place"
    if members or servers:
        yield "connections kept over a failover", "RDS Proxy" if state.by_type(_PROXY) else "none"
        told = any("failover" in each.inputs["eventCategories"] for each in state.by_type(_EVENTS))
        yield "told of a failover", "subscription of the cluster's events" if told else "nobody"
    for group in state.by_type(_CACHE):
        automatic = group.inputs.get("automaticFailoverEnabled")
        nodes = f"{group.inputs.get('numCacheClusters')} nodes"
        yield "cache", f"{nodes}, failover {'automatic' if automatic else 'by hand'}"
    if gateways := state.by_type(_NAT):
        count = len(gateways)
        yield "ways out", "one NAT gateway in one zone" if count == 1 else f"one in {count} zones"


def _readers(members: tuple[Resource, ...]) -> str:
    """The first server is made before the others and begins as the writer."""
    _, *readers = sorted(members, key=lambda each: int(each.inputs["promotionTier"]))
    if not readers:
        return "none: the server is started anew in its place"
    return ", ".join(
        f"{each.inputs['availabilityZone']} (tier {each.inputs['promotionTier']})"
        for each in readers
    )
