from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from offline import graph
from offline.errors import ProgramError


class Tier(pulumi.ComponentResource):
    def __init__(self, name: Any, opts: Any = None) -> None:
        super().__init__("shop:index:Tier", name, None, opts)
        self.vpc = aws.ec2.Vpc(f"{name}-vpc", opts=pulumi.ResourceOptions(parent=self))
        self.register_outputs({})


def vpc_of(program: Any, **options: Any) -> Any:
    return graph.run(program, **options).one("aws:ec2/vpc:Vpc", "tier").options


def test_protection_comes_from_the_parent() -> None:
    assert vpc_of(lambda: Tier("tier", pulumi.ResourceOptions(protect=True))).protect


def test_a_child_may_decline_its_parents_protection_and_retention() -> None:
    def program() -> None:
        tier = Tier("parent", pulumi.ResourceOptions(protect=True, retain_on_delete=True))
        own = pulumi.ResourceOptions(parent=tier, protect=False, retain_on_delete=False)
        aws.ec2.Vpc("tier-own", opts=own)

    options = vpc_of(program)
    assert not options.protect
    assert not options.retain_on_delete


def test_retention_and_the_resource_it_goes_with_come_from_the_parent() -> None:
    def program() -> None:
        topic = aws.sns.Topic("topic")
        Tier("tier", pulumi.ResourceOptions(retain_on_delete=True, deleted_with=topic))

    options = vpc_of(program)
    assert options.retain_on_delete
    assert options.deleted_with.endswith("::topic")


def test_ignored_changes_are_not_inherited() -> None:
    program = lambda: Tier("tier", pulumi.ResourceOptions(ignore_changes=["tags"]))  # noqa: E731
    assert vpc_of(program).ignore_changes == ()


@pytest.mark.parametrize("deployed", [True, False])
def test_a_provider_comes_from_the_parent_with_its_region(deployed: Any) -> None:
    def program() -> None:
        provider = aws.Provider("east", region="us-east-1")
        Tier("tier", pulumi.ResourceOptions(providers=[provider]))

    state = graph.run(program, deployed=deployed)
    vpc = state.one("aws:ec2/vpc:Vpc")
    provider = state.one("pulumi:providers:aws")
    assert vpc.options.provider.startswith(f"{provider.urn}::")
    if deployed:
        assert ":us-east-1:" in vpc.outputs["arn"]
    else:
        assert vpc.options.provider.endswith("::04da6b54-80e4-46f7-96ec-b56ff0331ba9")


def test_a_former_name_of_a_component_is_a_former_place_of_its_children() -> None:
    alias = pulumi.Alias(name="was")
    options = vpc_of(lambda: Tier("tier", pulumi.ResourceOptions(aliases=[alias])))
    prefix = "urn:pulumi:test::payments::shop:index:Tier$aws:ec2/vpc:Vpc::"
    # Named after its parent, the child was named after its parent's former name.
    assert options.aliases == (f"{prefix}was-vpc",)


@pytest.mark.parametrize(
    ("alias", "urn"),
    [
        ("urn:pulumi:a::b::c:d:E::f", "urn:pulumi:a::b::c:d:E::f"),
        (pulumi.Alias(type_="a:b:C"), "urn:pulumi:test::payments::a:b:C::tier-vpc"),
        (
            pulumi.Alias(stack="old", project="shop"),
            "urn:pulumi:old::shop::aws:ec2/vpc:Vpc::tier-vpc",
        ),
        (
            pulumi.Alias(parent="urn:pulumi:test::payments::x:y:Z::z"),
            "urn:pulumi:test::payments::x:y:Z$aws:ec2/vpc:Vpc::tier-vpc",
        ),
        (
            pulumi.Alias(name="was", parent=None),
            "urn:pulumi:test::payments::aws:ec2/vpc:Vpc::was",
        ),
    ],
)
def test_an_alias_names_a_former_urn(alias: Any, urn: Any) -> None:
    options = pulumi.ResourceOptions(aliases=[alias])
    assert vpc_of(lambda: aws.ec2.Vpc("tier-vpc", opts=options)).aliases == (urn,)


def test_a_child_that_had_a_name_of_its_own_keeps_it_under_its_parents_former_name() -> None:
    def program() -> None:
        tier = Tier("parent", pulumi.ResourceOptions(aliases=[pulumi.Alias(name="was")]))
        aws.ec2.Vpc("own-tier", opts=pulumi.ResourceOptions(parent=tier))

    assert vpc_of(program).aliases == (
        "urn:pulumi:test::payments::shop:index:Tier$aws:ec2/vpc:Vpc::own-tier",
    )


def test_a_timeout_that_is_no_duration_is_refused_with_its_resource() -> None:
    options = pulumi.ResourceOptions(custom_timeouts=pulumi.CustomTimeouts(create="soon"))
    with pytest.raises(ProgramError, match=r"aws:sns/topic:Topic 't': .* create: 'soon' is not a"):
        graph.run(lambda: aws.sns.Topic("t", opts=options))


def test_all_other_options_are_kept_as_given() -> None:
    options = pulumi.ResourceOptions(
        ignore_changes=["tags"],
        replace_on_changes=["cidrBlock"],
        delete_before_replace=True,
        additional_secret_outputs=["arn"],
        import_="vpc-123",
        custom_timeouts=pulumi.CustomTimeouts(create="1h", delete="30m"),
    )
    seen = vpc_of(lambda: aws.ec2.Vpc("tier-vpc", opts=options))
    assert seen == graph.Options(
        ignore_changes=("tags",),
        replace_on_changes=("cidrBlock",),
        delete_before_replace=True,
        additional_secret_outputs=("arn",),
        import_id="vpc-123",
        timeouts={"create": "1h", "delete": "30m"},
    )
