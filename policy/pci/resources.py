"""How much the resource of a policy statement names."""

import re

_PARTS = 6
_SEPARATORS = re.compile("[:/]")


def is_wildcard(text: str) -> bool:
    """Whether a text matches whatever stands in its place: `*`, `**`, `?*`."""
    return "*" in text and not text.strip("*?")


def names_everything(resource: str) -> bool:
    """Whether a resource is everything: `*`, `arn:aws:*` or `arn:*:*:*:*:*`."""
    if is_wildcard(resource):
        return True
    prefix, *parts = resource.split(":")
    # The first part after `arn` is the partition, such as `aws` or `aws-cn`.
    named = [part for part in parts[1:] if not is_wildcard(part)]
    return prefix == "arn" and is_wildcard(resource[-1:]) and not any(named)


def names_any(resource: str) -> bool:
    """Whether a resource is every one of a service or a kind: `…:secret:*`, `…:table/*/index/*`.

    Objects of S3 have no kind: `bucket/*` is one bucket.
    """
    if names_everything(resource):
        return True
    parts = resource.split(":", _PARTS - 1)
    if len(parts) < _PARTS:
        return False
    names = [name for name in _SEPARATORS.split(parts[-1]) if name]
    if parts[2] == "s3":
        return bool(names) and all(map(is_wildcard, names))
    # What is no wildcard is a kind only if a wildcard follows it.
    return bool(names) and all(
        is_wildcard(name) or any(map(is_wildcard, names[place : place + 1]))
        for place, name in enumerate(names, start=1)
    )
