"""Answers to the questions a program asks AWS, for a made-up account in the stack's region."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from json import dumps
from typing import Final, TypeAlias

from offline.account import Account
from offline.errors import ProgramError
from offline.lookups import LOOKUPS
from offline.policydocument import policy_document
from offline.wire import Properties, Secret, Value

_Answer: TypeAlias = Callable[[Properties, Account], dict[str, Value]]

#: The AWS accounts whose load balancers write access logs, for the regions that still need one.
#: Source: Elastic Load Balancing, "Enable access logs", regions available before August 2022.
_ELB_ACCOUNTS: Final = {
    "us-east-1": "127311923021", "us-east-2": "033677994240", "us-west-1": "027434742980",
    "us-west-2": "797873946194", "ca-central-1": "985666609251", "eu-central-1": "054676820928",
    "eu-west-1": "156460612806", "eu-west-2": "652711504416", "eu-west-3": "009996457667",
    "eu-north-1": "897822967062", "ap-southeast-1": "114774131450",
    "ap-southeast-2": "783225319266", "ap-northeast-1": "582318560864", "sa-east-1": "507241528517",
}  # fmt: skip


def answer(token: str, arguments: Properties, account: Account) -> dict[str, Value]:
    """What the function `token` returns.

    Raises:
        ProgramError: the function is not one that can be answered without AWS.
    """
    found = _ANSWERS.get(token)
    if found is None:
        raise ProgramError(
            f"the program calls {token!r}, which the offline preview cannot answer because it asks "
            f"AWS. Compose the value from config, or add an answer in offline/invokes.py; answered "
            f"are: {', '.join(sorted(_ANSWERS))}"
        )
    return found(arguments, account)


def _digits(length: int, *parts: object) -> str:
    return sha256(":".join(map(str, parts)).encode()).hexdigest()[:length]


def _zones(_: Properties, account: Account) -> dict[str, Value]:
    return {
        "id": account.region,
        "names": list(account.zones),
        "zoneIds": list(account.zone_ids),
        "groupNames": [f"{account.region}-zg-1"],
        "region": account.region,
    }


def _caller(_: Properties, account: Account) -> dict[str, Value]:
    return {
        "id": account.id,
        "accountId": account.id,
        "arn": account.arn("sts", "assumed-role/offline-preview/session", scope="account"),
        "userId": "AROAEXAMPLEOFFLINEPRV:session",
    }


def _region(arguments: Properties, account: Account) -> dict[str, Value]:
    name = arguments.get("region") or arguments.get("name") or account.region
    return {
        "id": name,
        "name": name,
        "region": name,
        "description": name,
        "endpoint": f"ec2.{name}.{account.dns_suffix}",
    }


def _partition(_: Properties, account: Account) -> dict[str, Value]:
    return {
        "id": account.partition,
        "partition": account.partition,
        "dnsSuffix": account.dns_suffix,
        "reverseDnsPrefix": ".".join(reversed(account.dns_suffix.split("."))),
    }


def _default_tags(*_: object) -> dict[str, Value]:
    return {"id": "-", "tags": {}}


def _secret(arguments: Properties, account: Account) -> dict[str, Value]:
    given = str(arguments.get("arn") or arguments.get("name"))
    name = given.rpartition(":secret:")[2]
    arn = account.arn("secretsmanager", f"secret:{name}-{_digits(6, name)}")
    arn = given if given.startswith("arn:") else arn
    return {
        "id": arn,
        "arn": arn,
        "name": name,
        "description": "",
        "kmsKeyId": account.arn(
            "kms", f"key/{_digits(8, name)}-0000-4000-8000-{_digits(12, name)}"
        ),
        "policy": "",
        "createdDate": "2026-01-01T00:00:00Z",
        "lastChangedDate": "2026-01-01T00:00:00Z",
        "region": account.region,
        "tags": {},
    }


def _secret_version(arguments: Properties, account: Account) -> dict[str, Value]:
    secret_id = str(arguments.get("secretId"))
    arn = str(_secret({"name": secret_id, "arn": secret_id}, account)["arn"])
    made_up = dumps({"username": "dbadmin", "password": _digits(32, "password", secret_id)})
    return {
        "id": f"{arn}|AWSCURRENT",
        "arn": arn,
        "secretId": secret_id,
        "secretString": Secret(made_up),
        "secretBinary": Secret(""),
        "versionId": _digits(32, "version", secret_id),
        "versionStage": arguments.get("versionStage") or "AWSCURRENT",
        "versionStages": ["AWSCURRENT"],
        "createdDate": "2026-01-01T00:00:00Z",
        "region": account.region,
    }


def _prefix_list(arguments: Properties, account: Account) -> dict[str, Value]:
    name = arguments.get("name") or f"com.amazonaws.{account.region}.s3"
    id_ = arguments.get("prefixListId") or arguments.get("id") or f"pl-{_digits(8, name)}"
    return {
        "id": id_,
        "prefixListId": id_,
        "name": name,
        "cidrBlocks": ["198.51.100.0/24"],
        "entries": [{"cidr": "198.51.100.0/24", "description": ""}],
        "addressFamily": "IPv4",
        "arn": account.arn("ec2", f"prefix-list/{id_}").replace(account.id, "aws"),
        "maxEntries": 1,
        "ownerId": "AWS",
        "region": account.region,
        "tags": {},
        "version": 1,
    }


def _elb_account(arguments: Properties, account: Account) -> dict[str, Value]:
    region = str(arguments.get("region") or account.region)
    id_ = _ELB_ACCOUNTS.get(region)
    if id_ is None:
        raise ProgramError(
            f"Elastic Load Balancing has no log-delivery account in {region!r}: regions opened "
            f"since August 2022 use the principal logdelivery.elasticloadbalancing.amazonaws.com"
        )
    return {"id": id_, "arn": f"arn:{account.partition}:iam::{id_}:root", "region": region}


def _canonical_user(*_: object) -> dict[str, Value]:
    return {"id": _digits(64, "canonical user"), "displayName": "offline"}


def _parameter(arguments: Properties, account: Account) -> dict[str, Value]:
    name = str(arguments.get("name"))
    return {
        "id": name,
        "name": name,
        "arn": account.arn("ssm", f"parameter/{name.removeprefix('/')}"),
        "type": "String",
        "value": Secret(f"offline-{_digits(12, name)}"),
        "insecureValue": "",
        "version": 1,
        "region": account.region,
    }


def _zone(arguments: Properties, account: Account) -> dict[str, Value]:
    name = str(arguments.get("name") or "example.com")
    id_ = arguments.get("zoneId") or f"Z{_digits(20, name).upper()}"
    return {
        "id": id_,
        "zoneId": id_,
        "name": name.rstrip("."),
        "arn": account.arn("route53", f"hostedzone/{id_}", scope="global"),
        "nameServers": [f"ns-{index}.awsdns-00.com" for index in range(4)],
        "privateZone": bool(arguments.get("privateZone")),
        "tags": {},
    }


_ANSWERS: Final[Mapping[str, _Answer]] = {
    "aws:index/getAvailabilityZones:getAvailabilityZones": _zones,
    "aws:index/getCallerIdentity:getCallerIdentity": _caller,
    "aws:index/getRegion:getRegion": _region,
    "aws:index/getPartition:getPartition": _partition,
    "aws:index/getDefaultTags:getDefaultTags": _default_tags,
    "aws:secretsmanager/getSecret:getSecret": _secret,
    "aws:secretsmanager/getSecretVersion:getSecretVersion": _secret_version,
    "aws:ec2/getPrefixList:getPrefixList": _prefix_list,
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": _prefix_list,
    "aws:elb/getServiceAccount:getServiceAccount": _elb_account,
    "aws:s3/getCanonicalUserId:getCanonicalUserId": _canonical_user,
    "aws:ssm/getParameter:getParameter": _parameter,
    "aws:route53/getZone:getZone": _zone,
    "aws:iam/getPolicyDocument:getPolicyDocument": policy_document,
    **LOOKUPS,
}
