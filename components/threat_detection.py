"""GuardDuty and Security Hub: what an account detects and how it is judged."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from components.context import Context
from components.findings import notify_findings
from settings.baseline import BaselineSettings

#: GuardDuty severities from here on are medium or worse (GuardDuty user guide).
_MEDIUM = 4
#: Protection plans of GuardDuty for what the platform uses. Runtime monitoring is not among them:
#: in the VPC of every stack of the account GuardDuty would make an endpoint of its own, which the
#: tasks' group does not reach, and pull its agent from a registry that the endpoints refuse.
_FEATURES = ("S3_DATA_EVENTS", "RDS_LOGIN_EVENTS", "LAMBDA_NETWORK_LOGS")
#: The standard, with the version in its ARN (Security Hub user guide).
_STANDARD = "standards/pci-dss/v/4.0.1"


@dataclass(frozen=True, kw_only=True, slots=True)
class ThreatDetectionArgs:
    """What is detected, and who is told.

    Attributes:
        context: names and tags.
        settings: which services this stack owns.
        topic_arn: the system-errors topic.
        recorder: the record of configurations that Security Hub judges by, if this stack owns it.
    """

    context: Context
    settings: BaselineSettings
    topic_arn: pulumi.Input[str]
    recorder: pulumi.Resource | None = None


class ThreatDetection(pulumi.ComponentResource):
    """GuardDuty with its protection plans, Security Hub with PCI DSS v4.0.1 (11.5.1)."""

    def __init__(
        self, name: str, args: ThreatDetectionArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:ThreatDetection", name, {}, opts)
        if "guardduty" in args.settings.services:
            self._guardduty(name, args)
        if "security_hub" in args.settings.services:
            self._security_hub(name, args)
        self.register_outputs({})

    def _guardduty(self, name: str, args: ThreatDetectionArgs) -> None:
        ctx = args.context
        detector = aws.guardduty.Detector(
            f"{name}-detector",
            enable=True,
            finding_publishing_frequency=args.settings.finding_frequency.upper(),
            tags=ctx.tagged(ctx.name("detector")),
            opts=pulumi.ResourceOptions(parent=self),
        )
        for feature in _FEATURES:
            aws.guardduty.DetectorFeature(
                f"{name}-{feature.lower().replace('_', '-')}",
                detector_id=detector.id,
                name=feature,
                status="ENABLED",
                opts=pulumi.ResourceOptions(parent=self),
            )
        notify_findings(
            ctx,
            f"{name}-threats",
            purpose="threats",
            pattern={
                "source": ["aws.guardduty"],
                "detail-type": ["GuardDuty Finding"],
                "detail": {"severity": [{"numeric": [">=", _MEDIUM]}]},
            },
            topic_arn=args.topic_arn,
            parent=self,
        )

    def _security_hub(self, name: str, args: ThreatDetectionArgs) -> None:
        ctx = args.context
        account = aws.securityhub.Account(
            f"{name}-hub",
            enable_default_standards=False,
            auto_enable_controls=True,
            control_finding_generator="SECURITY_CONTROL",
            opts=pulumi.ResourceOptions(parent=self),
        )
        before = [account] if args.recorder is None else [account, args.recorder]
        aws.securityhub.StandardsSubscription(
            f"{name}-pci-dss",
            standards_arn=ctx.arn("securityhub", _STANDARD, account=""),
            opts=pulumi.ResourceOptions(parent=self, depends_on=before),
        )
        notify_findings(
            ctx,
            f"{name}-failed-controls",
            purpose="failed-controls",
            pattern={
                "source": ["aws.securityhub"],
                "detail-type": ["Security Hub Findings - Imported"],
                "detail": {
                    "findings": {
                        "Severity": {"Label": ["HIGH", "CRITICAL"]},
                        "Workflow": {"Status": ["NEW"]},
                        "RecordState": ["ACTIVE"],
                    }
                },
            },
            topic_arn=args.topic_arn,
            parent=self,
        )
