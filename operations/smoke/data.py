"""Keys, database, cache, table, stream, files and secrets: each under the key of its domain."""

from collections.abc import Iterator

from operations.smoke.fact import Answer, Deployed, Fact, facts


def key(deployed: Deployed, arn: str) -> Iterator[Fact]:
    """A customer key is enabled and rotates; an HMAC key cannot (KMS)."""
    kms = deployed.clients("kms")
    found: Answer = kms.describe_key(KeyId=arn)["KeyMetadata"]
    domains = (name for name, value in deployed.outputs.items() if value == arn)
    name = next(domains).removeprefix("key_arns.")
    yield from facts(
        name, state=("Enabled", found["KeyState"]), manager=("CUSTOMER", found["KeyManager"])
    )
    if not found["KeySpec"].startswith("HMAC"):
        rotated = kms.get_key_rotation_status(KeyId=arn)["KeyRotationEnabled"]
        yield from facts(name, rotation=(True, rotated))


def database(deployed: Deployed, arn: str) -> Iterator[Fact]:
    """Storage is encrypted, no server has a public address, and one of a cluster takes writes."""
    rds, name = deployed.clients("rds"), arn.rpartition(":")[2]
    if ":cluster:" not in arn:
        (server,) = rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"]
        yield from _stored(deployed, name, server)
        yield from _server(name, server)
        return
    (cluster,) = rds.describe_db_clusters(DBClusterIdentifier=name)["DBClusters"]
    members: Answer = cluster["DBClusterMembers"]
    yield from _stored(deployed, name, cluster)
    yield from facts(
        name,
        status=("available", cluster["Status"]),
        writers=(1, sum(each["IsClusterWriter"] for each in members)),
    )
    for each in members:
        member: str = each["DBInstanceIdentifier"]
        (server,) = rds.describe_db_instances(DBInstanceIdentifier=member)["DBInstances"]
        yield from _server(member, server)


def _stored(deployed: Deployed, name: str, found: Answer) -> Iterator[Fact]:
    return facts(
        name,
        encrypted=(True, found["StorageEncrypted"]),
        key=(deployed.key("rds"), found.get("KmsKeyId")),
    )


def _server(name: str, found: Answer) -> Iterator[Fact]:
    return facts(
        name,
        status=("available", found["DBInstanceStatus"]),
        public_address=(False, found["PubliclyAccessible"]),
    )


def cache(deployed: Deployed, name: str) -> Iterator[Fact]:
    """Encrypted on disk and on the wire."""
    elasticache = deployed.clients("elasticache")
    answer: Answer = elasticache.describe_replication_groups(ReplicationGroupId=name)
    (group,) = answer["ReplicationGroups"]
    yield from facts(
        name,
        status=("available", group["Status"]),
        TLS=(True, group.get("TransitEncryptionEnabled")),
        encrypted=(True, group.get("AtRestEncryptionEnabled")),
        key=(deployed.key("elasticache"), group.get("KmsKeyId")),
    )


def table(deployed: Deployed, name: str) -> Iterator[Fact]:
    """Under its key, and restorable to any second."""
    dynamodb = deployed.clients("dynamodb")
    found: Answer = dynamodb.describe_table(TableName=name)["Table"]
    backups: Answer = dynamodb.describe_continuous_backups(TableName=name)
    recovery = backups["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]
    yield from facts(
        name,
        status=("ACTIVE", found["TableStatus"]),
        key=(deployed.key("dynamodb"), found.get("SSEDescription", {}).get("KMSMasterKeyArn")),
        point_in_time_recovery=("ENABLED", recovery["PointInTimeRecoveryStatus"]),
    )


def stream(deployed: Deployed, name: str) -> Iterator[Fact]:
    """Under its key."""
    kinesis = deployed.clients("kinesis")
    summary: Answer = kinesis.describe_stream_summary(StreamName=name)
    found = summary["StreamDescriptionSummary"]
    yield from facts(
        name,
        status=("ACTIVE", found["StreamStatus"]),
        encryption=("KMS", found.get("EncryptionType")),
        key=(deployed.key("kinesis"), found.get("KeyId")),
    )


def files(deployed: Deployed, name: str) -> Iterator[Fact]:
    """Under its key, and every private subnet can mount it."""
    efs = deployed.clients("efs")
    (system,) = efs.describe_file_systems(FileSystemId=name)["FileSystems"]
    targets: Answer = efs.describe_mount_targets(FileSystemId=name)["MountTargets"]
    ready = {each["SubnetId"] for each in targets if each["LifeCycleState"] == "available"}
    yield from facts(
        name,
        state=("available", system["LifeCycleState"]),
        encrypted=(True, system["Encrypted"]),
        key=(deployed.key("efs"), system.get("KmsKeyId")),
        subnets=(set(deployed.named("private_subnet_ids")), ready),
    )


def secret(deployed: Deployed, arn: str) -> Iterator[Fact]:
    """Under a customer key, and rotated; one older than the stack may be under any such key.

    A replica of another region's secret is rotated there (Secrets Manager, multi-region secrets).
    """
    found: Answer = deployed.clients("secretsmanager").describe_secret(SecretId=arn)
    # Without a key of its own a secret is under the one that AWS manages for the account.
    key_id: str = found.get("KmsKeyId") or "alias/aws/secretsmanager"
    described: Answer = deployed.clients("kms").describe_key(KeyId=key_id)["KeyMetadata"]
    yield from facts(found["Name"], manager_of_the_key=("CUSTOMER", described["KeyManager"]))
    region = arn.split(":")[3]
    if found.get("PrimaryRegion", region) == region:
        yield from facts(found["Name"], rotation=(True, found.get("RotationEnabled", False)))
