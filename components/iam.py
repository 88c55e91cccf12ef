"""IAM documents as plain values, known at preview."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from components.context import Context

#: Operator → condition key → values.
Conditions = Mapping[str, Mapping[str, str | Sequence[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement of a policy document.

    Attributes:
        sid: letters and digits that say what the statement is for.
        actions: IAM actions, exact.
        resources: ARNs or ARN patterns; empty in trust and key policies written without.
        principal: `{"Service": …}` or `{"AWS": …}`; only in resource and trust policies.
        conditions: operator → key → values.
        effect: Allow, unless it denies.
    """

    sid: str
    actions: tuple[str, ...]
    resources: tuple[str, ...] = ()
    principal: Mapping[str, str | Sequence[str]] | None = None
    conditions: Conditions = field(default_factory=dict[str, Mapping[str, str | Sequence[str]]])
    effect: Literal["Allow", "Deny"] = "Allow"

    def document(self) -> dict[str, object]:
        """The statement as IAM reads it."""
        parts: dict[str, object] = {"Sid": self.sid, "Effect": self.effect}
        if self.principal is not None:
            parts["Principal"] = dict(self.principal)
        parts["Action"] = list(self.actions)
        if self.resources:
            parts["Resource"] = list(self.resources)
        if self.conditions:
            parts["Condition"] = {op: dict(keys) for op, keys in self.conditions.items()}
        return parts


def policy_json(statements: Iterable[Statement]) -> str:
    """The policy document of `statements`, with stable text."""
    body = [statement.document() for statement in statements]
    return json.dumps({"Version": "2012-10-17", "Statement": body}, sort_keys=True)


def trust_policy(ctx: Context, service: str, *, from_this_account: bool = False) -> str:
    """Lets an AWS service assume a role.

    Args:
        ctx: the stack's context.
        service: the service principal without domain, such as `lambda`.
        from_this_account: closes the confused-deputy path (PCI DSS 7.2.2) with
            `aws:SourceAccount`. Only some services send it when they assume a role: Flow Logs,
            ECS tasks and RDS monitoring do, Lambda and API Gateway do not and would be locked out.
    """
    account = {"StringEquals": {"aws:SourceAccount": ctx.account_id}}
    return policy_json(
        [
            Statement(
                sid="AssumeRole",
                actions=("sts:AssumeRole",),
                principal={"Service": service_principal(ctx, service)},
                conditions=account if from_this_account else {},
            )
        ]
    )


def service_principal(ctx: Context, service: str) -> str:
    """The principal of an AWS service in the stack's partition."""
    return f"{service}.{ctx.dns_suffix}"


def deny_plaintext(resources: Iterable[str], *, actions: Sequence[str]) -> Statement:
    """Refuses requests without TLS, whoever sends them (PCI DSS 4.2.1)."""
    return Statement(
        sid="DenyPlaintext",
        effect="Deny",
        principal={"AWS": "*"},
        actions=tuple(actions),
        resources=tuple(resources),
        conditions={"Bool": {"aws:SecureTransport": "false"}},
    )
