"""Topics and queues: encryption and who may use them."""

from collections.abc import Iterable

from pulumi_policy import Severity

from pci import parameters
from pci.ground import Ground
from pci.rule import ResourceRule, StackRule, Topic
from pci.subject import Subject

SNS_TOPIC = "aws:sns/topic:Topic"
TOPIC_POLICY = "aws:sns/topicPolicy:TopicPolicy"
QUEUE = "aws:sqs/queue:Queue"
QUEUE_POLICY = "aws:sqs/queuePolicy:QueuePolicy"

SNS = Topic("SNS", "https://docs.aws.amazon.com/securityhub/latest/userguide/sns-controls.html")
SQS = Topic("SQS", "https://docs.aws.amazon.com/securityhub/latest/userguide/sqs-controls.html")


def _forbid_foreign(subject: Subject, trusted: Iterable[str]) -> None:
    trusted = tuple(trusted)
    for statement in subject.statements("policy") if trusted else ():
        if statement.foreign_accounts(trusted):
            subject.violated(
                f"statement {statement.number} of policy allows an account that is not trusted"
            )


@SNS.resource_rule(
    "sns-encrypted-kms",
    "Encrypt every topic under a customer managed key.",
    types=(SNS_TOPIC,),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.5.1", "3.6.1"),
    fix="aws.sns.Topic(..., kms_master_key_id=key.arn)",
)
def topic_encrypted(topic: Subject) -> None:
    """CloudWatch and other services cannot publish to a topic under `alias/aws/sns`."""
    topic.require_customer_key("kmsMasterKeyId", "messages are stored in plain text")


@SNS.resource_rule(
    "sns-policy-no-public-principal",
    "Let no topic's policy allow everyone.",
    types=(TOPIC_POLICY, SNS_TOPIC),
    ground=Ground.PRINCIPALS,
    severity=Severity.CRITICAL,
    requirements=("7.3.1", "1.4.2"),
    fix='Name the principals, or narrow "*" by aws:SourceAccount or aws:SourceArn.',
    parameters=(parameters.TRUSTED_ACCOUNTS,),
)
def topic_policy_not_public(topic: Subject) -> None:
    """Also no account that is not trusted, once any is listed as trusted."""
    topic.forbid_public("policy", "anybody may publish or subscribe")
    _forbid_foreign(topic, topic.setting(parameters.TRUSTED_ACCOUNTS))


@SQS.resource_rule(
    "sqs-encrypted-kms",
    "Encrypt every queue under a customer managed key.",
    types=(QUEUE,),
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.5.1", "3.6.1"),
    fix="aws.sqs.Queue(..., kms_master_key_id=key.arn)",
)
def queue_encrypted(queue: Subject) -> None:
    """SQS's own encryption is AWS's key; dead letters hold payments too."""
    queue.require_customer_key("kmsMasterKeyId", "messages are not under a customer managed key")


@SQS.resource_rule(
    "sqs-policy-no-public-principal",
    "Let no queue's policy allow everyone, or every action.",
    types=(QUEUE_POLICY, QUEUE),
    ground=Ground.PRINCIPALS,
    severity=Severity.CRITICAL,
    requirements=("7.3.1", "1.4.2"),
    fix='Name the principals and actions, or narrow "*" by aws:SourceArn.',
    parameters=(parameters.TRUSTED_ACCOUNTS,),
)
def queue_policy_not_public(queue: Subject) -> None:
    """With every action a sender could also read, purge and delete."""
    queue.forbid_public("policy", "anybody may send or receive")
    for statement in queue.statements("policy"):
        if statement.allows and statement.grants_whole_service():
            queue.violated(f"statement {statement.number} of policy allows every action")
    _forbid_foreign(queue, queue.setting(parameters.TRUSTED_ACCOUNTS))


RULES: tuple[ResourceRule | StackRule, ...] = (
    topic_encrypted,
    topic_policy_not_public,
    queue_encrypted,
    queue_policy_not_public,
)
