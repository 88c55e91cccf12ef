"""IAM: what policies permit."""

from collections.abc import Iterator

from pulumi_policy import Severity

from pci import parameters
from pci.conditions import Condition
from pci.documents import Statement, parse_document
from pci.ground import Ground
from pci.rule import ResourceRule, StackRule, Topic
from pci.subject import Subject
from pci.values import UNKNOWN, Missing

ROLE = "aws:iam/role:Role"
DOCUMENTS = (
    "aws:iam/policy:Policy",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/groupPolicy:GroupPolicy",
    ROLE,
)

TOPIC = Topic("IAM", "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html")

#: Actions that give their caller other permissions than it has (AWS IAM user guide, permissions
#: management; Rhino Security Labs' list of escalation methods).
_ESCALATIONS = (
    "iam:AddClientIDToOpenIDConnectProvider",
    "iam:AddUserToGroup",
    "iam:AttachGroupPolicy",
    "iam:AttachRolePolicy",
    "iam:AttachUserPolicy",
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:CreateOpenIDConnectProvider",
    "iam:CreatePolicyVersion",
    "iam:CreateSAMLProvider",
    "iam:CreateServiceSpecificCredential",
    "iam:DeleteRolePermissionsBoundary",
    "iam:DeleteUserPermissionsBoundary",
    "iam:PutGroupPolicy",
    "iam:PutRolePermissionsBoundary",
    "iam:PutRolePolicy",
    "iam:PutUserPermissionsBoundary",
    "iam:PutUserPolicy",
    "iam:ResetServiceSpecificCredential",
    "iam:SetDefaultPolicyVersion",
    "iam:UpdateAssumeRolePolicy",
    "iam:UpdateLoginProfile",
    "iam:UpdateSAMLProvider",
)
_PASSING = "iam:PassRole"
_DECRYPTING = ("kms:Decrypt", "kms:ReEncryptFrom")


def allowing(subject: Subject) -> Iterator[tuple[str, Statement]]:
    """Each statement that allows, with where it stands: a policy of its own, or a role's inline."""
    documents = [("policy", subject.props.at("policy"))]
    for number, block in enumerate(subject.props.blocks("inlinePolicies"), start=1):
        documents.append((f"inlinePolicies {number}", block.at("policy")))
    for where, value in documents:
        document = parse_document(value)
        if document is UNKNOWN:
            subject.undetermined(where)
        if not isinstance(document, Missing):
            for statement in document.allowing:
                yield f"statement {statement.number} of {where}", statement


@TOPIC.resource_rule(
    "iam-no-full-admin",
    "Permit nobody everything on everything.",
    types=DOCUMENTS,
    ground=Ground.IDENTITY,
    severity=Severity.CRITICAL,
    severe_because="one stolen session is the whole account, logs and keys included",
    requirements=("7.2.1", "7.2.2"),
    fix='aws.iam.RolePolicy(..., policy=document) with the actions the job needs, not "*"',
)
def no_full_admin(policy: Subject) -> None:
    """The action * on the resource *."""
    for where, statement in allowing(policy):
        everything = "*" in statement.actions or "*:*" in statement.actions
        if (everything or statement.excepts_actions) and statement.on_everything:
            policy.violated(f"{where} permits everything on everything")


@TOPIC.resource_rule(
    "iam-no-service-wildcard-actions",
    "Permit actions by name, not all of a service.",
    types=DOCUMENTS,
    ground=Ground.IDENTITY,
    severity=Severity.HIGH,
    requirements=("7.2.2", "7.3.1"),
    fix='aws.iam.RolePolicy(..., policy=document) with "dynamodb:PutItem", not "dynamodb:*"',
    parameters=(parameters.WILDCARD_SERVICES,),
)
def no_service_wildcards(policy: Subject) -> None:
    """A service gets new actions every month."""
    allowed = policy.setting(parameters.WILDCARD_SERVICES)
    for where, statement in allowing(policy):
        if statement.grants_whole_service(allowed):
            policy.violated(f"{where} permits every action of a service")


@TOPIC.resource_rule(
    "iam-no-privilege-escalation",
    "Permit nobody to permit themselves more.",
    types=DOCUMENTS,
    ground=Ground.IDENTITY,
    severity=Severity.CRITICAL,
    severe_because="one stolen session makes itself administrator of the account",
    requirements=("7.2.2",),
    fix='aws.iam.RolePolicy(..., policy=document) with "iam:PassRole" on one role\'s ARN',
)
def no_privilege_escalation(policy: Subject) -> None:
    """Changing policies, making credentials, or passing any role to a service."""
    for where, statement in allowing(policy):
        if statement.grants(_PASSING) and statement.on_any:
            policy.violated(f"{where} permits {_PASSING} on every role")
        named = [action for action in _ESCALATIONS if statement.grants(action)]
        if named:
            policy.violated(f"{where} permits {named[0]}, which gives further permissions")


@TOPIC.resource_rule(
    "iam-no-wildcard-kms-decrypt",
    "Permit decryption with named keys only.",
    types=DOCUMENTS,
    ground=Ground.KEYS,
    severity=Severity.HIGH,
    requirements=("3.6.1.3", "7.2.2"),
    fix="aws.iam.RolePolicy(..., policy=document) with kms:Decrypt on one key's ARN",
)
def no_wildcard_decrypt(policy: Subject) -> None:
    """On `*`, or on all keys of an account, it decrypts whatever comes.

    A key can also be named by its alias or its tags (KMS developer guide, "Use aliases to control
    access" and "Use tags to control access").
    """
    for where, statement in allowing(policy):
        decrypts = any(statement.grants(action) for action in _DECRYPTING)
        if decrypts and statement.on_any and not any(map(_names_keys, statement.conditions)):
            policy.violated(f"{where} permits decryption with every key")


def _names_keys(condition: Condition) -> bool:
    by_key = condition.key == "kms:resourcealiases" or condition.key.startswith("aws:resourcetag/")
    return by_key and condition.is_specific


RULES: tuple[ResourceRule | StackRule, ...] = (
    no_full_admin,
    no_service_wildcards,
    no_privilege_escalation,
    no_wildcard_decrypt,
)
