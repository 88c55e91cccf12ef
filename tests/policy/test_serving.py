from collections.abc import Iterator
from typing import Any

import pytest
from google.protobuf import empty_pb2
from pci import pack, serving
from pci.request import per_request
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy import policy as sdk

from tests.policy.harness import POLICIES, UNKNOWN, Res, Server, Verdict, exempting

DECODERS = ("json_format", "deserialize_properties", "unknown_checking_proxy")
KEY = Res(
    kind="aws:kms/key:Key",
    props={"enableKeyRotation": UNKNOWN, "isEnabled": False, "customKeyStoreId": None},
)
GROUP = Res(
    kind="aws:ec2/securityGroup:SecurityGroup",
    props={"ingress": [{"fromPort": 22, "toPort": 22, "cidrBlocks": ["0.0.0.0/0", UNKNOWN]}]},
)


@pytest.fixture
def untouched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The SDK's own servicer, as if this pack had not been there."""
    replaced: Any = sdk._PolicyAnalyzerServicer
    original = replaced.__wrapped__
    monkeypatch.setattr(sdk, "_PolicyAnalyzerServicer", original)
    return original


def answers(verdict: Verdict) -> tuple[object, ...]:
    return verdict.violations, verdict.undetermined, verdict.not_applicable


@pytest.mark.parametrize("resource", [KEY, GROUP, Res(kind="random:index/randomId:RandomId")])
def test_the_pack_answers_as_the_sdk_alone_would(resource: Res, request: Any) -> None:
    quick, quick_stack = Server().resource(resource), Server().stack({"one": resource})
    request.getfixturevalue("untouched")
    assert answers(quick) == answers(Server().resource(resource))
    assert answers(quick_stack) == answers(Server().stack({"one": resource}))


def test_a_resource_is_decoded_once_for_all_its_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    decoded: list[object] = []

    def counting(props: Any, **_: object) -> Any:
        decoded.append(props)
        return props

    monkeypatch.setattr(sdk, "deserialize_properties", per_request(counting))
    verdict = Server().resource(KEY)
    assert len(verdict.violations) > 1
    assert len(decoded) == 1


def test_a_resource_no_rule_is_about_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sdk, "deserialize_properties", None)
    assert answers(Server().resource(Res(kind="random:index/randomId:RandomId"))) == ({}, {}, {})


@pytest.mark.parametrize("name", DECODERS)
@pytest.mark.usefixtures("untouched")
def test_an_sdk_without_these_internals_serves_the_pack_itself(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = sdk._PolicyAnalyzerServicer
    monkeypatch.delattr(sdk, name)
    assert serving.indexed(POLICIES, {}) is POLICIES
    assert sdk._PolicyAnalyzerServicer is original


def test_the_sdk_is_prepared_once() -> None:
    before = [getattr(sdk, name) for name in (*DECODERS, "_PolicyAnalyzerServicer")]
    pack.policies()
    assert [getattr(sdk, name) for name in (*DECODERS, "_PolicyAnalyzerServicer")] == before


def test_the_servicer_describes_itself_and_changes_nothing() -> None:
    servicer: Any = Server().servicer
    assert servicer.GetPluginInfo(empty_pb2.Empty(), None).version
    request = analyzer_pb2.AnalyzeRequest(type=KEY.kind)
    assert servicer.Remediate(request, None) == analyzer_pb2.RemediateResponse()


def test_a_disabled_policy_is_not_asked() -> None:
    server = Server()
    request = analyzer_pb2.ConfigureAnalyzerRequest()
    entry = request.policyConfig["kms-key-not-disabled"]
    entry.enforcementLevel = analyzer_pb2.DISABLED
    server.servicer.Configure(request, None)
    assert server.resource(KEY).of("kms-key-not-disabled") == "fine"


def test_exemptions_change_no_level() -> None:
    """An entry made only to carry them would say advisory, the enum's zero."""
    server = Server(exempting("kms-key-described", "other"))
    request = analyzer_pb2.AnalyzeRequest(type=KEY.kind, name="key")
    levels = {
        one.policyName: one.enforcementLevel
        for one in server.servicer.Analyze(request, None).diagnostics
    }
    assert levels["kms-key-rotation-enabled"] == analyzer_pb2.MANDATORY
    assert levels["kms-key-described"] == analyzer_pb2.ADVISORY
