"""The account baseline: what an account has once, owned by the one stack with this block."""

from dataclasses import dataclass

import pulumi

from components.account_settings import AccountSettings
from components.configuration_record import ConfigurationRecord, ConfigurationRecordArgs
from components.context import Context
from components.threat_detection import ThreatDetection, ThreatDetectionArgs
from settings.baseline import BaselineSettings


@dataclass(frozen=True, kw_only=True, slots=True)
class BaselineArgs:
    """What the baseline is made from.

    Attributes:
        context: names, tags and protection.
        settings: which services this stack owns.
        key_arn: key of the configuration record; the objects key.
        topic_arn: the system-errors topic.
        access_log_bucket: name of the bucket that takes buckets' access logs.
    """

    context: Context
    settings: BaselineSettings
    key_arn: pulumi.Input[str]
    topic_arn: pulumi.Input[str]
    access_log_bucket: pulumi.Input[str]


class Baseline(pulumi.ComponentResource):
    """GuardDuty, Security Hub, Config and account settings, each if the stack owns it.

    Security Hub judges by what Config records, so its standard waits for the recorder.
    """

    def __init__(
        self, name: str, args: BaselineArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:Baseline", name, {}, opts)
        ctx, services = args.context, args.settings.services
        record = None
        if "config" in services:
            record = ConfigurationRecord(
                f"{name}-config",
                ConfigurationRecordArgs(
                    context=ctx,
                    recording=args.settings.recording,
                    key_arn=args.key_arn,
                    access_log_bucket=args.access_log_bucket,
                ),
                pulumi.ResourceOptions(parent=self),
            )
        if {"guardduty", "security_hub"} & set(services):
            ThreatDetection(
                f"{name}-detection",
                ThreatDetectionArgs(
                    context=ctx,
                    settings=args.settings,
                    topic_arn=args.topic_arn,
                    recorder=record,
                ),
                pulumi.ResourceOptions(parent=self),
            )
        if "account" in services:
            AccountSettings(f"{name}-account", ctx, pulumi.ResourceOptions(parent=self))
        self.register_outputs({})
