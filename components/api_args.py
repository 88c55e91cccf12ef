"""What an API is made from, of either kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pulumi

from components.context import Context
from settings.api import ApiSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiFunction:
    """A function that serves routes.

    Attributes:
        name: its physical name.
        alias: the alias that is invoked, known to exist.
        invoke_arn: what API Gateway integrates with.
    """

    name: str
    alias: pulumi.Input[str]
    invoke_arn: pulumi.Input[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiLink:
    """The private way to the load balancer.

    Attributes:
        host: name on its certificate, which API Gateway verifies.
        load_balancer_arn: the load balancer.
        listener_arn: its TLS listener.
        subnet_ids: private subnets for the link's interfaces; not used towards an NLB.
        security_group_ids: security groups of those interfaces.
    """

    host: str
    load_balancer_arn: pulumi.Input[str]
    listener_arn: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    security_group_ids: Sequence[pulumi.Input[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiArgs:
    """What the API is made from.

    Attributes:
        context: names, tags and sizing.
        settings: kind, limits, origins and host name.
        logs_key_arn: key of its log groups.
        functions: the functions behind its routes, by workload name.
        link: the way to the load balancer, if it has one.
        certificate_arn: certificate of its host name; only with `settings.domain`.
        hosted_zone_id: zone in which the host name is pointed at the API; None leaves that to
            whoever owns the zone.
    """

    context: Context
    settings: ApiSettings
    logs_key_arn: pulumi.Input[str]
    functions: Mapping[str, ApiFunction] = field(default_factory=dict[str, ApiFunction])
    link: ApiLink | None = None
    certificate_arn: pulumi.Input[str] | None = None
    hosted_zone_id: str | None = None

    @property
    def rate_limit(self) -> int:
        """Requests a second: explicit, or what the load needs."""
        return self.settings.rate_limit or self.context.sizing.api_rate

    @property
    def burst_limit(self) -> int:
        """Requests at once: explicit, or what the load needs."""
        return self.settings.burst_limit or self.context.sizing.api_burst

    @property
    def api_name(self) -> str:
        """The physical name of the API."""
        return self.context.name("api", self.settings.name)

    @property
    def access_log_name(self) -> str:
        """The log group of its access log."""
        return f"/aws/apigateway/{self.settings.name}-{self.context.env_suffix}"
