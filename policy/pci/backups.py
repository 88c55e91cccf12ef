"""Which resources a backup plan covers."""

from fnmatch import fnmatchcase
from operator import eq

from pci.props import Props
from pci.stack import Node, Stack
from pci.values import ABSENT, UNKNOWN, Missing, as_text

SELECTION = "aws:backup/selection:Selection"

_ARN = ("arn", "partition", "service", "region", "account", "resource")
#: Operator of a condition → how a tag is compared, and whether it has to match.
_OPERATORS = {
    "stringEquals": (eq, True),
    "stringLikes": (fnmatchcase, True),
    "stringNotEquals": (eq, False),
    "stringNotLikes": (fnmatchcase, False),
}
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
    # Before the first deployment a selection without conditions has unknown ones.
    meets = not selection.is_given("conditions") or _meets_conditions(selection.props, node.props)
    if selection.names(node, "notResources") or not meets:
        return False
    if selection.names(node, "resources") or _has_tag(selection.props, node.props):
        return True
    if not selection.props.has("resources") and selection.props.has("conditions"):
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


def _has_tag(selection: Props, props: Props) -> bool:
    """Whether the resource has any of the selection's tags."""
    return any(
        isinstance(value := tag.text("value"), str) and _tag(props, tag.text("key")) == value
        for tag in selection.blocks("selectionTags")
    )


def _meets_conditions(selection: Props, props: Props) -> bool:
    """Whether all conditions of the selection hold, whatever else selects the resource."""
    for condition in selection.blocks("conditions"):
        for operator, (matches, wanted) in _OPERATORS.items():
            for one in condition.blocks(operator):
                tag, value = _tag(props, one.text("key")), one.text("value")
                # A tag that is not there, or not known, is like no value.
                same = isinstance(tag, str) and isinstance(value, str) and matches(tag, value)
                if same is not wanted:
                    return False
    return True


def _tag(props: Props, key: str | Missing) -> str | Missing:
    tags = props.at("tags")
    if not isinstance(tags, dict) or isinstance(key, Missing):
        return Missing.UNKNOWN
    return as_text(tags.get(key.removeprefix("aws:ResourceTag/"), ABSENT))
