"""IAM: roles, users and passwords."""

import re
from datetime import date

from pulumi_policy import Severity

from pci import parameters
from pci.conditions import Condition, limits_service
from pci.documents import Statement
from pci.ground import Ground
from pci.rule import ResourceRule, StackRule
from pci.rules.iam_policies import ROLE, TOPIC
from pci.subject import Subject

USER = "aws:iam/user:User"
LOGIN_PROFILE = "aws:iam/userLoginProfile:UserLoginProfile"
ACCESS_KEY = "aws:iam/accessKey:AccessKey"
POLICY_ATTACHMENT = "aws:iam/policyAttachment:PolicyAttachment"
USER_POLICIES = (
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/userPolicyAttachment:UserPolicyAttachment",
    POLICY_ATTACHMENT,
)
PASSWORD_POLICY = "aws:iam/accountPasswordPolicy:AccountPasswordPolicy"  # noqa: S105 - a type

#: PCI DSS asks for twelve characters (8.3.6), Security Hub IAM.7 for fourteen by default.
_PASSWORD_LENGTH_MIN = 12
_PASSWORDS_REMEMBERED_MIN = 4
_PASSWORD_AGE_MAX_DAYS = 90

#: Services whose guides ask for the condition ("Preventing the confused deputy problem" of RDS,
#: Config and EventBridge Scheduler, "Task IAM role" of ECS, "IAM role for flow logs" of VPC).
_SAY_FOR_WHOM = frozenset(
    {
        "config.amazonaws.com",
        "ecs-tasks.amazonaws.com",
        "monitoring.rds.amazonaws.com",
        "scheduler.amazonaws.com",
        "vpc-flow-logs.amazonaws.com",
    }
)
SERVICES_TAKEN_ON = date(2026, 11, 22)

_MFA = "aws:multifactorauthpresent"
_OIDC = ":oidc-provider/"
_COGNITO = "cognito-identity.amazonaws.com"
#: A subject of anybody at the provider; those of GitHub begin with the owner of a repository.
_ANY_SUBJECT = re.compile(r"(repo:)?[*?]")


@TOPIC.resource_rule(
    "iam-role-trust-no-wildcard",
    "Let only named principals assume a role.",
    types=(ROLE,),
    ground=Ground.PRINCIPALS,
    severity=Severity.CRITICAL,
    requirements=("7.2.2", "8.2.1"),
    fix="aws.iam.Role(..., assume_role_policy=document) with one service or one role's ARN",
)
def trust_no_wildcard(role: Subject) -> None:
    """A whole account is everybody whom that account permits to assume roles."""
    path = "assumeRolePolicy"
    role.forbid_public(path, "anybody may assume the role")
    for statement in role.statements(path):
        accounts = [who for kind, who in statement.principals if kind == "AWS"]
        whole = any(who.isdecimal() or who.endswith(":root") for who in accounts)
        if statement.allows and whole and not any(map(_limits, statement.conditions)):
            role.violated(
                f"statement {statement.number} of {path} trusts a whole account without a condition"
            )


def _limits(condition: Condition) -> bool:
    """Any condition on who or from where; an external id and MFA are usual."""
    return condition.is_specific or (condition.key == _MFA and condition.operator == "bool")


def _providers_told(statement: Statement) -> list[bool]:
    """Of each provider of web identities: whether a condition says who of it may come."""
    issuers = [
        who.split(_OIDC, 1)[-1].lower()
        for kind, who in statement.principals
        if kind == "Federated" and (_OIDC in who or who == _COGNITO)
    ]
    return [any(_tells(one, issuer) for one in statement.conditions) for issuer in issuers]


def _tells(condition: Condition, issuer: str) -> bool:
    """Whether it fixes a claim of the issuer; every login has an audience, but Cognito's pools."""
    shared = f"{issuer}:aud"
    return (
        condition.key.startswith(f"{issuer}:")
        and (condition.key != shared or issuer == _COGNITO)
        and condition.is_specific
        and not any(_ANY_SUBJECT.match(value) for value in condition.values)
    )


@TOPIC.resource_rule(
    "iam-role-trust-oidc-scoped",
    "Say who of a provider of web identities may assume a role.",
    types=(ROLE,),
    ground=Ground.PRINCIPALS,
    severity=Severity.CRITICAL,
    requirements=("7.2.2", "8.2.1"),
    fix='"Condition": {"StringLike": {"token.actions.githubusercontent.com:sub": '
    '"repo:payments/api:*"}} in assume_role_policy',
)
def trust_oidc_scoped(role: Subject) -> None:
    """A provider is everybody with a login there: all users of GitHub, for instance.

    IAM itself compares the audience with the provider's list (IAM user guide, "Create a role for
    OpenID Connect federation"); the subject is left to the role.
    """
    for statement in role.statements("assumeRolePolicy"):
        if statement.allows and not all(_providers_told(statement)):
            role.violated(
                f"statement {statement.number} of assumeRolePolicy trusts everybody whom a "
                "provider of identities knows: it has no condition on the subject"
            )


