import json
from collections.abc import Callable, Mapping
from typing import Any

import pulumi
import pulumi_aws as aws

from offline import graph
from offline.document import document
from offline.rule import Verdict
from offline.task import Outcome

UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


def step(written: Any, name: Any) -> Any:
    (found,) = [each for each in written["steps"] if each["urn"].endswith(f"::{name}")]
    return found


def test_a_state_is_one_document_of_plain_json(
    outcomes: Callable[[str], Mapping[str, Outcome]],
) -> None:
    written = document(outcomes("dev")["new"])
    assert json.loads(json.dumps(written)) == written
    assert (written["project"], written["stack"], written["as"]) == ("shop", "dev", "new")
    assert written["changeSummary"] == {"create": 8}
    assert written["duration"] > 0


def test_a_step_has_the_form_that_pulumi_prints(
    outcomes: Callable[[str], Mapping[str, Outcome]],
) -> None:
    subnet = step(document(outcomes("dev")["new"]), "network-subnet-0")
    vpc = "urn:pulumi:dev::shop::shop:index:Network$aws:ec2/vpc:Vpc::network-vpc"
    assert subnet["op"] == "create"
    assert subnet["newState"]["parent"] == "urn:pulumi:dev::shop::shop:index:Network::network"
    assert subnet["newState"]["custom"] is True
    assert subnet["newState"]["inputs"] == {"cidrBlock": "10.0.0.0/24", "vpcId": UNKNOWN_TEXT}
    assert subnet["newState"]["dependencies"] == [vpc]
    assert subnet["newState"]["propertyDependencies"] == {"vpcId": [vpc]}
    assert subnet["newState"]["protect"] is False
    assert subnet["newState"]["ignoreChanges"] == []
    assert subnet["newState"]["additionalSecretOutputs"] == []


def test_secrets_and_unknowns_are_only_named(
    outcomes: Callable[[str], Mapping[str, Outcome]],
) -> None:
    new, deployed = (document(each) for each in outcomes("dev").values())
    assert new["outputs"]["password"] == "[secret]"
    assert new["outputs"]["vpc_id"] == UNKNOWN_TEXT
    assert deployed["outputs"]["vpc_id"].startswith("vpc-")
    assert UNKNOWN_TEXT not in json.dumps(deployed)
    assert "offline-secret-" not in json.dumps([new, deployed])


def test_the_verdict_is_part_of_it(outcomes: Callable[[str], Mapping[str, Outcome]]) -> None:
    policy = document(outcomes("bad")["deployed"])["policy"]
    assert (policy["pack"], policy["version"], policy["rules"]) == ("example", "1.2.3", 4)
    named, open_ = sorted(policy["violations"], key=lambda each: each["policy"])
    assert (open_["policy"], open_["level"], open_["severity"]) == (
        "no-open-ingress", "mandatory", "critical",
    )  # fmt: skip
    assert open_["message"] == "opens every port to 0.0.0.0/0"
    assert open_["urn"].endswith("::open")
    assert open_["requirements"] == ["1.3.1", "1.4.2"]
    assert named["level"] == "advisory"
    assert policy["notApplicable"] == 8


def test_what_could_not_be_decided_is_named_with_its_resource(
    outcomes: Callable[[str], Mapping[str, Outcome]],
) -> None:
    undetermined = document(outcomes("dev")["new"])["policy"]["undetermined"]
    assert [each["policy"] for each in undetermined] == ["subnet-in-vpc", "subnet-in-vpc"]
    assert undetermined[0]["urn"].endswith("::network-subnet-0")


def test_options_that_are_given_are_written_and_a_read_is_no_creation() -> None:
    def program() -> None:
        options = pulumi.ResourceOptions(retain_on_delete=True, ignore_changes=["tags"])
        aws.sns.Topic("topic", opts=options)
        aws.sns.Topic.get("existing", "arn:aws:sns:us-west-2:123456789012:t")

    verdict = Verdict(pack="p", version="1", rules={})
    written = document(Outcome("new", graph.run(program), verdict, 0.0))
    topic, existing = step(written, "topic"), step(written, "existing")
    assert topic["newState"]["retainOnDelete"] is True
    assert topic["newState"]["ignoreChanges"] == ["tags"]
    assert existing["op"] == "read"
    assert existing["newState"]["external"] is True
    assert written["changeSummary"] == {"create": 2, "read": 1}
