"""IAM: permissions that name no resource, and AWS's own policies that permit too much."""

from pulumi_policy import Severity

from pci.actions import changes_named_resources
from pci.ground import Ground
from pci.rule import ResourceRule, StackRule
from pci.rules.iam_policies import DOCUMENTS, ROLE, TOPIC, allowing
from pci.subject import Subject
from pci.values import UNKNOWN

ATTACHMENTS = (
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment",
    "aws:iam/policyAttachment:PolicyAttachment",
)
#: Resources with a list of policies → where it stands.
_LISTS = {
    ROLE: "managedPolicyArns",
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": "policyArns",
    "aws:iam/userPolicyAttachmentsExclusive:UserPolicyAttachmentsExclusive": "policyArns",
    "aws:iam/groupPolicyAttachmentsExclusive:GroupPolicyAttachmentsExclusive": "policyArns",
}

#: What hands out account data, or credentials that reach it.
_DATA = (
    "dynamodb:BatchGetItem",
    "dynamodb:GetItem",
    "dynamodb:GetRecords",
    "dynamodb:PartiQLSelect",
    "dynamodb:Query",
    "dynamodb:Scan",
    "elasticache:Connect",
    "kinesis:GetRecords",
    "kinesis:SubscribeToShard",
    "logs:FilterLogEvents",
    "logs:GetLogEvents",
    "logs:StartLiveTail",
    "logs:StartQuery",
    "logs:Unmask",
    "rds:DownloadDBLogFilePortion",
    "rds-data:ExecuteStatement",
    "rds-db:connect",
    "s3:GetObject",
    "s3:GetObjectVersion",
    "secretsmanager:BatchGetSecretValue",
    "secretsmanager:GetSecretValue",
    "sqs:ReceiveMessage",
    "ssm:GetParameter",
    "ssm:GetParameterHistory",
    "ssm:GetParameters",
    "ssm:GetParametersByPath",
    "sts:AssumeRole",
)
_ADMINISTRATION = ("AdministratorAccess", "IAMFullAccess", "PowerUserAccess")


@TOPIC.resource_rule(
    "iam-no-resource-wildcard-writes",
    "Permit changes to named resources only.",
    types=DOCUMENTS,
    ground=Ground.IDENTITY,
    severity=Severity.HIGH,
    requirements=("7.2.2", "7.3.1"),
    fix='aws.iam.RolePolicy(..., policy=document) with the table\'s ARN, not "*"',
)
def no_wildcard_writes(policy: Subject) -> None:
    """Actions that take no resource may stand on `*`, and so may those under a condition.

    What does not exist yet cannot be named, nor can what EC2 makes up an id for, such as the
    network interfaces of functions: all of such a kind are fine.
    """
    for where, statement in allowing(policy):
        if statement.is_specific:
            continue
        changing = [action for action in statement.actions if changes_named_resources(action)]
        nameable = [
            action
            for action in changing
            if ":create" not in action and not action.startswith("ec2:")
        ]
        if statement.on_everything and (changing or statement.excepts_actions):
            policy.violated(f"{where} permits changes to every resource")
        elif statement.on_any and (nameable or statement.excepts_actions):
            policy.violated(f"{where} permits changes to every resource of a kind")


@TOPIC.resource_rule(
    "iam-no-data-or-credential-exposure",
    "Permit reading data and credentials of named resources only.",
    types=DOCUMENTS,
    ground=Ground.IDENTITY,
    severity=Severity.HIGH,
    requirements=("7.2.2", "7.3.1"),
    fix='aws.iam.RolePolicy(..., policy=document) with the secret\'s ARN, not "*"',
)
def no_exposure(policy: Subject) -> None:
    """On `*`, or `secret:*`, one stolen credential reads every secret or table of the account."""
    for where, statement in allowing(policy):
        read = [action for action in _DATA if statement.grants(action)]
        if read and statement.on_any and not statement.is_specific:
            policy.violated(f"{where} permits {read[0]} on every resource")


@TOPIC.resource_rule(
    "iam-no-managed-admin-attachment",
    "Attach none of the policies that permit administration.",
    types=(*ATTACHMENTS, *_LISTS),
    ground=Ground.IDENTITY,
    severity=Severity.CRITICAL,
    severe_because="one stolen session is the whole account, logs and keys included",
    requirements=("7.2.1", "7.2.2"),
    fix="aws.iam.RolePolicyAttachment(..., policy_arn=policy.arn) of a policy for the job",
)
def no_admin_attachment(attachment: Subject) -> None:
    """AdministratorAccess, IAMFullAccess and PowerUserAccess."""
    path = _LISTS.get(attachment.type, "policyArn")
    named = (attachment.props.text(path), *attachment.props.texts(path))
    if UNKNOWN in named:
        attachment.undetermined(path)
    for name in _ADMINISTRATION:
        if any(isinstance(arn, str) and arn.endswith(f":policy/{name}") for arn in named):
            attachment.violated(f"{path} names {name}")


RULES: tuple[ResourceRule | StackRule, ...] = (
    no_wildcard_writes,
    no_exposure,
    no_admin_attachment,
)
