"""The SDK's mock monitor, turned into a recorder of what a real engine would be asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, NoReturn, TypeAlias, cast
from urllib.parse import unquote, urlsplit

from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.mocks import MockMonitor, Mocks
from pulumi.runtime.proto import callback_pb2, resource_pb2, source_pb2

from offline import inheritance, invokes, madeup, wire
from offline import urn as urns
from offline.account import Account
from offline.declared import outputs as declared_outputs
from offline.errors import ProgramError
from offline.identity import Identity
from offline.inheritance import Ancestor
from offline.state import Options, Resource


@dataclass(frozen=True, slots=True)
class Registration:
    """One registration: what is recorded of it, and its properties as they went over the wire."""

    resource: Resource
    inputs: struct_pb2.Struct
    outputs: struct_pb2.Struct


#: Sees each resource once it is registered, and may return other inputs for it (a remediation).
Inspect: TypeAlias = Callable[[Registration], struct_pb2.Struct | None]

_Request: TypeAlias = resource_pb2.RegisterResourceRequest
_ROOT: Final = Ancestor()


class RecordingMonitor(MockMonitor):
    """Answers the program as the engine would, and keeps everything it was told.

    Args:
        project: the project's name.
        stack: the stack's name.
        account: where the made-up resources live.
        deployed: outputs are known; otherwise what a provider computes is unknown.
        inspect: called for every resource, in order.
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
        # Whatever would use mocks is overridden below.
        super().__init__(cast("Mocks", None))
        self._project = project
        self._stack = stack
        self._account = account
        self._deployed = deployed
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

    def RegisterResource(  # noqa: N802 - the protocol's name
        self, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceResponse:
        """Record a resource and answer with its outputs."""
        _refuse_what_is_not_run(request)
        urn = self._urn(request)
        ancestor = self._ancestors.get(request.parent, _ROOT)
        options, providers = inheritance.options(request, ancestor, urn)
        self._ancestors[urn] = Ancestor(options, providers)
        registration = self._registration(request, urn, options)
        if self._inspect and (changed := self._inspect(registration)) is not None:
            request.object.CopyFrom(changed)
            registration = self._registration(request, urn, options)
        self._recorded[urn] = registration
        return resource_pb2.RegisterResourceResponse(
            urn=urn, id=registration.resource.id, object=registration.outputs
        )

    def ReadResource(  # noqa: N802 - the protocol's name
        self, request: resource_pb2.ReadResourceRequest
    ) -> resource_pb2.ReadResourceResponse:
        """Record a resource that exists already; its outputs are known in any state."""
        register = _Request(
            type=request.type,
            name=request.name,
            parent=request.parent,
            custom=True,
            object=request.properties,
            provider=request.provider,
            dependencies=request.dependencies,
            additionalSecretOutputs=request.additionalSecretOutputs,
            sourcePosition=request.sourcePosition,
        )
        urn = self._urn(register)
        ancestor = self._ancestors.get(request.parent, _ROOT)
        options, providers = inheritance.options(register, ancestor, urn)
        self._ancestors[urn] = Ancestor(options, providers)
        registration = self._registration(register, urn, options, existing=request.id)
        self._recorded[urn] = registration
        return resource_pb2.ReadResourceResponse(urn=urn, properties=registration.outputs)

    def RegisterResourceOutputs(  # noqa: N802 - the protocol's name
        self, request: resource_pb2.RegisterResourceOutputsRequest
    ) -> empty_pb2.Empty:
        """Keep what a component or the stack registers as its outputs."""
        was = self._recorded[request.urn]
        resource = replace(was.resource, outputs=wire.decode(request.outputs))
        self._recorded[request.urn] = Registration(resource, was.inputs, request.outputs)
        return empty_pb2.Empty()

    def Invoke(  # noqa: N802 - the protocol's name
        self, request: resource_pb2.ResourceInvokeRequest
    ) -> resource_pb2.ResourceInvokeResponse:
        """Answer a question to the provider, or about a resource of the program."""
        arguments = wire.decode(request.args)
        if request.tok == "pulumi:pulumi:getResource":
            answer = self._resource_state(str(arguments["urn"]))
        else:
            account = self._account_of(arguments, request.provider)
            answer = invokes.answer(request.tok, arguments, account)
        return resource_pb2.ResourceInvokeResponse(**{"return": wire.encode(answer)})

    def SupportsFeature(  # noqa: N802 - the protocol's name
        self, request: resource_pb2.SupportsFeatureRequest
    ) -> resource_pb2.SupportsFeatureResponse:
        """One feature at a time, as SDKs ask that do not know `GetDeploymentInfo`."""
        supported = super().SupportsFeature(request).hasSupport
        return resource_pb2.SupportsFeatureResponse(hasSupport=supported)

    def RegisterStackTransform(  # noqa: N802 - the protocol's name
        self, request: callback_pb2.Callback
    ) -> NoReturn:
        """Refused: what the preview shows would not be what gets deployed."""
        raise _not_run("a stack transform")

    def RegisterStackInvokeTransform(  # noqa: N802 - the protocol's name
        self, request: callback_pb2.Callback
    ) -> NoReturn:
        """Refused: what the preview shows would not be what gets deployed."""
        raise _not_run("an invoke transform")

    def _urn(self, request: _Request) -> str:
        urn = urns.make(
            stack=self._stack,
            project=self._project,
            parent=request.parent,
            type_=request.type,
            name=request.name,
        )
        if (first := self._recorded.get(urn)) is not None:
            here = self._source(request.sourcePosition)
            raise ProgramError(
                f"duplicate resource URN {urn}: {request.type} {request.name!r} is registered "
                f"at {first.resource.source or 'an unknown place'} and again at "
                f"{here or 'an unknown place'}. Two resources of one type and parent need two "
                f"names."
            )
        return urn

    def _registration(
        self, request: _Request, urn: str, options: Options, *, existing: str = ""
    ) -> Registration:
        inputs = wire.decode(request.object)
        account = self._account_of(inputs, options.provider)
        identity = Identity(request.type, request.name, urn, inputs, account)
        known = self._deployed or bool(existing)
        id_ = ""
        if request.custom:
            id_ = existing or options.import_id or (identity.id if known else "")
        added: wire.Properties = {}
        if request.custom:
            made_up = madeup.outputs(identity) if known else _unknown(identity)
            added = _concealed(
                inputs,
                {"id": id_ or wire.UNKNOWN, **made_up},
                secret=options.additional_secret_outputs,
            )
        outputs = struct_pb2.Struct()
        outputs.CopyFrom(request.object)
        wire.put(outputs, added)
        resource = Resource(
            urn=urn,
            type=request.type,
            name=request.name,
            parent=request.parent,
            custom=request.custom,
            read=bool(existing),
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
            source=self._source(request.sourcePosition),
        )
        return Registration(resource, request.object, outputs)

    def _account_of(self, inputs: wire.Properties, provider: str) -> Account:
        """The account seen from the resource's own region, else its provider's."""
        region = inputs.get("region")
        if not isinstance(region, str) and provider:
            declared = self._recorded.get(provider.rpartition("::")[0])
            region = declared.resource.inputs.get("region") if declared else None
        return Account(region) if isinstance(region, str) else self._account

    def _resource_state(self, urn: str) -> dict[str, wire.Value]:
        found = self._recorded.get(urn)
        if found is None:
            raise ProgramError(f"the program asks for {urn}, which it has not registered")
        resource = found.resource
        return {"urn": resource.urn, "id": resource.id, "state": resource.outputs}

    def _source(self, position: source_pb2.SourcePosition) -> str:
        if not position.uri:
            return ""
        path = Path(unquote(urlsplit(position.uri).path))
        if self._root and path.is_relative_to(self._root):
            path = path.relative_to(self._root)
        return f"{path}:{position.line}"


def _unknown(identity: Identity) -> Mapping[str, wire.Value]:
    """The outputs that are not known before a deployment."""
    return {
        name: wire.UNKNOWN
        for name, output in declared_outputs(identity.type).items()
        if name not in identity.inputs and not (output.optional and output.settable)
    }


def _concealed(
    inputs: wire.Properties, added: wire.Properties, *, secret: tuple[str, ...]
) -> wire.Properties:
    """What outputs have beyond inputs, with everything secret that the resource says is secret."""
    given = {**inputs, **added}
    marked = {
        name: wire.Secret(given[name])
        for name in secret
        if name in given and not isinstance(given[name], wire.Secret)
    }
    return {**added, **marked}


def _refuse_what_is_not_run(request: _Request) -> None:
    """Refuse what only an engine can run.

    Raises:
        ProgramError: the resource has transforms or is built by a provider.
    """
    if request.remote:
        raise ProgramError(
            f"{request.type} {request.name!r} is a component that a provider builds; the offline "
            f"preview starts no providers, so its resources cannot be shown"
        )
    if request.transforms:
        raise _not_run(f"a transform of {request.type} {request.name!r}")


def _not_run(what: str) -> ProgramError:
    return ProgramError(
        f"the program registers {what}, which only the engine runs: the offline preview would "
        f"show other resources than a deployment. Pass the value explicitly instead."
    )
