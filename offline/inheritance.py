"""The options a resource has from its ancestors, as the engine works them out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pulumi.runtime.proto import alias_pb2, resource_pb2

from offline import duration
from offline import urn as urns
from offline.errors import ProgramError
from offline.plain import Plain
from offline.state import Options

_TIMEOUTS: Final = ("create", "update", "delete")


@dataclass(frozen=True, slots=True)
class Ancestor:
    """What a registered resource hands down to its children."""

    options: Options = field(default_factory=Options)
    providers: Mapping[str, str] = field(default_factory=dict[str, str])


def options(
    request: resource_pb2.RegisterResourceRequest, parent: Ancestor, urn: str
) -> tuple[Options, Mapping[str, str]]:
    """The options in effect, and the provider references by package that children inherit.

    The engine inherits `protect`, `retainOnDelete`, `deletedWith` and providers, and derives
    aliases from the parent's; nothing else.

    Raises:
        ProgramError: a timeout is no duration.
    """
    given, inherited = request, parent.options
    providers = {**parent.providers, **given.providers}
    before = given.deleteBeforeReplace if given.deleteBeforeReplaceDefined else None
    keep = given.retainOnDelete if given.HasField("retainOnDelete") else inherited.retain_on_delete
    return (
        Options(
            protect=given.protect if given.HasField("protect") else inherited.protect,
            retain_on_delete=keep,
            deleted_with=given.deletedWith or inherited.deleted_with,
            delete_before_replace=before,
            ignore_changes=tuple(given.ignoreChanges),
            replace_on_changes=tuple(given.replaceOnChanges),
            additional_secret_outputs=tuple(given.additionalSecretOutputs),
            aliases=_aliases(given, inherited.aliases, urn),
            provider=given.provider or _inherited_provider(given, providers),
            import_id=given.importId,
            timeouts=_timeouts(given),
        ),
        providers,
    )


def _inherited_provider(
    request: resource_pb2.RegisterResourceRequest, providers: Mapping[str, str]
) -> str:
    return providers.get(request.type.partition(":")[0], "") if request.custom else ""


def _timeouts(request: resource_pb2.RegisterResourceRequest) -> dict[str, str]:
    given = {name: str(getattr(request.customTimeouts, name)) for name in _TIMEOUTS}
    for name, value in given.items():
        try:
            _ = value and duration.seconds(value)
        except ValueError as error:
            raise ProgramError(
                f"{request.type} {request.name!r}: the timeout for {name}: {error}"
            ) from error
    return {name: value for name, value in given.items() if value}


def _aliases(request: Plain, of_parent: Sequence[str], urn: str) -> tuple[str, ...]:
    """The resource's own aliases, and what each former URN of its parent makes of it."""
    parent: str = request.parent
    given: Iterable[alias_pb2.Alias] = request.aliases
    own = [_alias_urn(alias, urn, parent) for alias in given]
    former_names = [urns.name_of(urn), *(urns.name_of(alias) for alias in own)]
    derived = [
        _under(former, urns.type_of(urn), _renamed(name, parent, former))
        for former in of_parent
        for name in former_names
    ]
    return tuple(dict.fromkeys([*own, *derived]))


def _renamed(name: str, parent: str, former: str) -> str:
    """A child named after its parent is assumed to have been named after its former name, too."""
    now = urns.name_of(parent)
    return urns.name_of(former) + name.removeprefix(now) if name.startswith(now) else name


def _under(parent: str, type_: str, name: str) -> str:
    stack, project = urns.home(parent)
    return urns.make(stack=stack, project=project, parent=parent, type_=type_, name=name)


def _alias_urn(alias: alias_pb2.Alias, urn: str, parent: str) -> str:
    if alias.urn:
        return alias.urn
    spec = alias.spec
    stack, project = urns.home(urn)
    return urns.make(
        stack=spec.stack or stack,
        project=spec.project or project,
        parent="" if spec.noParent else spec.parentUrn or parent,
        type_=spec.type or urns.type_of(urn),
        name=spec.name or urns.name_of(urn),
    )
