"""The containers block: task sizes, counts and images that exist."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settings.containers import ContainersSettings
from settings.fargate import MEMORY_BY_CPU

Problems = Callable[..., dict[str, str]]


@given(st.data())
def test_every_size_of_fargate_is_taken(data: st.DataObject) -> None:
    cpu = data.draw(st.sampled_from(sorted(MEMORY_BY_CPU)))
    memory = data.draw(st.sampled_from(list(MEMORY_BY_CPU[cpu])))
    settings = ContainersSettings.model_validate({"cpu_units": cpu, "memory_mb": memory})
    assert list(settings.conflicts()) == []


@pytest.mark.parametrize(
    ("cpu", "memory", "fix"), [(256, 4096, 2048), (512, 5120, 4096), (16384, 8192, 32768)]
)
def test_a_size_that_fargate_does_not_have_is_refused_with_the_nearest(
    problems_of: Problems, cpu: int, memory: int, fix: int
) -> None:
    block = {"cpuUnits": cpu, "memoryMb": memory}
    text = problems_of({"containers": block})["containers.memoryMb"]
    assert f"= {memory}" in text
    assert f"does not exist with cpuUnits = {cpu}" in text
    assert f"write: memoryMb: {fix}" in text


def test_a_cpu_size_that_does_not_exist_is_refused(problems_of: Problems) -> None:
    assert "= 300" in problems_of({"containers": {"cpuUnits": 300}})["containers.cpuUnits"]


def test_fewer_tasks_at_most_than_at_least_are_refused(problems_of: Problems) -> None:
    block = {"minTasks": 5, "maxTasks": 3}
    text = problems_of({"containers": block})["containers.maxTasks"]
    assert "= 3" in text
    assert "at least minTasks = 5" in text


def test_a_green_version_needs_the_own_repository(problems_of: Problems) -> None:
    block = {"image": "httpd:alpine", "greenVersion": "2.0.0"}
    text = problems_of({"containers": block})["containers.greenVersion"]
    assert "'2.0.0'" in text
    assert "which `image` bypasses" in text


@pytest.mark.parametrize("user", ["0", "root", "0:0", "1000:0"])
def test_root_is_refused_as_user_and_as_group(problems_of: Problems, user: str) -> None:
    assert repr(user) in problems_of({"containers": {"user": user}})["containers.user"]
