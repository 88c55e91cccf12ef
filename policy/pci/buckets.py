"""Buckets, and the resources that S3's settings are split into."""

from collections.abc import Callable
from dataclasses import dataclass

from pci.documents import parse_document
from pci.props import Props
from pci.stack import Node, Stack
from pci.values import UNKNOWN, Missing


def _split(setting: str) -> tuple[str, str]:
    """The resource of a setting, and its name before version 7 of the provider."""
    name = f"ucket{setting}"
    return f"aws:s3/b{name}:B{name}", f"aws:s3/b{name}V2:B{name}V2"


BUCKETS = _split("")
ACLS = _split("Acl")
ENCRYPTIONS = _split("ServerSideEncryptionConfiguration")
LIFECYCLES = _split("LifecycleConfiguration")
LOGGINGS = _split("Logging")
OBJECT_LOCKS = _split("ObjectLockConfiguration")
VERSIONINGS = _split("Versioning")
WEBSITES = _split("WebsiteConfiguration")
OBJECTS = (
    "aws:s3/bucketObject:BucketObject",
    "aws:s3/bucketObjectv2:BucketObjectv2",
    "aws:s3/objectCopy:ObjectCopy",
)
POLICY = "aws:s3/bucketPolicy:BucketPolicy"
PUBLIC_ACCESS_BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"

#: Whether a resource, or a bucket with the deprecated block, has the setting right.
Judge = Callable[[Props], bool | Missing]
#: Whether AWS cannot, or a bucket need not, have the setting.
Spares = Callable[[Node], bool | Missing]

S3_ACCESS_LOGS = "logging.s3"
LOAD_BALANCER_LOGS = "logdelivery.elasticloadbalancing"
#: Who delivers under SSE-S3 only, whatever a bucket's default is.
AWS_LOG_DELIVERY = (S3_ACCESS_LOGS, LOAD_BALANCER_LOGS)
#: The ACL that S3's access logs were delivered by before bucket policies could let them in.
_LOG_DELIVERY_ACL = "log-delivery-write"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A setting of buckets.

    Attributes:
        what: how it is called when it is undetermined.
        types: its resource, by every name.
        blocks: deprecated properties of the bucket that set it as well.
        is_right: judges the properties of such a resource, or of a bucket with such a block.
    """

    what: str
    types: tuple[str, ...]
    blocks: tuple[str, ...] = ()
    is_right: Judge


def nobody(_: Node) -> bool:
    """Spares no bucket."""
    return False


def require_setting(stack: Stack, setting: Setting, why: str, *, spares: Spares = nobody) -> None:
    """Every bucket has the setting right, by a resource or by a block of its own.

    Args:
        stack: the stack with the buckets.
        setting: what they need.
        why: what a message says after the bucket's name.
        spares: which buckets do without; unknown while that cannot be told.
    """
    resources = stack.of(*setting.types)
    for bucket in stack.of(*BUCKETS):
        own = [one for one in resources if one.names(bucket, "bucket")]
        inline = [bucket] if any(bucket.is_given(block) for block in setting.blocks) else []
        answers = [setting.is_right(one.props) for one in (*own, *inline)]
        if True in answers or (spared := spares(bucket)) is True:
            continue
        if UNKNOWN in (spared, *answers):
            bucket.undetermined(setting.what)
        elif own:
            bucket.violated(f"{bucket.name} {why}")
        else:
            stack.require_companion(bucket, resources, "bucket", why)


def takes_logs_of(stack: Stack, bucket: Node, *services: str) -> bool | Missing:
    """Whether the bucket's policy, or its ACL, lets one of the services deliver logs.

    Args:
        stack: the stack with the bucket's policy.
        bucket: the one in question.
        services: such as `S3_ACCESS_LOGS`.
    """
    acls = [one for one in stack.of(*ACLS) if one.names(bucket, "bucket")]
    if S3_ACCESS_LOGS in services and any(
        one.props.text("acl") == _LOG_DELIVERY_ACL for one in (bucket, *acls)
    ):
        return True
    holders = [one for one in stack.of(POLICY) if one.names(bucket, "bucket")]
    if bucket.is_given("policy"):
        holders.append(bucket)
    answers = [_lets_in(one.props, services) for one in holders]
    if True in answers:
        return True
    return UNKNOWN if UNKNOWN in answers else False


def _lets_in(props: Props, services: tuple[str, ...]) -> bool | Missing:
    document = parse_document(props.at("policy"))
    if isinstance(document, Missing):
        return document
    prefixes = tuple(f"{service}.amazonaws.com" for service in services)
    return any(
        kind == "Service" and who.startswith(prefixes)
        for statement in document.allowing
        for kind, who in statement.principals
    )
