"""The parameters tier: addresses of the stack for those who do not read its outputs."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.iam import Statement, policy_json
from settings.parameters import ParametersSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class ParametersArgs:
    """What the parameters are made from.

    Attributes:
        context: names and tags.
        settings: where the names begin.
        key_arn: key of the values; the secrets key.
        values: last part of the name → value; `table_name`, `rds_endpoint`, `api_endpoint`.
    """

    context: Context
    settings: ParametersSettings
    key_arn: pulumi.Input[str]
    values: Mapping[str, pulumi.Input[str]]


class Parameters(pulumi.ComponentResource):
    """Encrypted parameters under one path, so that a reader is granted the path.

    Attributes:
        path: what the parameters' names begin with.
        names: the parameters' full names, by last part.
        reader_policy_arn: what to attach to a role that reads them; nothing of the stack does.
    """

    path: str
    names: Mapping[str, str]
    reader_policy_arn: pulumi.Output[str]

    def __init__(
        self, name: str, args: ParametersArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Parameters", name, {}, opts)
        ctx = args.context
        self.path = f"{args.settings.path}/{ctx.env_suffix}"
        self.names = {key: f"{self.path}/{key}" for key in args.values}
        for key, value in args.values.items():
            aws.ssm.Parameter(
                f"{name}-{key.replace('_', '-')}",
                name=self.names[key],
                description=f"{key.replace('_', ' ')} of {ctx.env_suffix}",
                type="SecureString",
                key_id=args.key_arn,
                value=value,
                tags=ctx.tagged(self.names[key]),
                opts=pulumi.ResourceOptions(parent=self),
            )
        self.reader_policy_arn = self._reader(name, ctx).arn
        self.register_outputs(
            {
                "path": self.path,
                "names": dict(self.names),
                "reader_policy_arn": self.reader_policy_arn,
            }
        )

    def _reader(self, name: str, ctx: Context) -> aws.iam.Policy:
        """Reading below the path and nowhere else; the key's policy lets readers of the account."""
        path = ctx.arn("ssm", f"parameter{self.path}")
        read = Statement(
            sid="ReadParameters",
            actions=("ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"),
            # A path is asked for by its own name, a parameter by one below.
            resources=(path, f"{path}/*"),
        )
        physical = ctx.name("policy", "parameters-reader")
        return aws.iam.Policy(
            f"{name}-reader",
            name=physical,
            description=f"Reads the parameters below {self.path}",
            policy=policy_json([read]),
            tags=ctx.tagged(physical),
            opts=pulumi.ResourceOptions(parent=self),
        )
