"""Physical names: `{resource-type}-{purpose}-{envSuffix}`, within the limits AWS sets."""

from hashlib import blake2s

#: Longest name AWS accepts for each kind of resource whose name the platform chooses.
LIMITS = {
    "alb": 32,
    "nlb": 32,
    "tg": 32,
    "scaling": 255,
    "ecr": 256,
    "cache": 40,
    "rds": 63,
    "bucket": 63,
    "function": 64,
    "role": 64,
    "policy": 128,
    "key": 250,
    "security-group": 255,
    "subnets": 255,
    "params": 255,
    "ecs": 255,
    "service": 255,
    "task": 255,
    "stream": 128,
    "topic": 256,
    "queue": 80,
    "secret": 512,
    "trail": 128,
    "vault": 50,
    "plan": 50,
    "budget": 100,
    "waf": 128,
    "api": 128,
    "link": 128,
    "proxy": 60,
    "efs": 64,
    "rule": 64,
    "user": 40,
    "user-group": 40,
    "detector": 255,
    "delivery": 60,
    "deployment": 100,
    "distribution": 64,
    "headers": 128,
}
#: Kinds without an entry are tags, where AWS allows 256 characters.
TAG_LIMIT = 256
_HASH_LENGTH = 6


def physical_name(kind: str, purpose: str, env_suffix: str) -> str:
    """The name of a resource of `kind`, stable, unique for its parts and never too long.

    A name over the limit keeps its kind and its suffix; the purpose is cut and a hash of the whole
    name follows it, so that two long purposes never meet.

    Raises:
        ValueError: the kind and the suffix alone leave no room.
    """
    parts = [part for part in (kind, purpose, env_suffix) if part]
    name = "-".join(parts)
    limit = LIMITS.get(kind, TAG_LIMIT)
    if len(name) <= limit:
        return name
    digest = blake2s(name.encode()).hexdigest()[:_HASH_LENGTH]
    room = limit - len(kind) - len(env_suffix) - len(digest) - 3
    if room < 1:
        raise ValueError(
            f"{name!r} ({len(name)} characters) exceeds the {limit} AWS allows for a {kind}; "
            "shorten payments:envSuffix"
        )
    return f"{kind}-{purpose[:room].rstrip('-')}-{digest}-{env_suffix}"
