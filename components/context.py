"""What every component of a stack shares: names, tags, ARNs and the protection profile."""

from dataclasses import dataclass, replace
from types import MappingProxyType

from components.classification import TIERS
from components.protection import ProtectionProfile
from settings.naming import physical_name
from settings.sizing import Sizing


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Plain facts, known at preview, so that names and documents built from them are known too.

    Attributes:
        env_suffix: last part of every physical name.
        region: AWS region code.
        account_id: 12-digit AWS account.
        partition: `aws`, `aws-us-gov` or `aws-cn`.
        dns_suffix: domain of service principals and endpoints in the partition.
        azs: the availability zones used, in order; one subnet of each tier in each.
        protection: how hard it is to lose data.
        log_retention_days: retention of every log group.
        sizing: capacities that carry the target load.
        tags: tags that every taggable resource gets.
    """

    env_suffix: str
    region: str
    account_id: str
    partition: str
    dns_suffix: str
    azs: tuple[str, ...]
    protection: ProtectionProfile
    log_retention_days: int
    sizing: Sizing
    tags: MappingProxyType[str, str]

    def name(self, kind: str, purpose: str = "payments") -> str:
        """The physical name `{kind}-{purpose}-{envSuffix}`, within the limit AWS sets."""
        return physical_name(kind, purpose, self.env_suffix)

    def bucket_name(self, purpose: str) -> str:
        """A bucket's name; bucket names are global, so account and region are part of it."""
        where = f"{self.account_id}-{self.region}"
        return physical_name("bucket", f"{purpose}-{where}", self.env_suffix)

    def tagged(self, name: str, **extra: str) -> dict[str, str]:
        """The tags of one resource: the stack's, its `Name`, and what `extra` adds."""
        return {**self.tags, "Name": name, **extra}

    def of_tier(self, tier: str) -> "Context":
        """This context for one tier, with the tags that say how its data is handled."""
        return replace(self, tags=MappingProxyType({**TIERS[tier].tags, **self.tags}))

    def arn(
        self, service: str, resource: str, *, region: str | None = None, account: str | None = None
    ) -> str:
        """The ARN of a resource whose name is known; pass "" where a service leaves a part out."""
        region = self.region if region is None else region
        account = self.account_id if account is None else account
        return f"arn:{self.partition}:{service}:{region}:{account}:{resource}"

    def role_arn(self, name: str) -> str:
        """The ARN of an IAM role; IAM is global."""
        return self.arn("iam", f"role/{name}", region="")

    def log_group_arn(self, log_group: str) -> str:
        """The ARN of a log group with all its streams."""
        return self.arn("logs", f"log-group:{log_group}:*")

    def bucket_arn(self, bucket: str) -> str:
        """The ARN of a bucket; S3 ARNs name neither region nor account."""
        return self.arn("s3", bucket, region="", account="")

    def secret_arn(self, name: str) -> str:
        """The ARN pattern of a secret: Secrets Manager appends a dash and six characters."""
        return self.arn("secretsmanager", f"secret:{name}-??????")

    @property
    def table_name(self) -> str:
        """The transactions table; functions and operators know it by this name."""
        return f"transactions-{self.env_suffix}"

    def function_name(self, purpose: str) -> str:
        """The name of a Lambda function, known to the API, the alarms and the log groups."""
        return self.name("function", purpose)

    def key_alias(self, domain: str) -> str:
        """The alias of a data domain's customer managed key."""
        return f"alias/{domain}-{self.env_suffix}"
