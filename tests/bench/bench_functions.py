"""What the functions cost: a part of `make bench`.

Everything is measured inside the archive that is deployed, unpacked, with only that archive and a
copy of boto3 on the path, as in Lambda. Numbers are medians; ratios are of runs that alternate.

Both sides are compiled before. Lambda compiles the archive, which it cannot write to, whenever it
starts a function; what that adds is shown beside, without a limit.
"""

import compileall
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

from components.archive import LARGEST_BYTES, code_archive

PROJECT = Path(__file__).parents[2]
ROUNDS = 11
MEGABYTE = 1_000_000

# What Lambda's Python runtime brings.
RUNTIME = ("boto3", "botocore", "s3transfer", "urllib3", "jmespath", "python-dateutil", "six")

COMMON = {
    "ENVIRONMENT": "bench",
    "AWS_DEFAULT_REGION": "us-west-2",
    "AWS_ACCESS_KEY_ID": "bench",
    "AWS_SECRET_ACCESS_KEY": "bench",
    "POWERTOOLS_SERVICE_NAME": "bench",
    "CARD_TOKEN_KEY": "alias/card-token-bench",
    "CARD_ENCRYPTION_KEY": "alias/pan-bench",
    "ACQUIRER_URL": "simulator",
    "STREAM_NAME": "stream-bench",
    "FAILED_TRANSACTIONS_TOPIC_ARN": "arn:aws:sns:us-west-2:123456789012:failed",
}
TABLE = {"TRANSACTIONS_TABLE": "transactions-bench"}
CACHE = {"CACHE_HOST": "cache.internal", "CACHE_SECRET_ARN": "arn:cache"}
VALKEY = {"CACHE_HOST": "cache.internal", "CACHE_NAME": "cache", "CACHE_USER": "user"}
SQL = {
    "DATABASE_ENGINE": "postgres",
    "DATABASE_HOST": "db.internal",
    "DATABASE_NAME": "payments",
    "DATABASE_SECRET_ARN": "arn:db",
}


@dataclass(frozen=True)
class Handler:
    """A handler in a kind of stack, and the AWS clients that it makes there."""

    name: str
    stack: str
    variables: dict[str, str]
    clients: tuple[str, ...]


JUDGING = ("payment_validation", "fraud_detection")
PROCESSING = ("kms", "kinesis", "sns")
HANDLERS = (
    *(Handler(name, "DynamoDB", TABLE, ("kms", "dynamodb")) for name in JUDGING),
    *(Handler(name, "Redis", CACHE, ("kms", "secretsmanager")) for name in JUDGING),
    *(Handler(name, "Valkey", VALKEY, ("kms",)) for name in JUDGING),
    Handler("transaction_processing", "DynamoDB", TABLE, (*PROCESSING, "dynamodb")),
    Handler(
        "transaction_processing", "SQL and Redis", SQL | CACHE, (*PROCESSING, "secretsmanager")
    ),
    Handler("secrets_rotation", "SQL", SQL, ("secretsmanager",)),
)

CLIENTS = "import boto3\nfor name in {clients!r}: boto3.client(name)\n"
# What a handler leaves to its first payment: a client of Redis takes a third of a start to load.
FIRST_PAYMENT = "import payments.cache\n"
HANDLER = "import {handler} as handler\nif hasattr(handler, 'services'): handler.services()\n"

VALIDATION = """
import json, time
from datetime import UTC, datetime
from payments.limits import limit_book
from payments.validation import PaymentInvalidError, validate
valid = json.dumps({
    "merchant_id": "merchant-1", "customer_id": "customer-1", "reference": "order-1",
    "amount_minor": 1250, "currency": "EUR", "country": "DE", "device_id": "device-1",
    "card": {
        "number": "4111 1111 1111 1111", "expiry_month": 12, "expiry_year": 2040, "cvv": "123",
    },
})
wrong = valid.replace("1111 1111", "1111 1112").replace("EUR", "XXX")
book, now, rates = limit_book(1_000_000), datetime.now(UTC), []
for _ in range(7):
    began = time.process_time()
    for number in range(10_000):
        try:
            validate(json.loads(wrong if number % 10 == 0 else valid), limits=book, now=now)
        except PaymentInvalidError:
            pass
    rates.append(10_000 / (time.process_time() - began))
print(sorted(rates)[3])
"""

