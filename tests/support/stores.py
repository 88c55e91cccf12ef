"""How the stores of a stack are made on moto."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.support import stacks
from tests.support.site import Site


def _secret(site: Site, secret: Any) -> None:
    manager = site.client("secretsmanager")
    made = manager.create_secret(Name=secret["name"], KmsKeyId=secret["kmsKeyId"], SecretString="x")
    site.renamed[secret["arn"]] = made["ARN"]


def _cluster(site: Site, cluster: Any) -> None:
    site.client("rds").create_db_cluster(
        DBClusterIdentifier=cluster["clusterIdentifier"],
        Engine=cluster["engine"],
        MasterUsername="dbadmin",
        MasterUserPassword="made-up-password",
        StorageEncrypted=cluster["storageEncrypted"],
        KmsKeyId=cluster["kmsKeyId"],
    )
    for secret in cluster.get("masterUserSecrets", ()):
        managed = {"arn": secret["secretArn"], "kmsKeyId": secret["kmsKeyId"]}
        _secret(site, {**managed, "name": secret["secretArn"].rpartition(":")[2]})


def _member(site: Site, member: Any) -> None:
    site.client("rds").create_db_instance(
        DBInstanceIdentifier=member["identifier"],
        DBClusterIdentifier=member["clusterIdentifier"],
        DBInstanceClass=member["instanceClass"],
        Engine=member["engine"],
        PubliclyAccessible=member["publiclyAccessible"],
    )


def _instance(site: Site, server: Any) -> None:
    site.client("rds").create_db_instance(
        DBInstanceIdentifier=server["identifier"],
        DBInstanceClass=server["instanceClass"],
        Engine=server["engine"],
        MasterUsername="dbadmin",
        MasterUserPassword="made-up-password",
        AllocatedStorage=server["allocatedStorage"],
        PubliclyAccessible=server["publiclyAccessible"],
        StorageEncrypted=server["storageEncrypted"],
        KmsKeyId=server["kmsKeyId"],
    )


def _cache(site: Site, group: Any) -> None:
    site.client("elasticache").create_replication_group(
        ReplicationGroupId=group["replicationGroupId"],
        ReplicationGroupDescription=group["description"],
        Engine=group["engine"],
        TransitEncryptionEnabled=group["transitEncryptionEnabled"],
        AtRestEncryptionEnabled=group["atRestEncryptionEnabled"],
        KmsKeyId=group["kmsKeyId"],
    )


def _table(site: Site, table: Any) -> None:
    dynamodb = site.client("dynamodb")
    dynamodb.create_table(
        TableName=table["name"],
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": table["hashKey"], "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": table["hashKey"], "AttributeType": "S"}],
        SSESpecification={
            "Enabled": True,
            "SSEType": "KMS",
            "KMSMasterKeyId": table["serverSideEncryption"]["kmsKeyArn"],
        },
    )
    dynamodb.update_continuous_backups(
        TableName=table["name"],
        PointInTimeRecoverySpecification={
            "PointInTimeRecoveryEnabled": table["pointInTimeRecovery"]["enabled"]
        },
    )


def _stream(site: Site, stream: Any) -> None:
    kinesis = site.client("kinesis")
    kinesis.create_stream(StreamName=stream["name"], ShardCount=1)
    kinesis.start_stream_encryption(
        StreamName=stream["name"], EncryptionType="KMS", KeyId=stream["kmsKeyId"]
    )


def _files(site: Site, system: Any) -> None:
    made = site.client("efs").create_file_system(
        CreationToken=system["id"], Encrypted=system["encrypted"], KmsKeyId=system["kmsKeyId"]
    )
    site.renamed[system["id"]] = made["FileSystemId"]


def _mount_target(site: Site, target: Any) -> None:
    site.client("efs").create_mount_target(
        FileSystemId=target["fileSystemId"], SubnetId=target["subnetId"]
    )


def _rotation(site: Site, rotation: Any) -> None:
    # RDS rotates what it manages with no function of ours; moto knows no schedule but days.
    ours = rotation.get("rotationLambdaArn")
    site.client("secretsmanager").rotate_secret(
        SecretId=rotation["secretId"],
        RotationRules={"AutomaticallyAfterDays": 30},
        **({"RotationLambdaARN": ours} if ours else {}),
    )


def _bucket(site: Site, bucket: Any) -> None:
    region = site.client("s3").meta.region_name
    where = {"CreateBucketConfiguration": {"LocationConstraint": region}}
    elsewhere = where if region != "us-east-1" else {}
    site.client("s3").create_bucket(Bucket=bucket["bucket"], **elsewhere)


def _blocked(site: Site, block: Any) -> None:
    site.client("s3").put_public_access_block(
        Bucket=block["bucket"],
        PublicAccessBlockConfiguration={
            "BlockPublicAcls": block["blockPublicAcls"],
            "BlockPublicPolicy": block["blockPublicPolicy"],
            "IgnorePublicAcls": block["ignorePublicAcls"],
            "RestrictPublicBuckets": block["restrictPublicBuckets"],
        },
    )


def _encrypted(site: Site, encryption: Any) -> None:
    default = encryption["rules"][0]["applyServerSideEncryptionByDefault"]
    if "kmsMasterKeyId" in default:
        rule = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": default["kmsMasterKeyId"]}
        site.client("s3").put_bucket_encryption(
            Bucket=encryption["bucket"],
            ServerSideEncryptionConfiguration={
                "Rules": [{"ApplyServerSideEncryptionByDefault": rule}]
            },
        )


#: What makes each type; in this order, because later ones name earlier ones.
STORES: Mapping[str, Callable[[Site, Any], None]] = {
    stacks.SECRET: _secret,
    stacks.CLUSTER: _cluster,
    stacks.MEMBER: _member,
    stacks.INSTANCE: _instance,
    stacks.CACHE: _cache,
    stacks.TABLE: _table,
    stacks.STREAM: _stream,
    stacks.FILES: _files,
    "aws:efs/mountTarget:MountTarget": _mount_target,
    "aws:secretsmanager/secretRotation:SecretRotation": _rotation,
    stacks.BUCKET: _bucket,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _blocked,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": (
        _encrypted
    ),
}
