"""An explicit capacity carries the target load, or is refused with the arithmetic."""

from collections.abc import Callable, Mapping
from types import ModuleType

import pytest

from settings import capacity_checks, parse

Problems = Callable[..., dict[str, str]]
AURORA = {"kind": "aurora_postgresql"}
CONTAINERS = {
    "loadBalancer": {"kind": "nlb"},
    "certificate": {"domain": "pay.example.com", "hostedZoneId": "Z0123456789ABCDEFGHIJ"},
}


@pytest.fixture(autouse=True)
def _alone(only_checks_of: Callable[[ModuleType], None]) -> None:
    only_checks_of(capacity_checks)


@pytest.mark.parametrize(
    ("raw", "path", "texts"),
    [
        (
            {"targetTpm": 100_000, "api": {"rateLimit": 1_000}, "functions": {}},
            "api.rateLimit",
            ["= 1000", "1000 x 60 = 60000", "targetTpm = 100000", "write: 3334"],
        ),
        (
            {"targetTpm": 100_000, "functions": {"validation": {"reservedConcurrency": 10}}},
            "functions.validation.reservedConcurrency",
            ["= 10", "10 x 60000 / 100 ms = 6000", "write: 167"],
        ),
        (
            {"targetTpm": 300_000, "functions": {"logLevel": "INFO"}},
            "functions.accountConcurrency",
            ["= 1000", "leaves 900 runs", "needs 2500", "0 of them", "write: 2600"],
        ),
        (
            {
                "targetTpm": 300_000,
                "functions": {"logLevel": "INFO"},
                "cache": {"engine": "redis"},
                "secrets": {"mode": "create"},
            },
            "functions.accountConcurrency",
            ["needs 2503", "3 of them to rotate secrets", "write: 2603"],
        ),
        (
            {
                "targetTpm": 6_000,
                "containers": {"cpuUnits": 256, "memoryMb": 512, "maxTasks": 1},
                **CONTAINERS,
            },
            "containers.maxTasks",
            ["= 1", "1 x 256/1024 vCPU x 200 x 60 = 3000", "write: 2"],
        ),
        (
            {"targetTpm": 100_000, "database": {**AURORA, "maxAcu": 2}},
            "database.maxAcu",
            ["= 2", "2 units x 105 a second x 60 = 12600", "write: 64"],
        ),
        (
            {"targetTpm": 100_000, "stream": {"shards": 1}},
            "stream.shards",
            ["= 1", "1 x 1000 a second x 60 = 60000", "write: 3"],
        ),
        (
            {"targetTpm": 100_000, "transactions": {"warmWriteUnits": 9_000}},
            "transactions.warmWriteUnits",
            ["= 9000", "less than the 20004 units", "write: 20004"],
        ),
        (
            {"targetTpm": 100_000, "transactions": {"statusShards": 13}},
            "transactions.statusShards",
            ["= 13", "13 x 1000 write units a second x 60 / 8 a payment = 97500", "write: 27"],
        ),
        (
            {"targetTpm": 600_000, "transactions": {"warmReadUnits": 12_000}},
            "transactions.warmReadUnits",
            ["= 12000", "less than the 20000 units", "write: 20000"],
        ),
    ],
)
def test_what_cannot_carry_the_load_is_refused(
    problems_of: Problems, raw: Mapping[str, object], path: str, texts: list[str]
) -> None:
    text = problems_of(raw)[path]
    for part in texts:
        assert part in text


@pytest.mark.parametrize(
    "raw",
    [
        {"api": {"rateLimit": 100}, "functions": {"validation": {"reservedConcurrency": 10}}},
        {"containers": {"cpuUnits": 256, "memoryMb": 512, "maxTasks": 2}, **CONTAINERS},
        {"containers": {"cpuUnits": 256, "memoryMb": 512}, **CONTAINERS},
        {"targetTpm": 100_000, "database": {**AURORA, "maxAcu": 16}},
        {"targetTpm": 100_000, "stream": {"shards": 2}},
        {"targetTpm": 100_000, "transactions": {"warmReadUnits": 12_000}},
        {"targetTpm": 7_500, "transactions": {"statusShards": 1}},
    ],
)
def test_what_just_carries_the_load_is_taken(raw: Mapping[str, object]) -> None:
    parse({"targetTpm": 6_000, **raw}, stack="test", region="us-west-2")
