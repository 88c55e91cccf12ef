import pytest

from offline import urn

VPC = "urn:pulumi:dev::shop::shop:index:Network$aws:ec2/vpc:Vpc::network-vpc"


def test_the_stack_is_of_its_own_type() -> None:
    made = urn.make(stack="dev", project="shop", parent="", type_=urn.STACK_TYPE, name="shop-dev")
    assert made == "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev"


def test_the_type_of_the_stack_does_not_qualify_its_children() -> None:
    parent = "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev"
    made = urn.make(stack="dev", project="shop", parent=parent, type_="a:b:C", name="c")
    assert made == "urn:pulumi:dev::shop::a:b:C::c"


def test_a_child_is_qualified_by_every_component_above_it() -> None:
    parent = "urn:pulumi:dev::shop::a:index:Outer$a:index:Inner::inner"
    made = urn.make(stack="dev", project="shop", parent=parent, type_="aws:ec2/vpc:Vpc", name="v")
    assert made == "urn:pulumi:dev::shop::a:index:Outer$a:index:Inner$aws:ec2/vpc:Vpc::v"


def test_a_urn_tells_stack_project_type_and_name() -> None:
    assert urn.home(VPC) == ("dev", "shop")
    assert urn.type_of(VPC) == "aws:ec2/vpc:Vpc"
    assert urn.name_of(VPC) == "network-vpc"


def test_a_name_may_contain_the_separator() -> None:
    assert urn.name_of("urn:pulumi:dev::shop::a:b:C::one::two") == "one::two"


def test_what_is_no_urn_is_refused_with_its_text() -> None:
    with pytest.raises(ValueError, match="'urn:pulumi:dev::shop' is not a URN"):
        urn.name_of("urn:pulumi:dev::shop")
