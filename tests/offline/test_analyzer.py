from pathlib import Path
from typing import Any

import pytest

from offline.account import Account
from offline.analyzer import Analyzer
from offline.errors import PackError
from offline.execution import execute_project
from offline.judgement import judge
from offline.process import PackProcess
from offline.projectfile import Project
from offline.recording import Recorder
from offline.task import Task

HEADER = """
from pulumi_policy import *
"""


def verdict(project: Path, rules: Any, *, deployed: Any = True, policy_config: Any = None) -> Any:
    """The verdict of a pack whose rules are `rules`, on the project's stack `dev`."""
    (project / "policy" / "rules.py").write_text(HEADER + rules)
    return outcome(project, deployed=deployed, policy_config=policy_config).verdict


def outcome(project: Path, *, deployed: Any = True, policy_config: Any = None) -> Any:
    loaded = Project.load(project)
    task = Task(
        project=loaded,
        config=loaded.config("dev"),
        deployed=deployed,
        pack=project / "policy",
        policy_config=policy_config or {},
    )
    with PackProcess(task.pack, task.config, deployed=deployed) as process:
        return judge(task, process, lambda _: None)


def test_the_pack_judges_inputs_one_by_one_and_outputs_at_the_end(project: Path) -> None:
    found = verdict(
        project,
        """
def inputs(args, report):
    if args.resource_type == "aws:ec2/vpc:Vpc":
        report(f"{args.name} {sorted(args.props)} {args.opts.parent}")

def outputs(args, report):
    vpc, = [each for each in args.resources if each.resource_type == "aws:ec2/vpc:Vpc"]
    report(f"{vpc.props['arn']} {vpc.parent.name}", vpc.urn)

RULES = [
    ResourceValidationPolicy("inputs", "d", inputs),
    StackValidationPolicy("outputs", "d", outputs),
]
""",
    )
    one, whole = (each.message for each in found.violations)
    urn = "urn:pulumi:dev::shop::shop:index:Network::network"
    assert one == f"network-vpc ['cidrBlock'] {urn}"
    assert whole.startswith("arn:aws:ec2:us-west-2:123456789012:vpc/vpc-")
    assert whole.endswith(" network")
    assert (found.pack, found.version) == ("example", "1.2.3")
    assert {each.level for each in found.violations} == {"advisory"}


def test_remediated_inputs_are_what_is_judged_and_what_is_registered(project: Path) -> None:
    (project / "policy" / "rules.py").write_text(
        HEADER
        + """
def name(args):
    if args.resource_type == "aws:ec2/vpc:Vpc":
        return {**args.props, "tags": {"Name": "remediated"}}

def judge(args, report):
    if args.resource_type == "aws:ec2/vpc:Vpc":
        report(args.props["tags"]["Name"])

RULES = [
    ResourceValidationPolicy("name", "d", remediate=name,
                             enforcement_level=EnforcementLevel.REMEDIATE),
    ResourceValidationPolicy("judge", "d", judge),
]
"""
    )
    previewed = outcome(project)
    assert [each.message for each in previewed.verdict.violations] == ["remediated"]
    assert previewed.state.one("aws:ec2/vpc:Vpc").inputs["tags"] == {"Name": "remediated"}
    assert {each.policy for each in previewed.verdict.not_applicable} == {"name"}


def test_a_remediation_that_cannot_know_is_undetermined(project: Path) -> None:
    found = verdict(
        project,
        """
from pulumi_policy.proxy import UNKNOWN_STRING_VALUE, UnknownValueError

def move(args):
    if args.name == "network-subnet-0":
        raise UnknownValueError(UNKNOWN_STRING_VALUE, ["vpcId"])

RULES = [
    ResourceValidationPolicy("move", "d", remediate=move,
                             enforcement_level=EnforcementLevel.REMEDIATE),
]
""",
        deployed=False,
    )
    (undetermined,) = found.undetermined
    assert undetermined.policy == "move"
    assert undetermined.urn.endswith("::network-subnet-0")
    assert undetermined.reason == "string value at .vpcId can't be known during preview"


def test_secrets_reach_rules_and_unknowns_stop_them(project: Path) -> None:
    found = verdict(
        project,
        """
def secret(args, report):
    if args.resource_type == "aws:secretsmanager/secretVersion:SecretVersion":
        report(str(args.props["secretString"].startswith("offline-secret-")))

def unknown(args, report):
    if args.resource_type == "aws:ec2/subnet:Subnet":
        args.props["vpcId"]

RULES = [
    ResourceValidationPolicy("secret", "d", secret),
    ResourceValidationPolicy("unknown", "d", unknown, EnforcementLevel.MANDATORY),
]
""",
        deployed=False,
    )
    assert [each.message for each in found.violations] == ["True"]
    assert [each.policy for each in found.undetermined] == ["unknown", "unknown"]
    assert found.undetermined[0].urn.endswith("::network-subnet-0")
    assert found.undetermined[0].reason == "string value at .vpcId can't be known during preview"
    assert found.mandatory == ()


def test_configuration_reaches_the_rules_and_changes_levels(project: Path) -> None:
    rules = """
def world(args, report):
    if args.resource_type == "aws:ec2/vpc:Vpc":
        report(args.get_config()["days"] + 1)

def days(args, report):
    if args.resource_type == "aws:ec2/vpc:Vpc":
        report(str(int(args.get_config()["days"])))

SCHEMA = PolicyConfigSchema(properties={"days": {"type": "integer", "default": 365}})
RULES = [
    ResourceValidationPolicy("days", "d", days, config_schema=SCHEMA),
    ResourceValidationPolicy("off", "d", world),
]
"""
    config = {"days": {"enforcementLevel": "mandatory", "days": 30}, "off": "disabled"}
    found = verdict(project, rules, policy_config=config)
    assert [(each.message, each.level) for each in found.mandatory] == [("30", "mandatory")]
    assert found.rules["off"].level == "disabled"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("raise ValueError('broken rule')", r"failed in Analyze: .*broken rule"),
        ("print('debugging')", r"a rule printed 'debugging"),
    ],
)
def test_a_rule_that_breaks_the_protocol_ends_the_preview(
    project: Path, body: Any, message: Any
) -> None:
    rules = f"""
def bad(args, report):
    {body}

RULES = [ResourceValidationPolicy("bad", "d", bad)]
"""
    with pytest.raises(PackError, match=message) as caught:
        verdict(project, rules)
    assert "Traceback" not in str(caught.value)


def test_a_pack_that_stops_answering_is_an_error(project: Path) -> None:
    loaded = Project.load(project)
    config = loaded.config("dev")
    pack = project / "policy"
    with (
        PackProcess(pack, config, deployed=True) as process,
        Analyzer(process, pack, config, deployed=True, policy_config={}) as analyzer,
    ):
        recorder = Recorder(
            project="shop",
            stack="dev",
            account=Account("us-west-2"),
            deployed=True,
            inspect=analyzer.inspect,
        )
        execute_project(loaded, config, recorder)
        process.kill()
        with pytest.raises(PackError, match=r"the policy pack failed in (Analyze|AnalyzeStack): "):
            analyzer.verdict(recorder.registrations)


def test_what_listens_on_the_port_must_be_a_pack(project: Path) -> None:
    (project / "policy" / "__main__.py").write_text("print(9)\nimport time\ntime.sleep(60)\n")
    with pytest.raises(PackError, match="failed in Handshake: "):
        outcome(project)
