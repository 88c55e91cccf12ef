"""Answers the engine faster than the SDK does, with the SDK's own code.

`pulumi_policy` 1.21 decodes a resource again for every policy, before a policy can say that it is
about another type: with this pack and a few hundred resources that takes longer than the program.
Here one SDK servicer answers for each resource type, with the policies about that type only, and
what it decodes is remembered until the answer is sent.

The SDK's internals may change: if a name used here is missing, the SDK serves the pack by itself,
slower and without exemptions, which reach the policies through `IndexedServicer.Configure`.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from types import SimpleNamespace
from typing import Any

import grpc
import pulumi_policy.policy as sdk
from google.protobuf.empty_pb2 import Empty
from pulumi.runtime.proto import analyzer_pb2 as pb
from pulumi.runtime.proto.analyzer_pb2_grpc import AnalyzerServicer
from pulumi.runtime.proto.plugin_pb2 import PluginInfo
from pulumi_policy import Policy

from pci import exemptions
from pci.request import one_request, per_request

_SERVICER = "_PolicyAnalyzerServicer"
_JSON = "json_format"
_DECODERS = ("deserialize_properties", "unknown_checking_proxy")


class IndexedServicer(AnalyzerServicer):
    """One SDK servicer for the whole pack, and one for each resource type."""

    def __init__(
        self,
        build: Callable[[list[Policy]], Any],
        policies: Sequence[Policy],
        types: Mapping[str, Sequence[str]],
    ) -> None:
        by_type: dict[str, list[Policy]] = {}
        for policy in policies:
            for kind in types.get(policy.name, ()):
                by_type.setdefault(kind, []).append(policy)
        self._names = {kind: [policy.name for policy in some] for kind, some in by_type.items()}
        self._by_type = {kind: build(some) for kind, some in by_type.items()}
        self._whole = build(list(policies))

    # gRPC gives the methods their names.

    def GetAnalyzerInfo(  # noqa: N802 - see above
        self, request: Empty, context: grpc.ServicerContext
    ) -> pb.AnalyzerInfo:
        """Describes the pack."""
        return self._whole.GetAnalyzerInfo(request, context)

    def GetPluginInfo(  # noqa: N802 - see above
        self, request: Empty, context: grpc.ServicerContext
    ) -> PluginInfo:
        """Gives the SDK's version."""
        return self._whole.GetPluginInfo(request, context)

    def ConfigureStack(  # noqa: N802 - see above
        self, request: pb.AnalyzerStackConfigureRequest, context: grpc.ServicerContext
    ) -> pb.AnalyzerStackConfigureResponse:
        """Hands the stack's tags to every servicer."""
        for servicer in self._by_type.values():
            servicer.ConfigureStack(request, context)
        return self._whole.ConfigureStack(request, context)

    def Configure(  # noqa: N802 - see above
        self, request: pb.ConfigureAnalyzerRequest, context: grpc.ServicerContext
    ) -> Empty:
        """Hands each policy its configuration, and the exemptions of the pack."""
        whole = _with_exemptions(request)
        for kind, servicer in self._by_type.items():
            part = pb.ConfigureAnalyzerRequest()
            for name in self._names[kind]:
                if name in whole.policyConfig:
                    part.policyConfig[name].CopyFrom(whole.policyConfig[name])
            servicer.Configure(part, context)
        return self._whole.Configure(whole, context)

    def Analyze(  # noqa: N802 - see above
        self, request: pb.AnalyzeRequest, context: grpc.ServicerContext
    ) -> pb.AnalyzeResponse:
        """Judges one resource."""
        servicer = self._by_type.get(request.type)
        if servicer is None:
            return pb.AnalyzeResponse()
        with one_request():
            return servicer.Analyze(request, context)

    def AnalyzeStack(  # noqa: N802 - see above
        self, request: pb.AnalyzeStackRequest, context: grpc.ServicerContext
    ) -> pb.AnalyzeResponse:
        """Judges the whole stack."""
        with one_request():
            return self._whole.AnalyzeStack(request, context)

    def Remediate(  # noqa: N802 - see above
        self,
        request: pb.AnalyzeRequest,  # noqa: ARG002 - gRPC's signature
        context: grpc.ServicerContext,  # noqa: ARG002 - gRPC's signature
    ) -> pb.RemediateResponse:
        """Changes nothing: remediation in Python would show secrets."""
        return pb.RemediateResponse()


def indexed(policies: list[Policy], types: Mapping[str, Sequence[str]]) -> list[Policy]:
    """Lets this module serve the pack made of `policies`, which it returns, if the SDK allows.

    Args:
        policies: every policy of the pack.
        types: resource types by name of the policy; stack policies have none.
    """
    original = getattr(sdk, _SERVICER, None)
    if not isinstance(original, type):
        return policies
    if any(not hasattr(sdk, name) for name in (_JSON, *_DECODERS)):
        return policies

    # `wraps`, because the SDK also reads attributes of its class through the name.
    @wraps(original)
    def servicer(name: str, version: str, chosen: list[Policy], *rest: object) -> IndexedServicer:
        return IndexedServicer(lambda some: original(name, version, some, *rest), chosen, types)

    setattr(sdk, _SERVICER, servicer)
    for name in _DECODERS:
        setattr(sdk, name, per_request(getattr(sdk, name)))
    to_dict = per_request(getattr(sdk, _JSON).MessageToDict)
    setattr(sdk, _JSON, SimpleNamespace(MessageToDict=to_dict))
    return policies


def _with_exemptions(request: pb.ConfigureAnalyzerRequest) -> pb.ConfigureAnalyzerRequest:
    """Copies the pack's exemptions to every policy: the SDK shows a policy only its own."""
    whole = pb.ConfigureAnalyzerRequest()
    whole.CopyFrom(request)
    key = exemptions.EXEMPTIONS.name
    if key not in whole.policyConfig[exemptions.POLICY].properties.fields:
        return request
    listed = whole.policyConfig[exemptions.POLICY].properties.fields[key]
    for name in list(whole.policyConfig):
        whole.policyConfig[name].properties.fields[key].CopyFrom(listed)
    return whole
