"""What a program registers, recorded as the engine would come to see it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import unquote, urlsplit

from google.protobuf import struct_pb2
from pulumi.runtime.proto import resource_pb2

from offline import declared, inheritance, madeup, wire
from offline import urn as urns
from offline.account import Account
from offline.errors import ProgramError
from offline.identity import Identity
from offline.inheritance import Ancestor
from offline.plain import Plain
from offline.state import Options, Resource

Request: TypeAlias = resource_pb2.RegisterResourceRequest


@dataclass(frozen=True, slots=True)
class Registration:
    """One registration: what is recorded of it, and its properties as they went over the wire."""

    resource: Resource
    inputs: struct_pb2.Struct
    outputs: struct_pb2.Struct


#: Sees each resource before it is recorded, and may return other inputs for it (a remediation).
Inspect: TypeAlias = Callable[[Registration], struct_pb2.Struct | None]

_ROOT: Final = Ancestor()


class Recorder:
    """The resources of one run.

    Args:
        project: the project's name.
        stack: the stack's name.
        account: where the made-up resources live.
        deployed: outputs are known; otherwise what a provider computes is unknown.
        inspect: called for every resource the program registers, in order.
        root: source positions are given relative to it.
    """

    def __init__(
        self,
        *,
        project: str,
        stack: str,
        account: Account,
        deployed: bool,
        inspect: Inspect | None = None,
        root: Path | None = None,
    ) -> None:
        self._project = project
        self._stack = stack
        self._account = account
        self.deployed = deployed
        self._inspect = inspect
        self._root = root
        self._recorded: dict[str, Registration] = {}
        self._ancestors: dict[str, Ancestor] = {}

    @property
    def registrations(self) -> tuple[Registration, ...]:
        """What was registered, in order."""
        return tuple(self._recorded.values())

    @property
    def latest(self) -> Resource | None:
        """The last resource that was registered."""
        return next(reversed(self._recorded.values())).resource if self._recorded else None

    def find(self, urn: str) -> Resource | None:
        """The resource with a URN, if it has been registered."""
        found = self._recorded.get(urn)
        return found.resource if found else None

    def record(self, request: Request, *, existing: str | None = None) -> Registration:
        """Record a resource.

        Args:
            request: what the program asks for.
            existing: the id of a resource that is only looked up; "" if it is not known yet. Once
                it is, so are the outputs, whether or not the stack is deployed.

        Raises:
            ProgramError: the URN is taken.
        """
        urn = self._new_urn(request)
        ancestor = self._ancestors.get(request.parent, _ROOT)
        options, providers = inheritance.options(request, ancestor, urn)
        self._ancestors[urn] = Ancestor(options, providers)
        made = self._made(request, urn, options, existing)
        if self._inspect and existing is None and (changed := self._inspect(made)) is not None:
            request.object.CopyFrom(changed)
            made = self._made(request, urn, options, existing)
        self._recorded[urn] = made
        return made

    def complete(self, urn: str, outputs: struct_pb2.Struct) -> None:
        """Keep what a component or the stack registers as its outputs."""
        was = self._recorded[urn]
        resource = replace(was.resource, outputs=wire.decode(outputs))
        self._recorded[urn] = Registration(resource, was.inputs, outputs)

    def account_of(self, inputs: wire.Properties, provider: str) -> Account:
        """The account seen from a resource's own region, else its provider's."""
        region = inputs.get("region")
        if not isinstance(region, str) and (found := self.find(provider.rpartition("::")[0])):
            region = found.inputs.get("region")
        return Account(region) if isinstance(region, str) else self._account

    def _new_urn(self, request: Request) -> str:
        urn = urns.make(
            stack=self._stack,
            project=self._project,
            parent=request.parent,
            type_=request.type,
            name=request.name,
        )
        if (first := self.find(urn)) is not None:
            raise ProgramError(
                f"duplicate resource URN {urn}: {first.type} {first.name!r} is registered at "
                f"{first.source}, and {request.type} {request.name!r} again at "
                f"{self._source(request)}. Two resources of one type and parent need two names."
            )
        return urn

    def _made(
        self, request: Request, urn: str, options: Options, existing: str | None
    ) -> Registration:
        inputs = wire.decode(request.object)
        account = self.account_of(inputs, options.provider)
        identity = Identity(request.type, request.name, urn, inputs, account)
        known = self.deployed or bool(existing)
        id_ = ""
        added: wire.Properties = {}
        if request.custom:
            id_ = existing or options.import_id or (identity.id if known else "")
            made_up = madeup.outputs(identity) if known else _unknown(identity)
            secret = options.additional_secret_outputs
            added = _concealed(inputs, {"id": id_ or wire.UNKNOWN, **made_up}, secret)
        outputs = struct_pb2.Struct()
        outputs.CopyFrom(request.object)
        wire.put(outputs, added)
        resource = Resource(
            urn=urn,
            type=request.type,
            name=request.name,
            parent=request.parent,
            custom=request.custom,
            read=existing is not None,
            id=id_,
            inputs=inputs,
            outputs={**inputs, **added},
            dependencies=tuple(sorted(request.dependencies)),
            property_dependencies={
                name: tuple(sorted(found.urns))
                for name, found in sorted(request.propertyDependencies.items())
                if found.urns
            },
            options=options,
            source=self._source(request),
        )
        return Registration(resource, request.object, outputs)

    def _source(self, request: Plain) -> str:
        """`file:line` where the program made the resource, as the SDK tells it."""
        position = request.sourcePosition
        path = Path(unquote(urlsplit(str(position.uri)).path))
        if self._root and path.is_relative_to(self._root):
            path = path.relative_to(self._root)
        return f"{path}:{position.line}"


def _unknown(identity: Identity) -> wire.Properties:
    """The outputs that are not known before a deployment."""
    return {
        name: wire.UNKNOWN
        for name, output in declared.outputs(identity.type).items()
        if name not in identity.inputs and not (output.optional and output.settable)
    }


def _concealed(
    inputs: wire.Properties, added: wire.Properties, secret: tuple[str, ...]
) -> wire.Properties:
    """What outputs have beyond inputs, with everything secret that the resource says is secret."""
    given = {**inputs, **added}
    marked = {
        name: wire.Secret(given[name])
        for name in secret
        if name in given and not isinstance(given[name], wire.Secret)
    }
    return {**added, **marked}
