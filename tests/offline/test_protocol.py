from typing import Any

from pulumi.runtime.proto import analyzer_pb2

from offline import protocol
from offline.account import Account
from offline.recording import Recorder, Request
from offline.wire import decode, encode

ROOT = Request(type="pulumi:pulumi:Stack", name="shop-dev")


def recorded(*requests: Any) -> Any:
    recorder = Recorder(project="shop", stack="dev", account=Account("us-west-2"), deployed=True)
    for request in requests:
        recorder.record(request)
    return recorder.registrations


def diagnostic(message: Any = "description\nits message", **more: Any) -> Any:
    return analyzer_pb2.AnalyzeDiagnostic(
        policyName="named", description="description", message=message, **more
    )


def test_a_resource_is_judged_by_its_inputs_with_its_options() -> None:
    (made,) = recorded(
        Request(
            type="a:b:C",
            name="c",
            object=encode({"size": 5}),
            protect=True,
            ignoreChanges=["tags"],
            deleteBeforeReplace=False,
            deleteBeforeReplaceDefined=True,
            customTimeouts=Request.CustomTimeouts(create="1h30m", update="45s"),
        )
    )
    request = protocol.resource_request(made, None)
    assert (request.type, request.name, request.urn) == ("a:b:C", "c", made.resource.urn)
    assert decode(request.properties) == {"size": 5}
    assert request.options.protect
    assert request.options.deleteBeforeReplaceDefined
    assert list(request.options.ignoreChanges) == ["tags"]
    timeouts = request.options.customTimeouts
    assert (timeouts.create, timeouts.update, timeouts.delete) == (5400.0, 45.0, 0.0)
    assert not request.HasField("provider")


def test_a_stack_is_judged_by_outputs_with_who_depends_on_whom() -> None:
    provider = Request(
        type="pulumi:providers:aws", name="p", custom=True, object=encode({"region": "us-east-1"})
    )
    urn = "urn:pulumi:dev::shop::pulumi:providers:aws::p"
    made = recorded(
        ROOT,
        provider,
        Request(
            type="aws:sns/topic:Topic",
            name="t",
            parent="urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev",
            custom=True,
            provider=f"{urn}::id",
            dependencies=[urn],
            propertyDependencies={"name": Request.PropertyDependencies(urns=[urn])},
        ),
    )
    topic = protocol.stack_request(made).resources[2]
    assert decode(topic.properties)["id"].startswith("arn:aws:sns:us-east-1:")
    assert topic.parent.endswith("::shop-dev")
    assert list(topic.dependencies) == [urn]
    assert list(topic.propertyDependencies["name"].urns) == [urn]
    assert decode(topic.provider.properties) == {"region": "us-east-1"}


def test_a_rule_tells_its_requirements_one_by_one() -> None:
    policy = analyzer_pb2.PolicyInfo(
        name="named",
        description="d",
        severity="POLICY_SEVERITY_HIGH",
        remediation_steps="do it",
        url="https://example.com",
        framework=analyzer_pb2.PolicyComplianceFramework(name="PCI DSS", reference="1.2.1; 1.4.2;"),
    )
    rule = protocol.rule(policy, "advisory")
    assert rule.requirements == ("1.2.1", "1.4.2")
    assert (rule.severity, rule.framework, rule.level) == ("high", "PCI DSS", "advisory")
    assert (rule.remediation, rule.url) == ("do it", "https://example.com")


def test_a_rule_may_have_neither_severity_nor_requirements() -> None:
    rule = protocol.rule(analyzer_pb2.PolicyInfo(name="named"), "advisory")
    assert (rule.severity, rule.requirements) == ("", ())


def test_a_message_comes_without_the_description_before_it() -> None:
    found = protocol.violation(
        diagnostic(enforcementLevel="MANDATORY", severity="POLICY_SEVERITY_LOW"), "urn:x"
    )
    assert (found.message, found.urn) == ("its message", "urn:x")
    assert (found.level, found.severity) == ("mandatory", "low")


def test_a_rule_may_name_the_resource_itself_and_say_nothing_more() -> None:
    found = protocol.violation(diagnostic("description", urn="urn:y"), "urn:x")
    assert (found.message, found.urn) == ("description", "urn:y")


def test_a_rule_that_read_an_unknown_value_is_undetermined() -> None:
    said = diagnostic("can't run policy 'named' from policy pack 'p@v1' during preview: no arn")
    assert protocol.is_undetermined(said)
    assert protocol.undetermined(said, "urn:x").reason == "no arn"
    assert not protocol.is_undetermined(diagnostic())
