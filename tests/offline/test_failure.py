import runpy
from pathlib import Path

import pulumi
import pulumi_aws as aws
import pytest

from offline import graph
from offline.errors import OfflineError, ProgramError
from offline.failure import program_error
from offline.graph import preview_state


class SettingsError(Exception):
    """Named as the program's own."""


def test_the_message_names_the_exception_the_line_and_what_was_registered_last(
    project: Path,
) -> None:
    (project / "__main__.py").write_text(
        "import pulumi_aws as aws\n"
        "topic = aws.sns.Topic('topic')\n"
        "def build():\n"
        "    return {}['missing']\n"
        "topic.arn.apply(lambda _: build())\n"
    )
    with pytest.raises(ProgramError) as caught:
        preview_state("dev", deployed=True, project_dir=project)
    assert str(caught.value).splitlines() == [
        "the program failed: KeyError: 'missing'",
        "  in __main__.py:4, build: return {}['missing']",
        "  last registered: aws:sns/topic:Topic 'topic' in shop-dev",
    ]


def test_a_program_that_does_not_compile_is_named_with_its_line(project: Path) -> None:
    (project / "__main__.py").write_text("import pulumi\ndef broken(:\n")
    with pytest.raises(ProgramError, match=r"SyntaxError: .*__main__.py, line 2"):
        preview_state("dev", deployed=True, project_dir=project)


def test_a_wrong_argument_of_a_resource_is_reported_where_it_was_given(project: Path) -> None:
    (project / "__main__.py").write_text(
        "import pulumi_aws as aws\naws.sns.Topic('topic', colour='red')\n"
    )
    with pytest.raises(ProgramError) as caught:
        preview_state("dev", deployed=True, project_dir=project)
    message = str(caught.value)
    assert "unexpected keyword argument 'colour'\n  in __main__.py:2, <module>: aws.sns" in message
    assert message.endswith("\n  building Topic 'topic'")


def test_the_resource_and_its_component_are_named(project: Path) -> None:
    source = (project / "shop_network.py").read_text()
    broken = source.replace("cidr_block=cidr,", "cidr_block=cidr, tags=object(),")
    (project / "broken_network.py").write_text(broken)
    program = (project / "__main__.py").read_text()
    (project / "__main__.py").write_text(program.replace("shop_network", "broken_network"))
    with pytest.raises(ProgramError, match=r"\n  building Vpc 'network-vpc'"):
        preview_state("dev", deployed=True, project_dir=project)


def test_a_component_that_fails_between_its_resources_is_named() -> None:
    class Tier(pulumi.ComponentResource):
        def __init__(self) -> None:
            super().__init__("shop:index:Tier", "tier")
            aws.sns.Topic("topic", opts=pulumi.ResourceOptions(parent=self))
            raise RuntimeError("too small")

    with pytest.raises(ProgramError, match=r"RuntimeError: too small\n  building Tier 'tier'"):
        graph.run(Tier)


def test_a_component_that_fails_before_it_has_a_name_is_not_named() -> None:
    class Tier(pulumi.ComponentResource):
        def __init__(self) -> None:
            raise RuntimeError("at once")

    with pytest.raises(ProgramError, match="  last registered: pulumi:pulumi:Stack"):
        graph.run(Tier)


def test_an_exception_without_text_is_named() -> None:
    def program() -> None:
        raise RuntimeError

    with pytest.raises(ProgramError, match="the program failed: RuntimeError: no further text"):
        graph.run(program)


def test_what_settings_say_is_shown_as_it_is() -> None:
    def program() -> None:
        raise SettingsError("Pulumi.dev.yaml has 2 problems:\n  one\n  two")

    with pytest.raises(ProgramError) as caught:
        graph.run(program)
    assert str(caught.value) == "Pulumi.dev.yaml has 2 problems:\n  one\n  two"


def test_a_message_for_people_stays_as_it_is_however_deep() -> None:
    inner = OfflineError("as it is")
    outer = RuntimeError("around it")
    outer.__cause__ = inner
    assert program_error(outer, latest=None, root=None) is inner


def test_a_circle_of_causes_ends() -> None:
    one, two = RuntimeError("one"), RuntimeError("two")
    one.__cause__, two.__cause__ = two, one
    assert str(program_error(one, latest=None, root=None)) == (
        "the program failed: RuntimeError: two"
    )


def test_frames_of_the_tool_and_of_hidden_folders_are_not_the_program(tmp_path: Path) -> None:
    for folder in ("offline", ".venv", "components"):
        (tmp_path / folder).mkdir()
    (tmp_path / "components" / "a.py").write_text("def call(inner):\n    inner()\n")
    (tmp_path / ".venv" / "b.py").write_text("def call():\n    raise RuntimeError('deep')\n")
    outer = runpy.run_path(str(tmp_path / "components" / "a.py"))["call"]
    inner = runpy.run_path(str(tmp_path / ".venv" / "b.py"))["call"]
    try:
        outer(inner)
    except RuntimeError as error:
        message = str(program_error(error, latest=None, root=tmp_path))
    assert "in components/a.py:2, call: inner()" in message


def test_the_stack_itself_is_in_nothing() -> None:
    def program() -> None:
        raise RuntimeError("at once")

    with pytest.raises(ProgramError) as caught:
        graph.run(program)
    assert str(caught.value).endswith("last registered: pulumi:pulumi:Stack 'payments-test'")
