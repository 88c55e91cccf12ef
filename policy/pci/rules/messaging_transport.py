"""Topics and queues: TLS on the way in and on the way out."""

from collections.abc import Iterable

from pulumi_policy import Severity

from pci.documents import parse_document
from pci.ground import Ground
from pci.rule import ResourceRule, StackRule
from pci.rules.messaging import QUEUE_POLICY, SNS, SQS, TOPIC_POLICY
from pci.subject import Subject
from pci.values import UNKNOWN, Missing

SUBSCRIPTION = "aws:sns/topicSubscription:TopicSubscription"


def _require_tls(subject: Subject, actions: Iterable[str]) -> None:
    document = parse_document(subject.props.at("policy"))
    if document is UNKNOWN:
        subject.undetermined("policy")
    elif isinstance(document, Missing) or not document.denies_plaintext(actions):
        subject.violated("policy does not deny requests without TLS to everyone")


@SNS.resource_rule(
    "sns-policy-tls-only",
    "Refuse messages to topics that come without TLS.",
    types=(TOPIC_POLICY,),
    ground=Ground.TRANSPORT,
    severity=Severity.MEDIUM,
    requirements=("4.2.1",),
    fix="aws.sns.TopicPolicy(..., policy=document) denying sns:Publish unless aws:SecureTransport",
)
def topic_tls_only(policy: Subject) -> None:
    """SNS answers over plain HTTP too (SNS developer guide, security best practices)."""
    _require_tls(policy, ("sns:Publish",))


@SQS.resource_rule(
    "sqs-policy-tls-only",
    "Refuse requests to queues that come without TLS.",
    types=(QUEUE_POLICY,),
    ground=Ground.TRANSPORT,
    severity=Severity.MEDIUM,
    requirements=("4.2.1",),
    fix="aws.sqs.QueuePolicy(..., policy=document) denying sqs:* unless aws:SecureTransport",
)
def queue_tls_only(policy: Subject) -> None:
    """SQS answers over plain HTTP too (SQS developer guide, security best practices)."""
    _require_tls(policy, ("sqs:SendMessage", "sqs:ReceiveMessage"))


@SNS.resource_rule(
    "sns-subscription-encrypted-endpoint",
    "Deliver no message over plain HTTP.",
    types=(SUBSCRIPTION,),
    ground=Ground.TRANSPORT,
    severity=Severity.HIGH,
    requirements=("4.2.1",),
    fix='aws.sns.TopicSubscription(..., protocol="https")',
)
def subscription_encrypted(subscription: Subject) -> None:
    """Deliveries cross the internet."""
    subscription.forbid_one_of("protocol", ("http",), "messages cross the internet in plain text")


RULES: tuple[ResourceRule | StackRule, ...] = (
    topic_tls_only,
    queue_tls_only,
    subscription_encrypted,
)
