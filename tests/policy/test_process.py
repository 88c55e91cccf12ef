import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

PACK = Path(__file__).parents[2] / "policy"


@pytest.fixture(scope="module")
def engine() -> Iterator[analyzer_pb2_grpc.AnalyzerStub]:
    """The pack in its own process, started as the engine starts it."""
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", str(PACK)],
        cwd=PACK,
        env={
            "PATH": os.environ["PATH"],
            "PULUMI_PROJECT": "payments",
            "PULUMI_STACK": "dev",
            "PULUMI_DRY_RUN": "true",
        },
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        port = process.stdout.readline().strip()
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield analyzer_pb2_grpc.AnalyzerStub(channel)
    finally:
        process.kill()
        process.communicate()


def test_the_started_pack_prints_its_port_and_describes_itself(
    engine: analyzer_pb2_grpc.AnalyzerStub,
) -> None:
    info = engine.GetAnalyzerInfo(empty_pb2.Empty())
    assert info.name == "payments-pci-dss"
    assert len({policy.name for policy in info.policies}) == len(info.policies)


def test_the_started_pack_judges_a_resource(engine: analyzer_pb2_grpc.AnalyzerStub) -> None:
    request = analyzer_pb2.AnalyzeRequest(
        type="aws:kms/key:Key", name="key", urn="urn:pulumi:dev::payments::aws:kms/key:Key::key"
    )
    found = {one.policyName for one in engine.Analyze(request).diagnostics}
    assert "kms-key-rotation-enabled" in found
