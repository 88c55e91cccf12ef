"""The container of the payment service has no privilege, no writable image and no secret."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.context import Context
from components.task_definition import ContainerFacts, container_definition
from settings.containers import ContainersSettings

FACTS = ContainerFacts[str](
    image="registry/image@sha256:00",
    log_group="/ecs/service",
    environment={"B": "2", "A": "1"},
    secrets={"APPLICATION_SECRET": "arn:secret"},
)


@pytest.fixture(scope="module")
def container(ctx: Context) -> dict[str, Any]:
    return container_definition(ctx, ContainersSettings(), FACTS)


def test_it_is_not_privileged_and_not_root(container: dict[str, Any]) -> None:
    assert container["privileged"] is False
    assert container["user"] == "10001:10001"
    assert container["linuxParameters"]["capabilities"] == {"drop": ["ALL"]}


def test_its_image_is_read_only_but_for_folders_in_memory(container: dict[str, Any]) -> None:
    assert container["readonlyRootFilesystem"] is True
    (folder,) = container["linuxParameters"]["tmpfs"]
    assert folder["containerPath"] == "/tmp"
    assert folder["mountOptions"] == ["noexec", "nosuid"]


def test_it_logs_to_the_stacks_own_group(container: dict[str, Any]) -> None:
    assert container["logConfiguration"] == {
        "logDriver": "awslogs",
        "options": {
            "awslogs-group": "/ecs/service",
            "awslogs-region": "us-west-2",
            "awslogs-stream-prefix": "payment-service",
        },
    }


def test_secrets_arrive_by_reference_and_variables_in_stable_order(
    container: dict[str, Any],
) -> None:
    assert container["secrets"] == [{"name": "APPLICATION_SECRET", "valueFrom": "arn:secret"}]
    assert [entry["name"] for entry in container["environment"]] == ["A", "B"]


def test_shared_files_are_mounted_only_where_there_are_some(ctx: Context) -> None:
    settings = ContainersSettings(files_folder="/data")
    without = container_definition(ctx, settings, FACTS)
    shared = ContainerFacts[str](image="i", log_group="g", environment={}, shares_files=True)
    assert without["mountPoints"] == []
    assert container_definition(ctx, settings, shared)["mountPoints"] == [
        {"sourceVolume": "files", "containerPath": "/data", "readOnly": False}
    ]


@given(port=st.integers(1, 65535))
def test_an_unprivileged_process_may_listen_on_any_port(ctx: Context, port: int) -> None:
    settings = ContainersSettings(port=port)
    controls = container_definition(ctx, settings, FACTS)["systemControls"]
    lowered = [{"namespace": "net.ipv4.ip_unprivileged_port_start", "value": "0"}]
    assert controls == (lowered if port < 1024 else [])
