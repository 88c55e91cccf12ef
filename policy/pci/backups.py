"""Which resources a backup plan covers."""

from fnmatch import fnmatchcase

from pci.props import Props
from pci.stack import Node, Stack
from pci.values import UNKNOWN, Missing

SELECTION = "aws:backup/selection:Selection"

_ARN = ("arn", "partition", "service", "region", "account", "resource")
_NAMES = ("identifier", "clusterIdentifier", "name", "creationToken")


def covers(stack: Stack, node: Node, *, service: str, kind: str) -> bool | Missing:
    """Whether a selection names the resource, all of its kind, or a tag of it.

    Args:
        stack: the stack with the selections.
        node: what has to be backed up.
        service: as in its ARN, such as `rds`.
        kind: how the resource part of its ARN begins, such as `cluster:`.

    Returns:
        unknown when a selection that could name it is not known yet.
    """
    answers = [
        _covers(selection, node, service=service, kind=kind) for selection in stack.of(SELECTION)
    ]
    if True in answers:
        return True
    return UNKNOWN if UNKNOWN in answers else False


def _covers(selection: Node, node: Node, *, service: str, kind: str) -> bool | Missing:
    if selection.names(node, "resources") or _by_tag(selection.props, node.props):
        return True
    known = [arn for arn in selection.props.texts("resources") if isinstance(arn, str)]
    names = [node.props.text(path) for path in _NAMES]
    for arn in known:
        # Composed ARNs are known before the resource is.
        if any(isinstance(name, str) and arn.endswith((f":{name}", f"/{name}")) for name in names):
            return True
        if _is_pattern_for(arn, service, kind):
            return True
    return UNKNOWN if selection.names_unseen("resources") else False


def _is_pattern_for(arn: str, service: str, kind: str) -> bool:
    if arn == "*":
        return True
    parts = arn.split(":", 5)
    return (
        len(parts) == len(_ARN)
        and arn.endswith("*")
        and fnmatchcase(service, parts[2])
        and fnmatchcase(f"{kind}any", parts[5])
    )


def _by_tag(selection: Props, props: Props) -> bool:
    tags = props.at("tags")
    if not isinstance(tags, dict):
        return False
    wanted = [(tag.text("key"), tag.text("value")) for tag in selection.blocks("selectionTags")]
    for condition in selection.blocks("conditions"):
        for equal in condition.blocks("stringEquals"):
            key = equal.text("key")
            named = key.removeprefix("aws:ResourceTag/") if isinstance(key, str) else key
            wanted.append((named, equal.text("value")))
    return any(
        isinstance(key, str) and isinstance(value, str) and tags.get(key) == value
        for key, value in wanted
    )
