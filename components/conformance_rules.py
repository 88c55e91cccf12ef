"""The AWS Config rules that go on checking the account after a deployment (PCI DSS 11.5.2)."""

import json

#: Managed rule → the requirement of PCI DSS v4.0.1 it supports (AWS Config developer
#: guide, list of managed rules).
RULES = {
    "ACCESS_KEYS_ROTATED": "8.3.9",
    "ALB_HTTP_TO_HTTPS_REDIRECTION_CHECK": "4.2.1",
    "API_GW_ASSOCIATED_WITH_WAF": "6.4.2",
    "CLOUD_TRAIL_CLOUD_WATCH_LOGS_ENABLED": "10.4.1.1",
    "CLOUD_TRAIL_ENCRYPTION_ENABLED": "10.3.2",
    "CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED": "10.3.4",
    "CLOUDWATCH_LOG_GROUP_ENCRYPTED": "10.3.2",
    "CMK_BACKING_KEY_ROTATION_ENABLED": "3.7.4",
    "CW_LOGGROUP_RETENTION_PERIOD_CHECK": "10.5.1",
    "DYNAMODB_PITR_ENABLED": "10.3.3",
    "EC2_EBS_ENCRYPTION_BY_DEFAULT": "3.5.1.2",
    "EFS_ENCRYPTED_CHECK": "3.5.1.2",
    "GUARDDUTY_ENABLED_CENTRALIZED": "11.5.1",
    "IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS": "7.2.2",
    "IAM_ROOT_ACCESS_KEY_CHECK": "2.2.2",
    "IAM_USER_UNUSED_CREDENTIALS_CHECK": "8.2.6",
    "INCOMING_SSH_DISABLED": "1.3.1",
    "KMS_CMK_NOT_SCHEDULED_FOR_DELETION": "3.6.1",
    "LAMBDA_FUNCTION_PUBLIC_ACCESS_PROHIBITED": "1.4.4",
    "MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS": "8.4.2",
    "MULTI_REGION_CLOUD_TRAIL_ENABLED": "10.2.1",
    "RDS_INSTANCE_PUBLIC_ACCESS_CHECK": "1.4.4",
    "RDS_SNAPSHOTS_PUBLIC_PROHIBITED": "1.4.4",
    "RDS_STORAGE_ENCRYPTED": "3.5.1.2",
    "ROOT_ACCOUNT_MFA_ENABLED": "8.4.2",
    "S3_ACCOUNT_LEVEL_PUBLIC_ACCESS_BLOCKS_PERIODIC": "1.4.4",
    "S3_BUCKET_PUBLIC_READ_PROHIBITED": "1.4.4",
    "S3_BUCKET_PUBLIC_WRITE_PROHIBITED": "1.4.4",
    "S3_BUCKET_SSL_REQUESTS_ONLY": "4.2.1",
    "SECRETSMANAGER_ROTATION_ENABLED_CHECK": "8.6.3",
    "VPC_DEFAULT_SECURITY_GROUP_CLOSED": "1.3.1",
    "VPC_FLOW_LOGS_ENABLED": "10.2.1",
}


#: Parameters of the rules that want them: days, PCI DSS 8.3.9 and 8.2.6.
_PARAMETERS = {
    "ACCESS_KEYS_ROTATED": {"maxAccessKeyAge": "90"},
    "IAM_USER_UNUSED_CREDENTIALS_CHECK": {"maxCredentialUsageAge": "90"},
}


def conformance_template() -> str:
    """The template of the conformance pack: JSON, which is YAML that AWS Config reads."""
    resources = {
        identifier.title().replace("_", ""): {
            "Type": "AWS::Config::ConfigRule",
            "Properties": {
                "ConfigRuleName": identifier.lower().replace("_", "-"),
                "Description": f"Supports PCI DSS v4.0.1 requirement {requirement}",
                "Source": {"Owner": "AWS", "SourceIdentifier": identifier},
                "InputParameters": _PARAMETERS.get(identifier, {}),
            },
        }
        for identifier, requirement in RULES.items()
    }
    return json.dumps({"Resources": resources})
