import asyncio
import gc
import os
from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from offline import graph
from offline.errors import ProgramError


def test_a_program_sees_its_stack_project_and_config() -> None:
    def program() -> None:
        pulumi.export("stack", pulumi.get_stack())
        pulumi.export("project", pulumi.get_project())
        pulumi.export("size", pulumi.Config("shop").require("size"))
        pulumi.export("region", pulumi.Config("aws").require("region"))
        pulumi.export("dry", pulumi.runtime.is_dry_run())

    outputs = graph.run(program, stack="s", config={"shop:size": "5"}).stack_outputs
    assert outputs == {
        "stack": "s", "project": "payments", "size": "5", "region": "us-west-2", "dry": True,
    }  # fmt: skip
    assert (
        graph.run(program, deployed=True, config={"shop:size": "5"}).stack_outputs["dry"] is False
    )


def test_runs_leave_nothing_behind() -> None:
    before = pulumi.get_project(), dict(pulumi.runtime.get_config_env())
    graph.run(lambda: aws.sns.Topic("topic"), config={"shop:size": "5"})
    assert (pulumi.get_project(), dict(pulumi.runtime.get_config_env())) == before
    assert pulumi.Config("shop").get("size") is None
    assert pulumi.runtime.get_root_resource() is None
    assert gc.isenabled()
    with pytest.raises(RuntimeError, match="no running event loop"):
        asyncio.get_running_loop()


def test_a_collector_that_was_off_stays_off() -> None:
    gc.disable()
    try:
        graph.run(lambda: None)
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_runs_do_not_see_each_other() -> None:
    names = [
        {each.name for each in graph.run(lambda name=name: aws.sns.Topic(name)).resources}
        for name in ("one", "two")
    ]
    assert names == [{"payments-test", "one"}, {"payments-test", "two"}]


def test_a_failed_run_does_not_disturb_the_next() -> None:
    with pytest.raises(ProgramError):
        graph.run(lambda: aws.sns.Topic("topic") and 1 / 0)
    assert graph.run(lambda: aws.sns.Topic("topic")).by_type("aws:sns/topic:Topic")


def test_the_callers_aws_and_pulumi_variables_are_hidden_and_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    monkeypatch.setenv("PULUMI_CONFIG", '{"shop:size": "9"}')
    monkeypatch.setenv("OTHER", "kept")

    def program() -> None:
        pulumi.export("names", [n for n in ("AWS_REGION", "OTHER") if n in os.environ])
        pulumi.export("size", pulumi.Config("shop").get("size") or "none")

    assert graph.run(program).stack_outputs == {"names": ["OTHER"], "size": "none"}
    assert os.environ["AWS_REGION"] == "eu-west-1"


def test_what_the_program_logs_is_kept_except_for_debugging() -> None:
    def program() -> None:
        pulumi.log.debug("hidden")
        pulumi.log.info("for information")
        pulumi.log.warn("careful")

    assert graph.run(program).messages == (("info", "for information"), ("warning", "careful"))


def test_an_assertion_in_an_apply_that_nobody_awaits_surfaces() -> None:
    def program() -> None:
        def check(arn: Any) -> None:
            assert arn == "something else", f"unexpected {arn}"

        aws.sns.Topic("topic", name="t").arn.apply(check)

    with pytest.raises(ProgramError, match="AssertionError: unexpected arn:aws:sns"):
        graph.run(program, deployed=True)


def test_resources_are_registered_in_the_same_order_every_time() -> None:
    def program() -> None:
        key = aws.kms.Key("key")
        for index in range(5):
            aws.sns.Topic(f"topic-{index}", kms_master_key_id=key.id)
            aws.sqs.Queue(f"queue-{index}")

    first, second = ([each.urn for each in graph.run(program).resources] for _ in range(2))
    assert first == second


def test_an_interrupt_is_not_taken_for_an_error_of_the_program() -> None:
    def program() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        graph.run(program)
