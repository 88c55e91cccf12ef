"""The SDK's mock monitor, turned into a recorder of what a real engine would be asked."""

# ruff: noqa: N802 - the methods have the names of the protocol

from typing import NoReturn, cast

from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.mocks import MockMonitor, Mocks
from pulumi.runtime.proto import callback_pb2, resource_pb2

from offline import invokes, wire
from offline.errors import ProgramError
from offline.plain import Plain
from offline.recording import Recorder, Request


class RecordingMonitor(MockMonitor):
    """Answers the program as the engine would, and keeps everything it was told."""

    def __init__(self, recorder: Recorder) -> None:
        # Whatever would use mocks is overridden below.
        super().__init__(cast("Mocks", None))
        self.recorder = recorder

    def RegisterResource(self, request: Request) -> resource_pb2.RegisterResourceResponse:
        """Record a resource and answer with its outputs.

        Raises:
            ProgramError: the URN is taken, or only an engine can build the resource.
        """
        _refuse_what_is_not_run(request)
        made = self.recorder.record(request)
        return resource_pb2.RegisterResourceResponse(
            urn=made.resource.urn, id=made.resource.id, object=made.outputs
        )

    def ReadResource(
        self, request: resource_pb2.ReadResourceRequest
    ) -> resource_pb2.ReadResourceResponse:
        """Record a resource that exists already.

        Raises:
            ProgramError: the URN is taken.
        """
        origin: Plain = request
        register = Request(
            type=request.type,
            name=request.name,
            parent=request.parent,
            custom=True,
            object=request.properties,
            provider=request.provider,
            dependencies=request.dependencies,
            additionalSecretOutputs=request.additionalSecretOutputs,
            sourcePosition=origin.sourcePosition,
        )
        known = "" if request.id == wire.UNKNOWN_TEXT else request.id
        made = self.recorder.record(register, existing=known)
        return resource_pb2.ReadResourceResponse(
            urn=made.resource.urn, id=made.resource.id, properties=made.outputs
        )

    def RegisterResourceOutputs(
        self, request: resource_pb2.RegisterResourceOutputsRequest
    ) -> empty_pb2.Empty:
        """Keep what a component or the stack registers as its outputs."""
        self.recorder.complete(request.urn, request.outputs)
        return empty_pb2.Empty()

    def Invoke(
        self, request: resource_pb2.ResourceInvokeRequest
    ) -> resource_pb2.ResourceInvokeResponse:
        """Answer a question to the provider, or about a resource of the program.

        Raises:
            ProgramError: only AWS could answer, or there is no such resource.
        """
        arguments = wire.decode(request.args)
        if request.tok == "pulumi:pulumi:getResource":
            answer = self._resource(str(arguments["urn"]))
        else:
            account = self.recorder.account_of(arguments, request.provider)
            answer = invokes.answer(request.tok, arguments, account)
        return _response(wire.encode(answer))

    def RegisterStackTransform(self, request: callback_pb2.Callback) -> NoReturn:
        """Refused: what the preview shows would not be what gets deployed."""
        raise _not_run(f"the stack transform {request.token!r}")

    def RegisterStackInvokeTransform(self, request: callback_pb2.Callback) -> NoReturn:
        """Refused: what the preview shows would not be what gets deployed."""
        raise _not_run(f"the invoke transform {request.token!r}")

    def _resource(self, urn: str) -> dict[str, wire.Value]:
        found = self.recorder.find(urn)
        if found is None:
            raise ProgramError(f"the program asks for {urn}, which it has not registered")
        return {"urn": found.urn, "id": found.id, "state": found.outputs}


def _response(answer: struct_pb2.Struct) -> resource_pb2.ResourceInvokeResponse:
    """The response around an answer; its field's name is a keyword of Python."""
    response = resource_pb2.ResourceInvokeResponse()
    getattr(response, "return").CopyFrom(answer)
    return response


def _refuse_what_is_not_run(request: Plain) -> None:
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
