"""What a function does while it starts, in a process of its own as in Lambda."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

FUNCTIONS = Path(__file__).parents[2] / "functions"
PROGRAM = """
import gc, json, sys
collections = []
gc.callbacks.append(lambda phase, _: collections.append(phase))
import {handler}
print(json.dumps({{"modules": sorted(sys.modules), "collections": collections.count("stop")}}))
"""
HANDLERS = (
    "payment_validation",
    "fraud_detection",
    "transaction_processing",
    "secrets_rotation",
)


@pytest.mark.parametrize("handler", HANDLERS)
def test_a_function_starts_without_what_it_does_not_use(handler: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(handler=handler)],
        cwd=FUNCTIONS,
        check=True,
        capture_output=True,
        text=True,
    )
    started = json.loads(done.stdout)
    loaded = set(started["modules"])
    assert {"payments", "botocore"} <= loaded
    assert not {"boto3", "redis", "pg8000", "pymysql"} & loaded
    assert started["collections"] < 10, "little that a start makes is garbage"
