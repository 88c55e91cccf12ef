from typing import Any

import pulumi
import pulumi_aws as aws
import pulumi_random as random
import pytest

from offline import graph
from offline.errors import ProgramError
from offline.graph import UNKNOWN, Secret, revealed


def bucket_program() -> None:
    bucket = aws.s3.Bucket("bucket", tags={"a": "b"})
    aws.s3.BucketVersioning(
        "versioning", bucket=bucket.id, versioning_configuration={"status": "Enabled"}
    )
    pulumi.export("arn", bucket.arn)


def test_before_a_deployment_what_a_provider_computes_is_unknown() -> None:
    state = graph.run(bucket_program)
    bucket = state.one("aws:s3/bucket:Bucket")
    assert bucket.id == ""
    assert bucket.outputs["id"] is UNKNOWN
    assert bucket.outputs["arn"] is UNKNOWN
    assert bucket.outputs["tags"] == {"a": "b"}
    assert state.one("aws:s3/bucketVersioning:BucketVersioning").inputs["bucket"] is UNKNOWN
    assert state.stack_outputs == {"arn": UNKNOWN}


def test_after_a_deployment_everything_is_known() -> None:
    state = graph.run(bucket_program, deployed=True)
    bucket = state.one("aws:s3/bucket:Bucket")
    assert state.one("aws:s3/bucketVersioning:BucketVersioning").inputs["bucket"] == bucket.id
    assert state.stack_outputs == {"arn": f"arn:aws:s3:::{bucket.id}"}


def test_dependencies_are_known_by_property() -> None:
    state = graph.run(bucket_program)
    versioning = state.one("aws:s3/bucketVersioning:BucketVersioning")
    bucket = state.one("aws:s3/bucket:Bucket")
    assert versioning.dependencies == (bucket.urn,)
    assert versioning.property_dependencies == {"bucket": (bucket.urn,)}


def test_numbers_stay_numbers_and_names_are_the_providers() -> None:
    group = graph.run(lambda: aws.cloudwatch.LogGroup("group", retention_in_days=365)).one(
        "aws:cloudwatch/logGroup:LogGroup"
    )
    assert group.inputs == {"retentionInDays": 365}


@pytest.mark.parametrize("deployed", [True, False])
def test_secrets_stay_secret_wherever_they_go(deployed: Any) -> None:
    def program() -> None:
        password = random.RandomPassword("password", length=20)
        aws.secretsmanager.SecretVersion(
            "version", secret_id="s", secret_string=password.result.apply(lambda text: f"<{text}>")
        )
        aws.rds.Cluster("cluster", engine="aurora-postgresql", master_password="s3cret")
        pulumi.export("password", password.result)

    state = graph.run(program, deployed=deployed)
    version = state.one("aws:secretsmanager/secretVersion:SecretVersion")
    cluster = state.one("aws:rds/cluster:Cluster")
    assert isinstance(state.stack_outputs["password"], Secret)
    assert isinstance(version.inputs["secretString"], Secret)
    assert isinstance(version.outputs["secretString"], Secret)
    assert isinstance(cluster.outputs["masterPassword"], Secret)
    assert "s3cret" not in repr(state.resources)
    assert "cluster_password" not in cluster.outputs


def test_an_output_named_secret_is_secret_though_the_input_was_not() -> None:
    options = pulumi.ResourceOptions(additional_secret_outputs=["name", "arn"])
    topic = graph.run(lambda: aws.sns.Topic("topic", name="t", opts=options), deployed=True).one(
        "aws:sns/topic:Topic"
    )
    assert topic.inputs["name"] == "t"
    assert topic.outputs["name"] == Secret("t")
    assert revealed(topic.outputs["arn"]).endswith(":t")


def test_a_component_has_the_outputs_it_registers() -> None:
    class Tier(pulumi.ComponentResource):
        def __init__(self) -> None:
            super().__init__("shop:index:Tier", "tier")
            self.register_outputs({"count": 2, "key": pulumi.Output.secret("s")})

    tier = graph.run(Tier).one("shop:index:Tier")
    assert not tier.custom
    assert tier.outputs == {"count": 2, "key": Secret("s")}


@pytest.mark.parametrize("deployed", [True, False])
def test_a_resource_that_exists_is_read_and_known(deployed: Any) -> None:
    def program() -> None:
        vpc = aws.ec2.Vpc.get("existing", "vpc-123")
        aws.ec2.Subnet("subnet", vpc_id=vpc.id)
        pulumi.export("arn", vpc.arn)

    state = graph.run(program, deployed=deployed)
    vpc = state.one("aws:ec2/vpc:Vpc")
    assert (vpc.read, vpc.id) == (True, "vpc-123")
    assert state.one("aws:ec2/subnet:Subnet").inputs["vpcId"] == "vpc-123"
    assert state.stack_outputs["arn"].startswith("arn:aws:ec2:us-west-2:123456789012:vpc/")


