"""Two stacks, of functions and of tasks, for the tests of who may do and reach what."""

from components.context import Context
from components.topology import Topology, topology
from settings import parse

NOTIFICATIONS = {"alertEmails": ["ops@example.com"]}
LAMBDA: dict[str, object] = {
    "network": {"nat": "none"},
    "secrets": {"mode": "create"},
    "database": {"kind": "aurora_postgresql"},
    "cache": {"engine": "redis"},
    "functions": {"acquirerUrl": "simulator"},
    "transactions": {"pointInTimeDays": 35},
    "stream": {"mode": "on_demand"},
    "notifications": NOTIFICATIONS,
}
FARGATE: dict[str, object] = {
    "network": {"nat": "single"},
    "secrets": {"mode": "rds_managed"},
    "database": {"kind": "aurora_mysql"},
    "containers": {"port": 8443},
    "loadBalancer": {"kind": "public_alb"},
    "certificate": {"domain": "pay.example.com", "hostedZoneId": "Z0123456789ABCDEFGHIJ"},
    "objects": {"accessLogDays": 400},
    "notifications": NOTIFICATIONS,
}


def derive(ctx: Context, raw: dict[str, object]) -> Topology:
    """The topology of a stack with these blocks."""
    return topology(ctx, parse(raw, stack="test", region="us-west-2"))
