"""Asking a policy pack about a stack, in the order in which the engine asks."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, Self

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from offline import packconfig, protocol
from offline.errors import PackError
from offline.plain import Plain
from offline.process import ENGINE_ADDRESS, PackProcess
from offline.projectfile import StackConfig
from offline.recording import Registration
from offline.rule import NotApplicable, Undetermined, Verdict
from offline.yamlfile import load as load_yaml

#: As the SDK's server accepts: a stack is sent in one message.
_CHANNEL: Final = [
    ("grpc.max_receive_message_length", 400 * 1024 * 1024),
    ("grpc.max_send_message_length", 400 * 1024 * 1024),
]
#: Seconds; far more than a rule may take, so that one that hangs is named.
_DEADLINE: Final = 120.0


class Analyzer:
    """A policy pack that has been started and configured; a context manager that hangs up.

    Args:
        process: the pack.
        folder: where `PulumiPolicy.yaml` is.
        config: the stack being judged.
        deployed: whether values are known.
        policy_config: the content of a policy config file.

    Raises:
        PackError: the pack does not start, or the configuration does not fit it.
    """

    def __init__(
        self,
        process: PackProcess,
        folder: Path,
        config: StackConfig,
        *,
        deployed: bool,
        policy_config: Mapping[str, Plain],
    ) -> None:
        self._process = process
        self._channel = grpc.insecure_channel(f"127.0.0.1:{process.port()}", options=_CHANNEL)
        self._stub: Plain = analyzer_pb2_grpc.AnalyzerStub(self._channel)
        self._handshake()
        self._info: analyzer_pb2.AnalyzerInfo = self._call("GetAnalyzerInfo", empty_pb2.Empty())
        self._version = str(load_yaml(folder / "PulumiPolicy.yaml").get("version") or "")
        self._configs = packconfig.merged(self._info, policy_config)
        self._remediates = any(rule.level == "remediate" for rule in self._configs.values())
        self._pending: list[tuple[str, Plain]] = []
        self._not_remediated: list[Undetermined] = []
        self._seen: dict[str, Registration] = {}
        self._call(
            "ConfigureStack",
            analyzer_pb2.AnalyzerStackConfigureRequest(
                stack=config.stack,
                project=config.project,
                organization="organization",
                dry_run=not deployed,
                config=config.values,
                config_secret_keys=sorted(config.secret_keys),
            ),
        )
        self._call("Configure", protocol.configure_request(self._configs))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._channel.close()

    def inspect(self, registration: Registration) -> struct_pb2.Struct | None:
        """Ask about one resource, without waiting for what the rules say.

        Returns:
            Other inputs, if a rule has remediated the resource.

        Raises:
            PackError: a remediation failed.
        """
        urn = registration.resource.urn
        self._seen[urn] = registration
        provider = self._seen.get(registration.resource.options.provider.rpartition("::")[0])
        request = protocol.resource_request(registration, provider)
        changed = self._remediated(request) if self._remediates else None
        self._pending.append((urn, self._stub.Analyze.future(request, timeout=_DEADLINE)))
        return changed

    def verdict(self, registrations: Sequence[Registration]) -> Verdict:
        """Ask about the whole stack, and gather everything the rules have said.

        Raises:
            PackError: a rule failed.
        """
        stack = registrations[0].resource.urn
        answers = [(urn, self._answer("Analyze", call)) for urn, call in self._pending]
        answers.append((stack, self._call("AnalyzeStack", protocol.stack_request(registrations))))
        if printed := self._process.printed():
            raise PackError(f"a rule printed {printed!r}: the engine takes that for an error")
        said = [(urn, each) for urn, answer in answers for each in answer.diagnostics]
        return Verdict(
            pack=self._info.name,
            version=self._version,
            rules={
                policy.name: protocol.rule(policy, self._configs[policy.name].level)
                for policy in self._info.policies
            },
            violations=tuple(
                protocol.violation(each, urn)
                for urn, each in said
                if not protocol.is_undetermined(each)
            ),
            undetermined=(
                *self._not_remediated,
                *(
                    protocol.undetermined(each, urn)
                    for urn, each in said
                    if protocol.is_undetermined(each)
                ),
            ),
            not_applicable=tuple(
                NotApplicable(policy=each.policy_name, urn=urn, reason=each.reason)
                for urn, answer in answers
                for each in answer.not_applicable
            ),
        )

    def _remediated(self, request: analyzer_pb2.AnalyzeRequest) -> struct_pb2.Struct | None:
        """The inputs after remediation, which also replace those in `request`."""
        answer = self._call("Remediate", request)
        changed = None
        for remediation in answer.remediations:
            if remediation.HasField("properties"):
                changed = remediation.properties
            else:
                self._not_remediated.append(
                    Undetermined(
                        policy=remediation.policyName,
                        urn=request.urn,
                        reason=remediation.diagnostic.partition("during preview:")[2].strip(),
                    )
                )
        if changed is not None:
            request.properties.CopyFrom(changed)
        return changed

    def _handshake(self) -> None:
        """Introduce the engine; the Python SDK's server answers that it does not know how."""
        try:
            self._stub.Handshake(
                analyzer_pb2.AnalyzerHandshakeRequest(engine_address=ENGINE_ADDRESS),
                timeout=_DEADLINE,
            )
        except grpc.RpcError as error:
            if _status(error).code() != grpc.StatusCode.UNIMPLEMENTED:
                raise self._failure("Handshake", error) from error

    def _call(self, method: str, request: Plain) -> Plain:
        return self._answer(method, getattr(self._stub, method).future(request, timeout=_DEADLINE))

    def _answer(self, method: str, call: Plain) -> Plain:
        try:
            return call.result()
        except grpc.RpcError as error:
            raise self._failure(method, error) from error

    def _failure(self, method: str, error: grpc.RpcError) -> PackError:
        details = _status(error).details() or _status(error).code().name
        return PackError(f"the policy pack failed in {method}: {details}\n{self._process.report()}")


def _status(error: Plain) -> grpc.Call:
    """A failed call is, besides an error, the call itself; the stubs do not say so."""
    return error
