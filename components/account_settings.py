"""Settings that an account has once."""

import pulumi
import pulumi_aws as aws

from components.context import Context

#: PCI DSS 8.3.6 asks for 12 characters, Security Hub for 14.
_PASSWORD_LENGTH = 14
#: PCI DSS 8.3.9 and 8.3.7: days a password lives, and how many must differ.
_PASSWORD_DAYS = 90
_PASSWORDS_REMEMBERED = 24
#: Types of resources that AWS Backup must be opted in to before a plan covers them.
_BACKED_UP = {"Aurora": True, "DynamoDB": True, "EFS": True, "RDS": True}


class AccountSettings(pulumi.ComponentResource):
    """Public access blocked, disks encrypted, strong passwords, access analysed, backups opted in.

    Args:
        name: logical name.
        context: names and tags.
        opts: resource options.
    """

    def __init__(
        self, name: str, context: Context, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("payments:index:AccountSettings", name, {}, opts)
        mine = pulumi.ResourceOptions(parent=self)
        aws.s3.AccountPublicAccessBlock(
            f"{name}-public-access",
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=mine,
        )
        aws.ebs.EncryptionByDefault(f"{name}-disks", enabled=True, opts=mine)
        aws.iam.AccountPasswordPolicy(
            f"{name}-passwords",
            minimum_password_length=_PASSWORD_LENGTH,
            require_lowercase_characters=True,
            require_uppercase_characters=True,
            require_numbers=True,
            require_symbols=True,
            allow_users_to_change_password=True,
            max_password_age=_PASSWORD_DAYS,
            password_reuse_prevention=_PASSWORDS_REMEMBERED,
            opts=mine,
        )
        analyzer = context.name("analyzer", "external-access")
        aws.accessanalyzer.Analyzer(
            f"{name}-analyzer",
            analyzer_name=analyzer,
            type="ACCOUNT",
            tags=context.tagged(analyzer),
            opts=mine,
        )
        aws.backup.RegionSettings(
            f"{name}-backup",
            resource_type_opt_in_preference=_BACKED_UP,
            # AWS answers with every type it knows, which would be a change at each deployment.
            opts=pulumi.ResourceOptions(
                parent=self, ignore_changes=["resourceTypeOptInPreference"]
            ),
        )
        self.register_outputs({})