def test_a_resource_is_not_known_before_what_names_it() -> None:
    def program() -> None:
        topic = aws.sns.Topic("topic")
        aws.sns.Topic.get("again", topic.id)

    again = graph.run(program).one("aws:sns/topic:Topic", "again")
    assert (again.read, again.id) == (True, "")
    assert again.outputs["arn"] is UNKNOWN


def test_an_imported_resource_has_its_id() -> None:
    options = pulumi.ResourceOptions(import_="vpc-123")
    assert graph.run(lambda: aws.ec2.Vpc("v", opts=options)).one("aws:ec2/vpc:Vpc").id == "vpc-123"


def test_questions_are_answered_for_the_stacks_region_or_the_one_asked_about() -> None:
    def program() -> None:
        pulumi.export("zones", aws.get_availability_zones().names)
        pulumi.export("east", aws.get_availability_zones(region="us-east-1").names)
        pulumi.export("account", aws.get_caller_identity_output().account_id)
        pulumi.export("secret", aws.secretsmanager.get_secret_version("db").secret_string)

    state = graph.run(program, region="eu-west-1")
    assert state.stack_outputs["zones"][0] == "eu-west-1a"
    assert state.stack_outputs["east"][0] == "us-east-1a"
    assert state.stack_outputs["account"] == "123456789012"


def test_a_question_about_an_unknown_value_has_an_unknown_answer() -> None:
    def program() -> None:
        secret = aws.secretsmanager.Secret("secret")
        found = aws.secretsmanager.get_secret_output(arn=secret.arn)
        pulumi.export("name", found.name)

    assert graph.run(program).stack_outputs == {"name": UNKNOWN}


def test_a_resource_of_the_program_can_be_looked_up_by_its_urn() -> None:
    def program() -> None:
        topic = aws.sns.Topic("topic", name="t")
        again = topic.urn.apply(
            lambda urn: pulumi.runtime.invoke("pulumi:pulumi:getResource", {"urn": urn}).value[
                "state"
            ]["name"]
        )
        pulumi.export("name", again)

    assert graph.run(program, deployed=True).stack_outputs == {"name": "t"}


def test_a_resource_that_is_not_there_cannot_be_looked_up() -> None:
    with pytest.raises(ProgramError, match="the program asks for urn:x, which it has not"):
        graph.run(lambda: pulumi.runtime.invoke("pulumi:pulumi:getResource", {"urn": "urn:x"}))


def test_a_name_taken_twice_is_an_error_that_names_both_places() -> None:
    def program() -> None:
        aws.sns.Topic("topic")
        aws.sns.Topic("topic")

    with pytest.raises(ProgramError) as caught:
        graph.run(program)
    message = str(caught.value)
    assert "duplicate resource URN urn:pulumi:test::payments::aws:sns/topic:Topic::topic" in message
    assert message.count("test_monitor.py:") == 2


def test_reading_a_resource_under_a_taken_name_is_the_same_error() -> None:
    def program() -> None:
        aws.sns.Topic("topic")
        aws.sns.Topic.get("topic", "arn:aws:sns:us-west-2:123456789012:t")

    with pytest.raises(ProgramError, match="duplicate resource URN"):
        graph.run(program)


def do_nothing(_: Any) -> None:
    """A transform that changes nothing."""


class Remote(pulumi.ComponentResource):
    def __init__(self) -> None:
        super().__init__("shop:index:Remote", "remote", {}, None, remote=True)


@pytest.mark.parametrize(
    ("program", "message"),
    [
        (Remote, "shop:index:Remote 'remote' is a component that a provider builds"),
        (
            lambda: aws.sns.Topic("topic", opts=pulumi.ResourceOptions(transforms=[do_nothing])),
            "a transform of aws:sns/topic:Topic 'topic', which only the engine runs",
        ),
        (
            lambda: pulumi.runtime.register_resource_transform(do_nothing),
            "the stack transform '.+', which only the engine runs",
        ),
        (
            lambda: pulumi.runtime.register_invoke_transform(do_nothing),
            "the invoke transform '.+', which only the engine runs",
        ),
    ],
)
def test_what_only_an_engine_can_do_is_refused(program: Any, message: Any) -> None:
    with pytest.raises(ProgramError, match=message):
        graph.run(program)
