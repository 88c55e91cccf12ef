"""The service levels that AWS publishes: what it credits for, not what it promises to reach."""

from dataclasses import dataclass
from datetime import date
from typing import Final

#: When this table was last compared with the pages; a test fails a year later.
LOOKED_UP: Final = date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class Level:
    """The monthly uptime percentage of a service.

    Attributes:
        service: its name.
        percent: what it is at least, while the conditions of the agreement hold.
        source: the page of the agreement.
        edition: the page's own date, if the figure was read there; without one it is common
            knowledge that nobody has compared with the page.
    """

    service: str
    percent: float
    source: str
    edition: str = ""


_AWS: Final = "https://aws.amazon.com"

WAF: Final = Level("WAF", 99.95, f"{_AWS}/waf/sla/", "2022-05-05")
API_GATEWAY: Final = Level("API Gateway", 99.95, f"{_AWS}/api-gateway/sla/")
LAMBDA: Final = Level("Lambda", 99.95, f"{_AWS}/lambda/sla/")
KMS: Final = Level("KMS", 99.999, f"{_AWS}/kms/sla/", "2022-11-29")
SECRETS: Final = Level("Secrets Manager", 99.99, f"{_AWS}/secrets-manager/sla/")
DYNAMODB: Final = Level("DynamoDB", 99.99, f"{_AWS}/dynamodb/sla/")
LOAD_BALANCER: Final = Level(
    "load balancer", 99.99, f"{_AWS}/elasticloadbalancing/sla/", "2022-07-25"
)
FARGATE: Final = Level("Fargate", 99.99, f"{_AWS}/compute/sla/", "2022-05-05")
ONE_TASK: Final = Level("Fargate, one task", 99.5, f"{_AWS}/compute/sla/", "2022-05-05")
AURORA: Final = Level("Aurora", 99.99, f"{_AWS}/rds/aurora/sla/")
ONE_AURORA: Final = Level("Aurora, one server", 99.5, f"{_AWS}/rds/aurora/sla/")
RDS: Final = Level("RDS with a standby", 99.95, f"{_AWS}/rds/sla/", "2024-01-22")
ONE_RDS: Final = Level("RDS, one server", 99.5, f"{_AWS}/rds/sla/", "2024-01-22")
CACHE: Final = Level("ElastiCache", 99.99, f"{_AWS}/elasticache/sla/")
ONE_CACHE: Final = Level("ElastiCache, one zone", 99.5, f"{_AWS}/elasticache/sla/")
FILES: Final = Level("EFS", 99.99, f"{_AWS}/efs/sla/")
ENDPOINTS: Final = Level("interface endpoints", 99.99, f"{_AWS}/privatelink/sla/")
NAT: Final = Level("NAT gateway", 99.9, f"{_AWS}/vpc/nat-gateway/sla/")

LEVELS: Final = (
    WAF, API_GATEWAY, LAMBDA, KMS, SECRETS, DYNAMODB, LOAD_BALANCER, FARGATE, ONE_TASK, AURORA,
    ONE_AURORA, RDS, ONE_RDS, CACHE, ONE_CACHE, FILES, ENDPOINTS, NAT,
)  # fmt: skip
