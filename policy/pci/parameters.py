"""What a user may tune: one set of defaults for the engine's schema, the rules and the tests."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from pci.values import ABSENT, Missing, Value, as_number, plain

Setting = TypeVar("Setting")


class ParameterError(ValueError):
    """A configured value that its parameter does not accept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter(ABC, Generic[Setting]):
    """A setting of one or more rules.

    Attributes:
        name: the key in the pack's configuration.
        default: what counts when nothing is configured.
        description: what it means, with its unit and the source of the default.
    """

    name: str
    default: Setting
    description: str

    @abstractmethod
    def schema(self) -> dict[str, Any]:
        """The setting as JSON schema, for the engine."""

    @abstractmethod
    def accept(self, value: Value) -> Setting | None:
        """The configured value as a setting, or None if it is not one."""

    def read(self, config: Mapping[str, Any]) -> Setting:
        """The configured value, or the default.

        Raises:
            ParameterError: if the configuration holds something else.
        """
        value = plain(config.get(self.name))
        if value is ABSENT:
            return self.default
        setting = self.accept(value)
        if setting is None:
            schema = self.schema()
            limit = f" of at least {schema['minimum']}" if "minimum" in schema else " of texts"
            raise ParameterError(
                f"the configured {self.name} is no {schema['type']}{limit}; "
                f"correct it, or leave it out for {schema['default']}"
            )
        return setting


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeNumber(Parameter[int]):
    """A number of days, for instance, with the least one allowed."""

    minimum: int = 0

    def schema(self) -> dict[str, Any]:
        """See `Parameter.schema`."""
        return {
            "type": "integer",
            "minimum": self.minimum,
            "default": self.default,
            "description": self.description,
        }

    def accept(self, value: Value) -> int | None:
        """See `Parameter.accept`; the engine sends every number as a float."""
        number = as_number(value)
        if isinstance(number, Missing) or number != int(number) or number < self.minimum:
            return None
        return int(number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts(Parameter[tuple[str, ...]]):
    """A list of texts."""

    def schema(self) -> dict[str, Any]:
        """See `Parameter.schema`."""
        return {
            "type": "array",
            "items": {"type": "string"},
            "default": list(self.default),
            "description": self.description,
        }

    def accept(self, value: Value) -> tuple[str, ...] | None:
        """See `Parameter.accept`."""
        if not isinstance(value, list):
            return None
        texts = tuple(text for text in value if isinstance(text, str))
        return texts if len(texts) == len(value) else None


def _word(word: str) -> tuple[str, ...]:
    """Patterns of names that have the word between dashes: an edge is in no `ledger`."""
    return (word, f"{word}-*", f"*-{word}", f"*-{word}-*")


KEY_ROTATION_DAYS_MAX = WholeNumber(
    name="maxKeyRotationDays",
    default=365,
    minimum=90,
    description="Longest rotation period of a customer managed key, in days (PCI DSS 3.7.4).",
)
KEY_DELETION_DAYS_MIN = WholeNumber(
    name="minKeyDeletionDays",
    default=30,
    minimum=7,
    description="Shortest waiting period before a key is destroyed, in days (KMS allows 7 to 30).",
)
BACKUP_DAYS_MIN = WholeNumber(
    name="minBackupDays",
    default=7,
    minimum=1,
    description="Shortest retention of automated database backups, in days (RDS allows 35).",
)
SNAPSHOT_DAYS_MIN = WholeNumber(
    name="minSnapshotDays",
    default=1,
    minimum=0,
    description=(
        "Shortest retention of cache snapshots, in days; 0 asks for no snapshots at all, "
        "for caches that must not keep account data (PCI DSS 3.2.1)."
    ),
)
SECRET_ROTATION_DAYS_MAX = WholeNumber(
    name="maxSecretRotationDays",
    default=90,
    minimum=1,
    description="Longest time between two rotations of a secret, in days (PCI DSS 8.3.9, 8.6.3).",
)
SESSION_SECONDS_MAX = WholeNumber(
    name="maxSessionSeconds",
    default=3600,
    minimum=3600,
    description="Longest session of a role, in seconds (IAM allows 3600 to 43200).",
)
LOG_RETENTION_DAYS_MIN = WholeNumber(
    name="minLogRetentionDays",
    default=365,
    minimum=1,
    description="Shortest retention of logs, in days (PCI DSS 10.5.1: twelve months).",
)
APPLICATION_LOG_GROUPS = Texts(
    name="applicationLogGroups",
    default=("/aws/lambda/*", "/aws/ecs/*", "/ecs/*"),
    description="Patterns of names of log groups that applications write to.",
)
WORLD_INGRESS_PORTS = Texts(
    name="worldIngressPorts",
    default=("80", "443"),
    description="Ports the internet may reach on worldIngressGroups; 80 for redirects only.",
)
WORLD_INGRESS_GROUPS = Texts(
    name="worldIngressGroups",
    default=("*public*", *_word("edge"), "*world-to*"),
    description="Patterns of logical names of groups and rule resources that face the internet.",
)
PUBLIC_SUBNETS = Texts(
    name="publicSubnets",
    default=("*public*",),
    description="Patterns of logical names or Tier/Type tags of the subnets of the public tier.",
)
ENDPOINT_SERVICES_IGNORED = Texts(
    name="endpointServicesIgnored",
    default=("ec2", "elasticfilesystem", "iam", "xray"),
    description=(
        "IAM prefixes of services that workloads reach without an endpoint: Lambda itself manages "
        "network interfaces and sends traces, files are mounted in the VPC, IAM has no endpoint."
    ),
)
REQUIRED_TAGS = Texts(
    name="requiredTags",
    default=("Owner", "Environment", "DataClass", "PciScope"),
    description="Tag keys that every taggable resource carries (PCI DSS 12.5.1).",
)
WILDCARD_SERVICES = Texts(
    name="wildcardServices",
    default=(),
    description="IAM prefixes of services of which a policy may permit every action.",
)
TRUSTED_ACCOUNTS = Texts(
    name="trustedAccounts",
    default=(),
    description=(
        "Accounts that resource policies may name; with any listed, naming another is a violation."
    ),
)
OPEN_ROUTES = Texts(
    name="openRoutes",
    default=(*_word("health"), *_word("healthcheck"), *_word("healthz")),
    description="Patterns of logical names of methods and routes that everyone may call.",
)
INSPECTED_APIS = Texts(
    name="inspectedApis",
    default=(),
    description=(
        "Patterns of logical names of HTTP and WebSocket APIs that are reached only through a "
        "distribution with a web ACL (PCI DSS 6.4.2)."
    ),
)
#: When the default below was compared with AWS's list ("AWS Managed Rules rule groups list").
WAF_MANAGED_GROUPS_TAKEN_ON = date(2026, 11, 22)
WAF_MANAGED_GROUPS = Texts(
    name="wafManagedGroups",
    default=(
        "AWSManagedRulesAmazonIpReputationList",
        "AWSManagedRulesCommonRuleSet",
        "AWSManagedRulesKnownBadInputsRuleSet",
        "AWSManagedRulesSQLiRuleSet",
    ),
    description="Managed rule groups that every web ACL has (PCI DSS 6.4.2).",
)
AUDIT_BUCKETS = Texts(
    name="auditBuckets",
    default=("*audit*", "*trail*"),
    description="Patterns of logical names of the buckets that keep audit records, and of locks.",
)
LOG_BUCKETS = Texts(
    name="logBuckets",
    default=(*AUDIT_BUCKETS.default, "*logs*"),
    description="Patterns of logical names of buckets that keep logs, and of their life cycles.",
)
MFA_DELETE_BUCKETS = Texts(
    name="mfaDeleteBuckets",
    default=(),
    description="Patterns of logical names of buckets, or their versioning, with MFA delete.",
)
STREAM_RETENTION_HOURS_MIN = WholeNumber(
    name="minStreamRetentionHours",
    default=24,
    minimum=24,
    description="Shortest retention of a stream, in hours (Kinesis allows 24 to 8760).",
)
STREAM_RETENTION_HOURS_MAX = WholeNumber(
    name="maxStreamRetentionHours",
    default=168,
    minimum=24,
    description="Longest retention of a stream, in hours (PCI DSS 3.2.1: no longer than needed).",
)
TRAIL_DATA_RESOURCES = Texts(
    name="trailDataResources",
    default=("AWS::S3::Object",),
    description=(
        "Types of resources of which a trail records every read and write; add "
        "AWS::DynamoDB::Table or AWS::Lambda::Function where they hold or handle account data."
    ),
)
