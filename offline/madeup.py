"""Outputs that a provider would compute, made up so that a program can use them.

An output that is no input is always made up, whatever its type. One that is also an input and was
left out gets what says least: a default that AWS documents, else an empty value of its type. So a
key, a policy or a rule that the program did not ask for never appears.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, get_args, get_origin

from offline import addresses, declared
from offline.identity import Identity
from offline.plain import Plain
from offline.wire import Value, revealed

_NESTING: Final = 4

#: Default ports of engines: AWS documents them for RDS and ElastiCache.
_PORTS: Final = {"postgres": 5432, "mysql": 3306, "mariadb": 3306, "redis": 6379, "valkey": 6379}


def outputs(of: Identity) -> dict[str, Value]:
    """The outputs of a resource that its inputs do not already give."""
    found: dict[str, Value] = {}
    for name, output in declared.outputs(of.type).items():
        if name in of.inputs or (output.optional and output.settable):
            continue
        found[name] = _made_up(name, output, of)
    return found


def _made_up(name: str, output: declared.Output, of: Identity) -> Value:
    if (value := addresses.special(of, name)) is not None:
        return value
    special = _SPECIAL.get(name)
    if special and (value := special(of)) is not None:
        return value
    if output.settable:
        return _default(name, output.type, of, _NESTING)
    return _computed(name, output.type, of, _NESTING)


def _tags(of: Identity) -> Value:
    return of.inputs.get("tags") or {}


def _port(of: Identity) -> Value:
    engine = revealed(of.inputs.get("engine"))
    return next((p for name, p in _PORTS.items() if name in str(engine)), 443)


def _managed_secrets(of: Identity) -> Value:
    """The secret that RDS keeps for a master user, if it is asked to."""
    if not revealed(of.inputs.get("manageMasterUserPassword")):
        return []
    name = f"rds!{of.type.rpartition(':')[2].lower()}-{of.uuid}-{of.hex(6, 'secret')}"
    return [
        {
            "kmsKeyId": of.inputs.get("masterUserSecretKmsKeyId") or "",
            "secretArn": of.account.arn("secretsmanager", f"secret:{name}"),
            "secretStatus": "active",
        }
    ]


def _validation_options(of: Identity) -> Value:
    # An imported certificate names no domain and is not validated.
    names = [of.inputs.get("domainName"), *(of.inputs.get("subjectAlternativeNames") or ())]
    return [
        {
            "domainName": name,
            "resourceRecordName": f"_{of.hex(32, str(name))}.{name}.",
            "resourceRecordType": "CNAME",
            "resourceRecordValue": f"_{of.hex(32, f'value {name}')}.acm-validations.aws.",
        }
        for name in dict.fromkeys(revealed(names))
        if name
    ]


_SPECIAL: Final[Mapping[str, Callable[[Identity], Value]]] = {
    "arn": lambda of: of.arn,
    "tagsAll": _tags,
    "port": _port,
    "masterUserSecrets": _managed_secrets,
    "domainValidationOptions": _validation_options,
    "keyId": lambda of: of.id,
    "url": lambda of: of.id if of.id.startswith("https:") else None,
    "name": lambda of: of.name,
    "bucket": lambda of: of.name,
    "identifier": lambda of: of.name,
    "clusterIdentifier": lambda of: of.name,
    "region": lambda of: of.account.region,
    "bucketRegion": lambda of: of.account.region,
    "ownerId": lambda of: of.account.id,
    "registryId": lambda of: of.account.id,
    "accountId": lambda of: of.account.id,
    "availabilityZone": lambda of: of.account.zones[0],
    "availabilityZones": lambda of: list(of.account.zones),
    "engineVersionActual": lambda of: of.inputs.get("engineVersion"),
    "version": lambda of: "1" if of.type.startswith("aws:lambda/") else None,
    "qualifiedArn": lambda of: f"{of.arn}:1",
    "executionArn": lambda of: of.account.arn("execute-api", of.id),
    "streamArn": lambda of: f"{of.arn}/stream/{_MOMENT}",
    "result": lambda of: of.hex(64)[: of.inputs.get("length") or 64],
    "latestRestorableTime": lambda _: _MOMENT,
}

_MOMENT: Final = "2026-01-01T00:00:00Z"


def _default(name: str, type_: Plain, of: Identity, depth: int) -> Value:
    """What stands for an input that the program left to the provider."""
    if declared.is_nested(type_):
        return {
            key: _default(key, inner, of, depth - 1)
            for key, (inner, optional) in declared.fields(type_).items()
            if not optional and depth
        }
    return _EMPTY.get(_shape(type_), "") if name != "vpcId" else f"vpc-{of.hex(17, 'default vpc')}"


def _computed(name: str, type_: Plain, of: Identity, depth: int) -> Value:
    """What stands for a value that only the provider knows."""
    if declared.is_nested(type_):
        return {
            key: _computed(key, inner, of, depth - 1)
            for key, (inner, _) in declared.fields(type_).items()
            if depth
        }
    shape = _shape(type_)
    if shape is list:
        (item,) = get_args(type_) or (str,)
        return [_computed(name.removesuffix("s"), item, of, depth - 1)] if depth else []
    if shape is str:
        return _text(name, of)
    return _EMPTY.get(shape, _text(name, of))


#: The value of each shape that says nothing.
_EMPTY: Final[Mapping[Plain, Value]] = {str: "", bool: False, int: 0, float: 0, list: [], dict: {}}


def _shape(type_: Plain) -> Plain:
    """`list` or `dict` for what is one of them; any other type as it is."""
    origin = get_origin(type_)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return dict
    if isinstance(origin, type) and issubclass(origin, Sequence):
        return list
    return type_


def _text(name: str, of: Identity) -> str:
    """A text that looks like what its name says."""
    lowered = name.lower()
    return next(make(of, name) for ending, make in _TEXTS if lowered.endswith(ending))


def _host(of: Identity, name: str) -> str:
    label = of.name.lower().replace("_", "-").replace("/", "-").strip("-")
    service = of.type.split(":")[1].partition("/")[0]
    digits = of.hex(12, name)
    return f"{label}.{digits}.{of.account.region}.{service}.{of.account.dns_suffix}"


def _fixed(text: str) -> Callable[[Identity, str], str]:
    def always(of: Identity, name: str) -> str:  # noqa: ARG001 - called as the others are
        return text

    return always


#: How texts are made up, by the end of the property's name in lower case; the first that fits.
_TEXTS: Final[tuple[tuple[str, Callable[[Identity, str], str]], ...]] = (
    ("arn", lambda of, name: f"{of.arn}/{name.removesuffix('Arn')}"),
    ("arnsuffix", lambda of, _: of.arn.partition(":loadbalancer/")[2] or of.arn.rpartition(":")[2]),
    ("dnsname", _host),
    ("endpoint", _host),
    ("endpointaddress", _host),
    ("address", _host),
    ("hostname", _host),
    ("domain", _host),
    ("domainname", _host),
    ("url", lambda of, name: f"https://{_host(of, name)}"),
    ("uri", lambda of, name: f"https://{_host(of, name)}"),
    ("zoneid", lambda of, name: f"Z{of.hex(20, name).upper()}"),
    ("vpcid", lambda of, name: f"vpc-{of.hex(17, name)}"),
    ("subnetid", lambda of, name: f"subnet-{of.hex(17, name)}"),
    ("securitygroupid", lambda of, name: f"sg-{of.hex(17, name)}"),
    ("networkinterfaceid", lambda of, name: f"eni-{of.hex(17, name)}"),
    ("routetableid", lambda of, name: f"rtb-{of.hex(17, name)}"),
    ("networkaclid", lambda of, name: f"acl-{of.hex(17, name)}"),
    ("prefixlistid", lambda of, name: f"pl-{of.hex(8, name)}"),
    ("id", lambda of, name: of.hex(20, name)),
    ("publicip", lambda of, name: f"203.0.113.{int(of.hex(2, name), 16)}"),
    ("ipv6cidrblock", _fixed("2001:db8::/56")),
    ("cidrblock", _fixed("10.0.0.0/16")),
    ("date", _fixed(_MOMENT)),
    ("time", _fixed(_MOMENT)),
    ("edat", _fixed(_MOMENT)),
    ("till", _fixed(_MOMENT)),
    ("after", _fixed(_MOMENT)),
    ("before", _fixed(_MOMENT)),
    ("status", _fixed("ACTIVE")),
    ("state", _fixed("ACTIVE")),
    ("", lambda of, name: f"{name}-{of.hex(12, name)}"),
)