# Both in processor time: a machine that is busy with something else does not count.
MEASURED = """
import resource, time
print(time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def main() -> None:
    """Measure and print; exits with 1 when a number is missed."""
    with tempfile.TemporaryDirectory() as folder:
        task, runtime = Path(folder, "task"), Path(folder, "runtime")
        size = unpack(task)
        shutil.copytree(task, source(task))
        compileall.compile_dir(task, quiet=1)
        copy_runtime(runtime)
        met = [
            report("archive", size / MEGABYTE, LARGEST_BYTES / MEGABYTE, "MB"),
            validation(task, runtime),
            *(start(task, runtime, handler) for handler in HANDLERS),
        ]
    sys.exit(not all(met))


def report(what: str, found: float, limit: float, unit: str, *, least: bool = False) -> bool:
    """Print one number beside what it has to keep to; whether it does."""
    met = found >= limit if least else found <= limit
    sign = "at least" if least else "at most"
    verdict = "" if met else "  MISSED"
    print(f"{what:45} {found:12,.2f} {unit:6} ({sign} {limit:,.2f}){verdict}")  # noqa: T201 - a report
    return met


def show(what: str, seconds: float) -> None:
    """Print a time that has no limit."""
    print(f"{what:45} {seconds * 1000:12,.0f} ms")  # noqa: T201 - a report


def unpack(task: Path) -> int:
    """Unpack the archive that would be deployed; its size in bytes."""
    archive = code_archive(PROJECT).path
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(task)
    return archive.stat().st_size


def source(task: Path) -> Path:
    """Where the archive is once more, and stays as it was unpacked."""
    return task.with_name("source")


def copy_runtime(runtime: Path) -> None:
    """Copy what Lambda's runtime brings, compiled."""
    for name in RUNTIME:
        for file in distribution(name).files or ():
            if ".." not in file.parts and "__pycache__" not in file.parts:
                target = runtime / file
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(str(file.locate()), target)
    compileall.compile_dir(runtime, quiet=1)


def run(task: Path, runtime: Path, code: str, variables: dict[str, str]) -> list[float]:
    """Run code as the function would; the numbers that it printed."""
    path = f"import sys; sys.path[:0] = {[str(task), str(runtime)]!r}\n"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-B", "-c", path + code],
        env={"PATH": os.environ["PATH"]} | COMMON | variables,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return [float(number) for number in done.stdout.split()]


def validation(task: Path, runtime: Path) -> bool:
    [rate] = run(task, runtime, VALIDATION, {})
    return report("validation, one core, JSON included", rate, 10_000, "/s", least=True)


def start(task: Path, runtime: Path, case: Handler) -> bool:
    """Compare importing and preparing a handler with importing boto3 and making its clients."""
    clients = CLIENTS.format(clients=case.clients) + MEASURED
    handling = HANDLER.format(handler=case.name) + MEASURED
    kinds = {"floor": clients, "found": handling}
    if "CACHE_HOST" in case.variables:
        kinds["first"] = handling.replace(MEASURED, FIRST_PAYMENT + MEASURED)
    runs = [
        {kind: run(task, runtime, code, case.variables) for kind, code in kinds.items()}
        for _ in range(ROUNDS)
    ]
    cpu = {kind: statistics.median(each[kind][0] for each in runs) for kind in kinds}
    ratio = cpu["found"] / cpu["floor"]
    kibibytes = statistics.median(each["found"][1] for each in runs)
    print(f"{case.name} with {case.stack}")  # noqa: T201 - a report
    started = report("  start, against its clients alone", ratio, 1.3, "times")
    compiling = statistics.median(
        run(source(task), runtime, handling, case.variables)[0] for _ in range(3)
    )
    show("  what compiling it adds in Lambda", compiling - cpu["found"])
    if "first" in cpu:
        show("  what its first payment loads besides", cpu["first"] - cpu["found"])
    small = report("  peak memory", kibibytes / 1024, 128, "MiB")
    return started and small


if __name__ == "__main__":
    main()
