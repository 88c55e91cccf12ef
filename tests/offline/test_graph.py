from pathlib import Path

import pytest

from offline.errors import ProgramError
from offline.graph import UNKNOWN, preview_state


def test_a_stack_is_previewed_from_its_files(example: Path) -> None:
    state = preview_state("dev", deployed=False, project_dir=example)
    assert (state.project, state.stack, state.deployed) == ("shop", "dev", False)
    assert state.stack_outputs["vpc_id"] is UNKNOWN
    vpc = state.one("aws:ec2/vpc:Vpc")
    assert vpc.urn == "urn:pulumi:dev::shop::shop:index:Network$aws:ec2/vpc:Vpc::network-vpc"
    assert vpc.source.endswith("shop_network.py:13")


def test_overrides_replace_what_the_stack_file_says(example: Path) -> None:
    state = preview_state(
        "dev", deployed=True, project_dir=str(example), overrides={"shop:subnets": [4, 5, 6]}
    )
    assert len(state.by_type("aws:ec2/subnet:Subnet")) == 3


def test_previews_of_two_stacks_follow_one_another(example: Path) -> None:
    rules = [
        len(preview_state(stack, deployed=True, project_dir=example).by_type(
            "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
        ))
        for stack in ("bad", "dev")
    ]  # fmt: skip
    assert rules == [1, 0]


def test_a_program_that_raises_is_one_message(project: Path) -> None:
    (project / "Pulumi.yaml").write_text("name: shop\n")
    with pytest.raises(ProgramError, match="Missing required configuration variable 'shop:cidr'"):
        preview_state("dev", deployed=True, project_dir=project)
