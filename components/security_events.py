"""Calls to AWS that somebody must look at: metric filters over the trail (PCI DSS 10.4.1.1)."""

from collections.abc import Iterator
from dataclasses import dataclass

from components.watched_changes import CHANGES


@dataclass(frozen=True, kw_only=True, slots=True)
class SecurityEvent:
    """One kind of call.

    Attributes:
        metric: name of the metric that counts it.
        purpose: last part of the alarm's name.
        description: what happened and what to do first.
        pattern: the metric filter.
        threshold: how many in five minutes are still no alarm.
    """

    metric: str
    purpose: str
    description: str
    pattern: str
    threshold: int = 0


#: Refused calls in five minutes that a deployment or a new service may cause.
_REFUSALS = 5
#: Failed sign-ins in five minutes that a person may cause.
_SIGN_IN_FAILURES = 3


def security_events(env_suffix: str) -> Iterator[SecurityEvent]:
    """The events of a stack; secrets are expected to be read by the stack's own roles alone."""
    yield SecurityEvent(
        metric="RootUse",
        purpose="root-use",
        description="The account's root user did something. Ask its holder at once.",
        pattern='{ ($.userIdentity.type = "Root") && ($.userIdentity.invokedBy NOT EXISTS)'
        ' && ($.eventType != "AwsServiceEvent") }',
    )
    yield SecurityEvent(
        metric="RefusedCalls",
        purpose="unauthorized-calls",
        description="Calls to AWS are refused. Run the query refused-calls to see whose.",
        pattern='{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
        threshold=_REFUSALS,
    )
    yield SecurityEvent(
        metric="ConsoleWithoutMfa",
        purpose="console-without-mfa",
        description="Somebody signed in without a second factor (PCI DSS 8.4.2).",
        pattern='{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes")'
        ' && ($.userIdentity.type = "IAMUser")'
        ' && ($.responseElements.ConsoleLogin = "Success") }',
    )
    yield SecurityEvent(
        metric="SignInFailures",
        purpose="sign-in-failures",
        description="Sign-ins to the console fail repeatedly. Ask the person, then lock the user.",
        pattern='{ ($.eventName = "ConsoleLogin") && ($.errorMessage = "Failed authentication") }',
        threshold=_SIGN_IN_FAILURES,
    )
    issuer = "$.userIdentity.sessionContext.sessionIssuer.userName"
    yield SecurityEvent(
        metric="UnexpectedReadsOfSecrets",
        purpose="unexpected-secret-read",
        description="A secret was read by somebody else than the platform's own roles. Run the "
        "query secret-reads; rotate the secret unless it was you.",
        pattern='{ ($.eventSource = "secretsmanager.amazonaws.com")'
        ' && ($.eventName = "GetSecretValue") && ($.userIdentity.type != "AWSService")'
        # A pattern takes an asterisk at the start or at the end of a text, not inside it.
        f' && (({issuer} NOT EXISTS) || ({issuer} != "role-*") || ({issuer} != "*-{env_suffix}"))'
        " }",
    )
    yield SecurityEvent(
        metric="RotationFailures",
        purpose="rotation-failed",
        description="A secret could not be rotated. Follow docs/runbooks/rotation.md.",
        # Secrets Manager writes these itself, also of rotations that RDS makes (its user guide).
        pattern='{ ($.eventSource = "secretsmanager.amazonaws.com")'
        ' && (($.eventName = "RotationFailed") || ($.eventName = "RotationAbandoned")) }',
    )
    for change in CHANGES:
        listed = " || ".join(f"($.eventName = {call})" for call in change.calls)
        yield SecurityEvent(
            metric=change.metric,
            purpose=change.purpose,
            description=f"{change.what} was changed. Compare with the deployments of the day.",
            pattern=f'{{ ($.eventSource = "{change.source}.amazonaws.com") && ({listed}) }}',
        )
