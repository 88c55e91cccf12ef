"""Settings of the load balancer tier."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from settings.block import Block
from settings.problem import Problem

LoadBalancerKind = Literal["internal_alb", "public_alb", "nlb"]


class DeploySettings(Block):
    """How traffic is shared between the blue and the green version."""

    green_weight: int = Field(
        default=0,
        ge=0,
        le=100,
        description="Percent of requests that go to the green target group; blue gets the rest. "
        "Without healthy green targets that share of payments is answered with 503.",
    )


class HealthCheckSettings(Block):
    """How a target proves that it can serve."""

    path: str = Field(
        default="/health",
        pattern=r"^/[A-Za-z0-9._/-]*$",
        description="Path that answers 200 when the target can serve. An NLB in front of plain "
        "TCP targets only opens a connection.",
    )
    interval_seconds: int = Field(
        default=30,
        ge=5,
        le=300,
        description="Seconds between two checks of a target (ELB allows 5 to 300).",
    )
    timeout_seconds: int = Field(
        default=5,
        ge=2,
        le=120,
        description="Seconds without an answer that count as a failure; less than the interval.",
    )
    healthy_threshold: int = Field(
        default=2, ge=2, le=10, description="Successes in a row before a target gets requests."
    )
    unhealthy_threshold: int = Field(
        default=2, ge=2, le=10, description="Failures in a row before a target gets none."
    )


class LoadBalancerSettings(Block):
    """One load balancer in front of the tasks."""

    about = "A load balancer with TLS: an internal or public ALB, or an internal NLB."

    kind: LoadBalancerKind = Field(
        default="internal_alb",
        description="`internal_alb`: reached by an API's VPC link only. `public_alb`: open to the "
        "internet on 443, and on 80 to redirect; put a web ACL in front. `nlb`: internal, layer 4, "
        "for a first-generation VPC link.",
    )
    target_protocol: Literal["tls", "plain"] = Field(
        default="tls",
        description="How the load balancer talks to the tasks. With `plain` card data crosses the "
        "VPC unencrypted, which the pack reports (PCI DSS 4.2.1).",
    )
    target_port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        description="Port of the targets. Default: the port of the containers block.",
    )
    deploy: DeploySettings = Field(
        default_factory=DeploySettings,
        description="The share of the green version; ALB only.",
    )
    health_check: HealthCheckSettings = Field(
        default_factory=HealthCheckSettings,
        description="When a target counts as healthy; the same for blue and green.",
    )

    def conflicts(self) -> Iterator[Problem]:
        """A timeout beyond the interval, or weights where nothing can weigh."""
        check = self.health_check
        if check.timeout_seconds >= check.interval_seconds:
            yield Problem(
                path="healthCheck.timeoutSeconds",
                found=str(check.timeout_seconds),
                rule=f"must be below intervalSeconds = {check.interval_seconds} (ELB)",
                fix=f"timeoutSeconds: {check.interval_seconds - 1}",
            )
        if self.kind == "nlb" and self.deploy.green_weight:
            yield Problem(
                path="deploy.greenWeight",
                found=str(self.deploy.green_weight),
                rule="needs an ALB: this NLB forwards to one target group",
                fix="greenWeight: 0, or kind: internal_alb",
            )
