"""Small functions, packed as the stack's are, and plans around them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from offline.local.plan import FunctionPlan, LocalPlan, RoutePlan

CODE = """
import json, os, ssl
from pathlib import Path

def handler(event, context):
    if event.get("task") == "fail":
        raise ValueError("the task failed")
    if event.get("task") == "end":
        os._exit(1)
    trusted = (Path(__file__).parent / "payments/rds-ca-bundle.pem").read_text()
    seen = {"event": event, "environment": dict(os.environ), "trusted": trusted,
            "request_id": context.aws_request_id}
    return {"statusCode": 201, "headers": {"x-seen": "yes"}, "body": json.dumps(seen)}
"""


def packed(folder: Path, *, module: str = "echo") -> str:
    """Write an archive into `folder`; its name."""
    with ZipFile(folder / "functions.zip", "w") as archive:
        archive.writestr(f"{module}.py", CODE)
        archive.writestr("payments/rds-ca-bundle.pem", "AWS's authorities")
    return "functions.zip"


def function_plan(archive: str = "functions.zip", **changes: Any) -> FunctionPlan:
    values: dict[str, Any] = {
        "name": "function-echo",
        "handler": "echo.handler",
        "archive": archive,
        "environment": {"ENVIRONMENT": "test"},
        "timeout_seconds": 5,
        **changes,
    }
    return FunctionPlan(**values)


def route_plan(**changes: Any) -> RoutePlan:
    values: dict[str, Any] = {
        "method": "POST",
        "path": "/process",
        "function": "function-echo",
        "rest": True,
        **changes,
    }
    return RoutePlan(**values)


def stack_plan(*functions: FunctionPlan, **changes: Any) -> LocalPlan:
    values: dict[str, Any] = {
        "stack": "test",
        "region": "eu-west-1",
        "functions": functions,
        "routes": (),
        "schedules": (),
        "tables": (),
        "streams": (),
        "topics": (),
        "keys": {},
        "cache_users": {},
        **changes,
    }
    return LocalPlan(**values)


TABLE: Mapping[str, Any] = {
    "name": "transactions-test",
    "hashKey": "transaction_id",
    "attributes": [
        {"name": "transaction_id", "type": "S"},
        {"name": "status", "type": "S"},
        {"name": "timestamp", "type": "N"},
    ],
    "globalSecondaryIndexes": [
        {
            "name": "status-timestamp-index",
            "hashKey": "status",
            "rangeKey": "timestamp",
            "projectionType": "ALL",
        }
    ],
}
