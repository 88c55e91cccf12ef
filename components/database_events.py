"""What RDS tells the operators by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.context import Context

#: Source → the categories that need a person (Security Hub RDS.19 to RDS.22).
_INSTANCE = {
    "db-instance": ("availability", "configuration change", "failover", "failure", "maintenance"),
    "db-parameter-group": ("configuration change",),
    "db-security-group": ("configuration change", "failure"),
}
_CLUSTER = {
    **_INSTANCE,
    "db-cluster": ("failover", "failure", "global-failover", "maintenance"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class DatabaseEventsArgs:
    """What the subscriptions are made from.

    Attributes:
        context: names and tags.
        aurora: whether there is a cluster to watch.
        topic_arn: topic of system errors.
    """

    context: Context
    aurora: bool
    topic_arn: pulumi.Input[str]


class DatabaseEvents(pulumi.ComponentResource):
    """Subscriptions to failovers, failures, maintenance and changes of every database source."""

    def __init__(
        self, name: str, args: DatabaseEventsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:DatabaseEvents", name, {}, opts)
        sources: Mapping[str, Sequence[str]] = _CLUSTER if args.aurora else _INSTANCE
        for source, categories in sources.items():
            subscription = args.context.name("events", source)
            aws.rds.EventSubscription(
                f"{name}-{source}",
                name=subscription,
                sns_topic=args.topic_arn,
                source_type=source,
                event_categories=list(categories),
                tags=args.context.tagged(subscription),
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.register_outputs({})