@TOPIC.resource_rule(
    "iam-role-trust-confused-deputy",
    "Say for which account a service may assume a role.",
    types=(ROLE,),
    ground=Ground.IDENTITY,
    severity=Severity.HIGH,
    requirements=("7.2.2",),
    fix='"Condition": {"StringEquals": {"aws:SourceAccount": account_id}} in assume_role_policy',
)
def trust_service_scoped(role: Subject) -> None:
    """A service that works for every account may be asked by another one to use the role.

    Only services that say for whom they come are asked for it; others could not assume the role.
    """
    for statement in role.statements("assumeRolePolicy"):
        services = {who for kind, who in statement.principals if kind == "Service"}
        limited = limits_service(statement.conditions)
        if statement.allows and services & _SAY_FOR_WHOM and not limited:
            role.violated(
                f"statement {statement.number} of assumeRolePolicy lets a service assume the role "
                "for any account: it has no condition on aws:SourceAccount or aws:SourceArn"
            )


@TOPIC.resource_rule(
    "iam-role-max-session",
    "End sessions of roles within the hour.",
    types=(ROLE,),
    ground=Ground.IDENTITY,
    severity=Severity.LOW,
    requirements=("8.2.8",),
    fix="Leave max_session_duration out of aws.iam.Role.",
    parameters=(parameters.SESSION_SECONDS_MAX,),
)
def max_session(role: Subject) -> None:
    """An hour is IAM's default."""
    most = role.setting(parameters.SESSION_SECONDS_MAX)
    role.require_at_most(
        "maxSessionDuration", most, "stolen credentials work for too long", unset=3600
    )


@TOPIC.resource_rule(
    "iam-no-users",
    "Create no IAM users.",
    types=(USER, LOGIN_PROFILE),
    ground=Ground.IDENTITY,
    severity=Severity.HIGH,
    requirements=("8.2.1", "8.2.2"),
    fix="Let people log in through IAM Identity Center, and programs through aws.iam.Role(...).",
)
def no_users(user: Subject) -> None:
    """Federation knows who left the company."""
    user.violated("an IAM user lives until somebody remembers to delete it")


@TOPIC.resource_rule(
    "iam-no-access-keys",
    "Create no long-lived access keys.",
    types=(ACCESS_KEY,),
    ground=Ground.SECRETS,
    severity=Severity.HIGH,
    requirements=("8.2.1", "7.2.2", "8.6.1"),
    fix="Use aws.iam.Role(...) with OIDC or an instance profile.",
)
def no_access_keys(key: Subject) -> None:
    """The secret of a key is also in the program's state."""
    key.violated("an access key never expires, and its secret is kept in the state")


@TOPIC.resource_rule(
    "iam-no-user-attached-policies",
    "Attach permissions to roles and groups, never to users.",
    types=USER_POLICIES,
    ground=Ground.IDENTITY,
    severity=Severity.MEDIUM,
    requirements=("7.2.3", "7.2.4", "7.2.2"),
    fix="aws.iam.RolePolicyAttachment(..., role=role.name)",
)
def no_user_policies(attachment: Subject) -> None:
    """Permissions of single users escape reviews by job function."""
    if attachment.type == POLICY_ATTACHMENT:
        attachment.forbid_present("users", "permissions attach to single users")
    else:
        attachment.violated("permissions attach to a single user")


@TOPIC.resource_rule(
    "iam-password-policy-strong",
    "Ask for strong passwords of IAM users.",
    types=(PASSWORD_POLICY,),
    ground=Ground.IDENTITY,
    severity=Severity.HIGH,
    requirements=("8.3.6", "8.3.7", "8.3.9"),
    fix="aws.iam.AccountPasswordPolicy(..., minimum_password_length=14, "
    "password_reuse_prevention=24, max_password_age=90)",
)
def password_policy(policy: Subject) -> None:
    """Twelve characters of every class, the last four not again, 90 days."""
    why = "passwords would be weaker than PCI DSS asks for"
    policy.require_at_least("minimumPasswordLength", _PASSWORD_LENGTH_MIN, why)
    policy.require_at_least("passwordReusePrevention", _PASSWORDS_REMEMBERED_MIN, why)
    policy.require_at_most("maxPasswordAge", _PASSWORD_AGE_MAX_DAYS, why)
    if policy.props.number("maxPasswordAge") == 0:
        policy.violated(f"maxPasswordAge is 0, which means never: {why}")
    for flag in (
        "requireLowercaseCharacters",
        "requireUppercaseCharacters",
        "requireNumbers",
        "requireSymbols",
    ):
        policy.require_true(flag, why)


RULES: tuple[ResourceRule | StackRule, ...] = (
    trust_no_wildcard,
    trust_oidc_scoped,
    trust_service_scoped,
    max_session,
    no_users,
    no_access_keys,
    no_user_policies,
    password_policy,
)
