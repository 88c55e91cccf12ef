"""Tags that a stack adds to every resource, as far as every service takes them."""

from collections.abc import Iterator, Mapping

from settings.problem import Problem

#: Tags of the platform itself, which a stack may set to a value of its own.
OWN = (
    "Project", "Environment", "Owner", "CostCenter", "Compliance", "DataClass", "PciScope",
    "ManagedBy",
)  # fmt: skip
#: Tags that are different on each resource.
EACH = ("Name", "Purpose", "Role", "Tier", "Type")
#: A resource takes 50 tags; the others are the platform's (AWS tagging guide).
MOST = 50 - len(OWN) - len(EACH)
_KEY_LENGTH, _VALUE_LENGTH = 128, 256
_PUNCTUATION = "_.:/=+-@ "


def refused(tags: Mapping[str, str]) -> Iterator[Problem]:
    """What AWS would refuse at the first resource, by the strictest service (IAM)."""
    if len(tags) > MOST:
        yield Problem(
            path="",
            found=f"{len(tags)} tags",
            rule="are too many: a resource takes 50, with those of the platform (AWS)",
            fix=f"{MOST} at most",
        )
    for key, value in tags.items():
        yield from _key(key, tags)
        if len(value) > _VALUE_LENGTH or not _plain(value):
            yield Problem(
                path=key,
                found=repr(value),
                rule=f"must have at most {_VALUE_LENGTH} letters, digits, spaces or "
                f"{_PUNCTUATION.strip()} (IAM)",
            )


def _key(key: str, tags: Mapping[str, str]) -> Iterator[Problem]:
    if key.lower().startswith("aws:"):
        yield Problem(path=key, rule="begins with aws:, which only AWS may write")
    elif not 0 < len(key) <= _KEY_LENGTH or not _plain(key):
        yield Problem(
            path=key,
            rule=f"must have 1 to {_KEY_LENGTH} letters, digits, spaces or "
            f"{_PUNCTUATION.strip()} (IAM)",
        )
    elif key in EACH:
        yield Problem(path=key, rule="is set by the platform, on each resource differently")
    else:
        others = (other for other in (*OWN, *EACH, *tags) if other != key)
        same = next((other for other in others if other.lower() == key.lower()), None)
        if same is not None:
            yield Problem(
                path=key,
                rule=f"differs from {same} only in its letters' case, which IAM takes for the same "
                "tag twice",
                fix=same,
            )


def _plain(text: str) -> bool:
    return all(letter.isalnum() or letter in _PUNCTUATION for letter in text)
