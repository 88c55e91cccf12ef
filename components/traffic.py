"""What ECS needs to know to move requests between two target groups itself."""

from dataclasses import dataclass

import pulumi


@dataclass(frozen=True, kw_only=True, slots=True)
class Traffic:
    """The rule whose weights ECS sets while it deploys, and what it weighs.

    Attributes:
        load_balancer: physical name of the ALB.
        target_groups: physical names of both target groups.
        rule_arn: the rule that every request goes through.
        alternate_target_group_arn: the group that idles between deployments at first; the two
            change places with each one.
    """

    load_balancer: str
    target_groups: tuple[str, ...]
    rule_arn: pulumi.Input[str]
    alternate_target_group_arn: pulumi.Input[str]
