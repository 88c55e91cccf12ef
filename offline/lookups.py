"""Resources that exist already, as a program that looks them up by name sees them."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Final

from offline.account import Account
from offline.wire import Properties, Value


def _digits(length: int, *parts: object) -> str:
    return sha256(":".join(map(str, parts)).encode()).hexdigest()[:length]


def _uuid(name: str) -> str:
    digits = _digits(32, name)
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-8{digits[17:20]}-{digits[20:]}"


def _key(arguments: Properties, account: Account) -> dict[str, Value]:
    given = str(arguments.get("keyId"))
    key_id = _uuid(given) if "alias/" in given else given.rpartition("/")[2]
    return {
        "id": key_id,
        "keyId": key_id,
        "arn": account.arn("kms", f"key/{key_id}"),
        "enabled": True,
        "keyManager": "AWS" if "alias/aws/" in given else "CUSTOMER",
        "keyState": "Enabled",
        "keyUsage": "ENCRYPT_DECRYPT",
        "region": account.region,
    }


def _alias(arguments: Properties, account: Account) -> dict[str, Value]:
    name = str(arguments.get("name"))
    arn = account.arn("kms", name)
    key_id = _uuid(name)
    return {
        "id": arn,
        "arn": arn,
        "name": name,
        "targetKeyId": key_id,
        "targetKeyArn": account.arn("kms", f"key/{key_id}"),
        "region": account.region,
    }


def _certificate(arguments: Properties, account: Account) -> dict[str, Value]:
    domain = str(arguments.get("domain"))
    arn = account.arn("acm", f"certificate/{_uuid(domain)}")
    return {"id": arn, "arn": arn, "domain": domain, "status": "ISSUED", "tags": {}}


def _role(arguments: Properties, account: Account) -> dict[str, Value]:
    name = str(arguments.get("name"))
    arn = account.arn("iam", f"role/{name}", scope="account")
    return {"id": name, "name": name, "arn": arn, "path": "/", "tags": {}}


def _topic(arguments: Properties, account: Account) -> dict[str, Value]:
    name = str(arguments.get("name"))
    arn = account.arn("sns", name)
    return {"id": arn, "arn": arn, "name": name, "tags": {}}


def _bucket(arguments: Properties, account: Account) -> dict[str, Value]:
    name = str(arguments.get("bucket"))
    return {
        "id": name,
        "bucket": name,
        "arn": account.arn("s3", name, scope="global"),
        "bucketDomainName": f"{name}.s3.{account.dns_suffix}",
        "bucketRegionalDomainName": f"{name}.s3.{account.region}.{account.dns_suffix}",
        "region": account.region,
    }


def _repository(arguments: Properties, account: Account) -> dict[str, Value]:
    name = str(arguments.get("name"))
    return {
        "id": name,
        "name": name,
        "arn": account.arn("ecr", f"repository/{name}"),
        "registryId": account.id,
        "repositoryUrl": (f"{account.id}.dkr.ecr.{account.region}.{account.dns_suffix}/{name}"),
        "tags": {},
    }


LOOKUPS: Final[Mapping[str, Callable[[Properties, Account], dict[str, Value]]]] = {
    "aws:acm/getCertificate:getCertificate": _certificate,
    "aws:ecr/getRepository:getRepository": _repository,
    "aws:iam/getRole:getRole": _role,
    "aws:kms/getAlias:getAlias": _alias,
    "aws:kms/getKey:getKey": _key,
    "aws:s3/getBucket:getBucket": _bucket,
    "aws:sns/getTopic:getTopic": _topic,
}
