"""Buckets, topics, log groups, vault and trail: each under the key of its domain, and closed."""

from collections.abc import Iterator

from operations.smoke.fact import Answer, Deployed, Fact, facts


def bucket(deployed: Deployed, name: str) -> Iterator[Fact]:
    """Objects are under the customer key, and nothing can make them public."""
    s3 = deployed.clients("s3")
    blocked: Answer = s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
    encryption: Answer = s3.get_bucket_encryption(Bucket=name)
    (rule,) = encryption["ServerSideEncryptionConfiguration"]["Rules"]
    default = rule["ApplyServerSideEncryptionByDefault"]
    yield from facts(
        name,
        public_access_blocked=(True, all(blocked.values())),
        key=(deployed.key("s3"), default.get("KMSMasterKeyID")),
    )


def topic(deployed: Deployed, arn: str) -> Iterator[Fact]:
    """Messages are under the customer key, and everyone who is to be told has agreed."""
    sns = deployed.clients("sns")
    attributes: Answer = sns.get_topic_attributes(TopicArn=arn)["Attributes"]
    yield from facts(
        arn.rpartition(":")[2],
        key=(deployed.key("sns"), attributes.get("KmsMasterKeyId")),
        unconfirmed_subscriptions=("0", attributes["SubscriptionsPending"]),
    )


def log_group(deployed: Deployed, name: str) -> Iterator[Fact]:
    """Events are under the customer key, and kept for a set time (PCI DSS 10.5.1)."""
    logs = deployed.clients("logs")
    answer: Answer = logs.describe_log_groups(logGroupNamePrefix=name)
    found = [each for each in answer["logGroups"] if each["logGroupName"] == name]
    yield from facts(name, exists=(True, bool(found)))
    for group in found:
        yield from facts(
            name,
            key=(deployed.key("logs"), group.get("kmsKeyId")),
            retention=("set", "set" if "retentionInDays" in group else "for ever"),
        )


def vault(deployed: Deployed, name: str) -> Iterator[Fact]:
    """Recovery points are under the customer key."""
    found: Answer = deployed.clients("backup").describe_backup_vault(BackupVaultName=name)
    yield from facts(name, key=(deployed.key("backup"), found.get("EncryptionKeyArn")))


def trail(deployed: Deployed, arn: str) -> Iterator[Fact]:
    """It records in every region, and proves that its files are whole (PCI DSS 10.3.4)."""
    cloudtrail = deployed.clients("cloudtrail")
    found: Answer = cloudtrail.get_trail(Name=arn)["Trail"]
    yield from facts(
        found["Name"],
        recording=(True, cloudtrail.get_trail_status(Name=arn)["IsLogging"]),
        every_region=(True, found["IsMultiRegionTrail"]),
        file_validation=(True, found["LogFileValidationEnabled"]),
        key=(deployed.key("cloudtrail"), found.get("KmsKeyId")),
    )
