import json
from pathlib import Path
from typing import Any

import pytest

from offline.errors import ProjectError
from offline.projectfile import Project


def edit(project: Path, name: Any, text: Any) -> None:
    (project / name).write_text(text)


def test_a_project_knows_its_stacks_and_its_program(example: Path) -> None:
    loaded = Project.load(example)
    assert loaded.name == "shop"
    assert loaded.stacks == ("bad", "dev")
    assert loaded.program == example / "__main__.py"


def test_the_program_may_be_in_a_folder_of_its_own(project: Path) -> None:
    edit(project, "Pulumi.yaml", "name: shop\nmain: app\n")
    (project / "app").mkdir()
    assert Project.load(project).program == project / "app" / "__main__.py"


def test_defaults_of_the_project_and_values_of_the_stack_are_merged(example: Path) -> None:
    values = Project.load(example).config("dev").values
    assert values["shop:cidr"] == "10.0.0.0/16"
    assert values["aws:region"] == "us-west-2"
    assert json.loads(values["shop:subnets"]) == [0, 1]
    assert values["shop:network"] == "{}"


def test_a_value_of_the_stack_wins_over_a_default_and_an_override_over_both(project: Path) -> None:
    edit(project, "Pulumi.dev.yaml", "config:\n  aws:region: eu-west-1\n  cidr: 10.1.0.0/16\n")
    loaded = Project.load(project)
    assert loaded.config("dev").values["shop:cidr"] == "10.1.0.0/16"
    overridden = loaded.config("dev", {"cidr": "10.2.0.0/16", "shop:on": True, "aws:region": None})
    assert overridden.values["shop:cidr"] == "10.2.0.0/16"
    assert overridden.values["shop:on"] == "true"
    with pytest.raises(ProjectError, match=r"Pulumi.dev.yaml: 'aws:region' is not configured"):
        _ = overridden.region


def test_the_region_is_that_of_the_provider(example: Path) -> None:
    assert Project.load(example).config("dev").region == "us-west-2"


def test_an_encrypted_value_becomes_a_made_up_secret_that_is_always_the_same(example: Path) -> None:
    config = Project.load(example).config("dev")
    assert config.secret_keys == {"shop:dbPassword"}
    assert config.values["shop:dbPassword"].startswith("offline-secret-")
    assert config.values == Project.load(example).config("dev").values


def test_a_secret_inside_a_structure_makes_its_key_secret(project: Path) -> None:
    overrides = {"deep": {"users": [{"name": "a", "password": {"secure": "v1:x"}}]}, "plain": [1]}
    config = Project.load(project).config("dev", overrides)
    (user,) = json.loads(config.values["shop:deep"])["users"]
    assert user["name"] == "a"
    assert user["password"].startswith("offline-secret-")
    assert "shop:deep" in config.secret_keys
    assert "shop:plain" not in config.secret_keys


def test_an_unknown_stack_lists_the_stacks(example: Path) -> None:
    with pytest.raises(ProjectError, match=r"no stack 'prod'.*Stacks: bad, dev"):
        Project.load(example).config("prod")


def test_a_project_without_stacks_says_none(project: Path) -> None:
    for file in project.glob("Pulumi.*.yaml"):
        file.unlink()
    with pytest.raises(ProjectError, match="Stacks: none"):
        Project.load(project).config("dev")


def test_every_value_of_a_wrong_type_is_named_at_once(example: Path) -> None:
    with pytest.raises(ProjectError) as caught:
        Project.load(example).config("dev", {"subnets": "x", "cidr": [1]})
    lines = str(caught.value).splitlines()
    assert lines == [
        "Pulumi.dev.yaml: 'shop:cidr' = [1] must be of type string",
        "Pulumi.dev.yaml: 'shop:subnets' = 'x' must be of type array<integer>",
    ]


@pytest.mark.parametrize(
    ("file", "text", "message"),
    [
        ("Pulumi.yaml", "runtime: python\n", "Pulumi.yaml: 'name' is missing"),
        ("Pulumi.dev.yaml", "config: [1]\n", "Pulumi.dev.yaml: 'config' must hold keys and values"),
        ("Pulumi.dev.yaml", "config: {a: [\n", "Pulumi.dev.yaml:2:1: not valid YAML"),
    ],
)
def test_a_wrong_file_is_named(project: Path, file: Any, text: Any, message: Any) -> None:
    edit(project, file, text)
    with pytest.raises(ProjectError, match=message):
        Project.load(project).config("dev")


def test_a_folder_without_a_project_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"has no Pulumi.yaml"):
        Project.load(tmp_path)
