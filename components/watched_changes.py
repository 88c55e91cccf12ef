"""Changes of what protects the platform: the calls to AWS that make them."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class WatchedChange:
    """Calls that change one kind of thing.

    Attributes:
        metric: name of the metric that counts them.
        purpose: last part of the alarm's name.
        what: what is changed.
        source: the service that is called.
        calls: names of the calls, as CloudTrail writes them.
    """

    metric: str
    purpose: str
    what: str
    source: str
    calls: tuple[str, ...]


CHANGES = (
    WatchedChange(
        metric="SecurityGroupChanges",
        purpose="security-group-change",
        what="A security group or one of its rules",
        source="ec2",
        calls=(
            "AuthorizeSecurityGroupIngress",
            "AuthorizeSecurityGroupEgress",
            "RevokeSecurityGroupIngress",
            "RevokeSecurityGroupEgress",
            "ModifySecurityGroupRules",
            "CreateSecurityGroup",
            "DeleteSecurityGroup",
        ),
    ),
    WatchedChange(
        metric="NetworkAclChanges",
        purpose="network-acl-change",
        what="A network ACL",
        source="ec2",
        calls=(
            "CreateNetworkAcl",
            "CreateNetworkAclEntry",
            "DeleteNetworkAcl",
            "DeleteNetworkAclEntry",
            "ReplaceNetworkAclEntry",
            "ReplaceNetworkAclAssociation",
        ),
    ),
    WatchedChange(
        metric="RouteTableChanges",
        purpose="route-table-change",
        what="A route",
        source="ec2",
        calls=(
            "CreateRoute",
            "CreateRouteTable",
            "ReplaceRoute",
            "ReplaceRouteTableAssociation",
            "DeleteRouteTable",
            "DeleteRoute",
            "DisassociateRouteTable",
        ),
    ),
    WatchedChange(
        metric="GatewayChanges",
        purpose="gateway-change",
        what="A gateway of the network",
        source="ec2",
        calls=(
            "CreateCustomerGateway",
            "DeleteCustomerGateway",
            "AttachInternetGateway",
            "CreateInternetGateway",
            "DeleteInternetGateway",
            "DetachInternetGateway",
        ),
    ),
    WatchedChange(
        metric="VpcChanges",
        purpose="vpc-change",
        what="A VPC or its peering",
        source="ec2",
        calls=(
            "CreateVpc",
            "DeleteVpc",
            "ModifyVpcAttribute",
            "AcceptVpcPeeringConnection",
            "CreateVpcPeeringConnection",
            "DeleteVpcPeeringConnection",
            "RejectVpcPeeringConnection",
            "DeleteFlowLogs",
        ),
    ),
    WatchedChange(
        metric="KeyChanges",
        purpose="key-change",
        what="The state or policy of a key",
        source="kms",
        calls=(
            "DisableKey",
            "ScheduleKeyDeletion",
            "DisableKeyRotation",
            "PutKeyPolicy",
        ),
    ),
    WatchedChange(
        metric="TrailChanges",
        purpose="trail-change",
        what="The audit trail",
        source="cloudtrail",
        calls=(
            "CreateTrail",
            "UpdateTrail",
            "DeleteTrail",
            "StartLogging",
            "StopLogging",
        ),
    ),
    WatchedChange(
        metric="WebAclChanges",
        purpose="web-acl-change",
        what="The web ACL, its addresses or its log",
        source="wafv2",
        calls=(
            "DisassociateWebACL",
            "DeleteWebACL",
            "UpdateWebACL",
            "UpdateIPSet",
            "DeleteLoggingConfiguration",
        ),
    ),
    WatchedChange(
        metric="ConfigurationRecordChanges",
        purpose="config-change",
        what="The record of configuration changes",
        source="config",
        calls=(
            "StopConfigurationRecorder",
            "DeleteDeliveryChannel",
            "PutDeliveryChannel",
            "PutConfigurationRecorder",
        ),
    ),
    WatchedChange(
        metric="BucketPolicyChanges",
        purpose="bucket-policy-change",
        what="Access to a bucket",
        source="s3",
        calls=(
            "PutBucketAcl",
            "PutBucketPolicy",
            "PutBucketCors",
            "PutBucketLifecycle",
            "PutBucketReplication",
            "PutBucketPublicAccessBlock",
            "DeleteBucketPolicy",
            "DeleteBucketPublicAccessBlock",
        ),
    ),
    WatchedChange(
        metric="IdentityChanges",
        purpose="iam-change",
        what="A permission",
        source="iam",
        calls=(
            "DeleteGroupPolicy",
            "DeleteRolePolicy",
            "DeleteUserPolicy",
            "PutGroupPolicy",
            "PutRolePolicy",
            "PutUserPolicy",
            "CreatePolicy",
            "DeletePolicy",
            "CreatePolicyVersion",
            "AttachRolePolicy",
            "DetachRolePolicy",
            "AttachUserPolicy",
            "UpdateAssumeRolePolicy",
            "CreateAccessKey",
            "DeletePolicyVersion",
            "SetDefaultPolicyVersion",
            "DetachUserPolicy",
            "AttachGroupPolicy",
            "DetachGroupPolicy",
            "DeleteRolePermissionsBoundary",
        ),
    ),
    WatchedChange(
        metric="DetectionChanges",
        purpose="threat-detection-change",
        what="GuardDuty, or what it keeps quiet about",
        source="guardduty",
        calls=(
            "DeleteDetector",
            "UpdateDetector",
            "CreateFilter",
            "UpdateFilter",
            "CreateIPSet",
            "UpdateIPSet",
            "DisassociateFromAdministratorAccount",
        ),
    ),
    WatchedChange(
        metric="FindingsChanges",
        purpose="findings-change",
        what="Security Hub, or one of its standards",
        source="securityhub",
        calls=(
            "DisableSecurityHub",
            "BatchDisableStandards",
            "UpdateStandardsControl",
            "BatchUpdateStandardsControlAssociations",
            "CreateAutomationRule",
        ),
    ),
    WatchedChange(
        metric="LogChanges",
        purpose="log-change",
        what="A log group, its retention, masking or metric filters",
        source="logs",
        calls=(
            "DeleteLogGroup",
            "DeleteLogStream",
            "DeleteMetricFilter",
            "DeleteSubscriptionFilter",
            "PutRetentionPolicy",
            "DeleteRetentionPolicy",
            "DisassociateKmsKey",
            "PutDataProtectionPolicy",
            "DeleteDataProtectionPolicy",
        ),
    ),
    WatchedChange(
        metric="AlarmChanges",
        purpose="alarm-change",
        what="An alarm",
        source="monitoring",
        calls=(
            "DeleteAlarms",
            "DisableAlarmActions",
            "SetAlarmState",
        ),
    ),
    WatchedChange(
        metric="SecretChanges",
        purpose="secret-change",
        what="A secret, or who may read it",
        source="secretsmanager",
        calls=(
            "DeleteSecret",
            "CancelRotateSecret",
            "PutResourcePolicy",
            "DeleteResourcePolicy",
        ),
    ),
)
