"""What processing costs: a part of `make bench`; alone it needs `functions` on PYTHONPATH.

Two numbers. The processor time that the handler itself takes for a payment, from the proxy event
to the answer, with instant doubles in place of AWS, database, cache and acquirer. And payments a
second with a real PostgreSQL and a real Redis, both over TLS, in as many single-threaded
processes as Lambda would run instances; KMS is a keyed hash in the process.
"""

import json
import os
import statistics
import sys
import time
import zlib
from collections.abc import Generator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, redirect_stdout, suppress
from pathlib import Path
from typing import Any

import psutil
import transaction_processing
from payments import logs
from payments.acquirer.protocol import Acquirer
from payments.acquirer.simulator import SimulatedAcquirer
from payments.activity import ActivityLog
from payments.assembly import Processing
from payments.cache import connect as connect_cache
from payments.clock import system_clock
from payments.counters.cache import CacheCounters
from payments.counters.protocol import Counters
from payments.database import SecretLogin, connector
from payments.environment import CacheSettings, DatabaseSettings
from payments.events import Publisher
from payments.fraud.assessor import ActivityAssessor
from payments.fraud.detector import FraudDetector
from payments.fraud.model import shipped_model
from payments.limits import limit_book
from payments.processing import Processor
from payments.reconciliation import Reconciliation
from payments.settlement import Settlement
from payments.store.migrate import migrate
from payments.store.pool import SessionPool
from payments.store.protocol import PaymentStore
from payments.store.sql import SqlStore

from tests.bench.bench_functions import report
from tests.support.card_strategies import check_digit
from tests.support.database_servers import postgres_server, redis_server
from tests.support.memory_counters import MemoryCounters
from tests.support.payment_documents import payment_document, rest_event
from tests.support.payment_doubles import MemoryStore, MemoryVault, RecordingClient
from tests.support.server_process import DatabaseServer

MAX_AMOUNT_MINOR = 1_000_000
ROUNDS = 7
PAYMENTS = 1_000
PROCESSES = 4
SECONDS = 4.0


class Secret:
    """Secrets Manager with one secret."""

    def __init__(self, server: DatabaseServer) -> None:
        self._text = json.dumps({"username": server.username, "password": server.password})

    def get_secret_value(self, **_: object) -> dict[str, Any]:
        return {"SecretString": self._text}


def main() -> None:
    """Measure and print; exits with 1 when a number is missed."""
    met = [own_time()]
    with postgres_server() as postgres, redis_server() as redis:
        connect = connector(database_settings(postgres), login(postgres), tls=postgres.tls())
        session = connect()
        migrate(session)
        session.close()
        met.append(throughput(postgres, redis))
        pieces(postgres, redis)
    sys.exit(not all(met))


def own_time() -> bool:
    """The median processor time of a payment with everything else instant."""
    use(MemoryStore(), MemoryCounters(), SimulatedAcquirer())
    times: list[float] = []
    with quiet():
        for round_number in range(ROUNDS):
            events = [event(f"own-{round_number}-{number}") for number in range(PAYMENTS)]
            began = time.process_time()
            for each in events:
                pay(each)
            times.append((time.process_time() - began) / PAYMENTS * 1000)
    return report("processing's own processor time", statistics.median(times), 1.0, "ms")


def throughput(postgres: DatabaseServer, redis: DatabaseServer) -> bool:
    """Payments a second through the handler, PostgreSQL and Redis, and what they are made of."""
    before = server_times()
    with ProcessPoolExecutor(PROCESSES) as processes:
        runs = [
            processes.submit(work, postgres, redis, f"process-{number}")
            for number in range(PROCESSES)
        ]
        done = [run.result() for run in runs]
    payments = sum(count for count, _, _ in done)
    times = {name: spent - before.get(name, 0.0) for name, spent in server_times().items()}
    times["the function"] = sum(own for _, own, _ in done)
    cores = os.cpu_count() or 1
    met = report(
        f"end to end, {PROCESSES} processes on {cores} cores",
        sum(count / seconds for count, _, seconds in done),
        500,
        "/s",
        least=True,
    )
    for name, spent in times.items():
        print(f"  processor time of {name:22} {spent / payments * 1000:8.2f} ms a payment")  # noqa: T201 - a report
    whole = cores * payments / sum(times.values())
    slowest = max(times, key=lambda name: times[name])
    print(f"  {cores} cores to itself would take {whole:,.0f} /s; the most goes to {slowest}")  # noqa: T201 - a report
    return met


def server_times() -> dict[str, float]:
    """Processor seconds of the database servers so far, by name."""
    spent: dict[str, float] = {}
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            name = process.name().partition("-")[0]
            if name in {"postgres", "redis"}:
                times = process.cpu_times()
                spent[name] = spent.get(name, 0.0) + times.user + times.system
                # Connections of workers are gone by now; their parent has counted them.
                spent[name] += times.children_user + times.children_system
    return spent


def work(postgres: DatabaseServer, redis: DatabaseServer, name: str) -> tuple[int, float, float]:
    """One function instance: payments, its own processor seconds, and seconds in all."""
    pool = SessionPool(connector(database_settings(postgres), login(postgres), tls=postgres.tls()))
    use(SqlStore(pool), cache_counters(redis), SimulatedAcquirer())
    with quiet():
        for number in range(20):
            pay(event(f"{name}-warm-{number}"))
        began, own, count = time.perf_counter(), time.process_time(), 0
        while time.perf_counter() - began < SECONDS:
            pay(event(f"{name}-{count:06}"))
            count += 1
    return count, time.process_time() - own, time.perf_counter() - began


def pieces(postgres: DatabaseServer, redis: DatabaseServer) -> None:
    """What one payment waits for, alone on the machine: it names the bottleneck."""
    pool = SessionPool(connector(database_settings(postgres), login(postgres), tls=postgres.tls()))
    store, counters = SqlStore(pool), cache_counters(redis)
    parts: dict[str, tuple[PaymentStore, Counters]] = {
        "in memory": (MemoryStore(), MemoryCounters()),
        "with PostgreSQL": (store, MemoryCounters()),
        "with Redis": (MemoryStore(), counters),
        "with both": (store, counters),
    }
    for what, (chosen_store, chosen_counters) in parts.items():
        use(chosen_store, chosen_counters, SimulatedAcquirer())
        times: list[float] = []
        with quiet():
            for number in range(300):
                each = event(f"{what.replace(' ', '-')}-{number}")
                began = time.perf_counter()
                pay(each)
                times.append((time.perf_counter() - began) * 1000)
        print(f"  one payment {what:20} {statistics.median(times):8.2f} ms")  # noqa: T201 - a report
    pool.close()


def use(store: PaymentStore, counters: Counters, acquirer: Acquirer) -> None:
    """Make the handler work with these."""
    outbox = RecordingClient()
    publisher = Publisher(kinesis=outbox, stream_name="bench", sns=outbox, topic_arn="arn:bench")
    settlement = Settlement(store=store, publisher=publisher, clock=system_clock)
    limits = limit_book(MAX_AMOUNT_MINOR)
    activity = ActivityLog(counters, system_clock, idempotency_window_hours=24)
    detector = FraudDetector(
        model=shipped_model(), clock=system_clock, max_amount_minor=MAX_AMOUNT_MINOR
    )
    services = Processing(
        limits=limits,
        clock=system_clock,
        processor=Processor(
            settlement=settlement,
            vault=MemoryVault(),
            acquirer=acquirer,
            assessor=ActivityAssessor(detector=detector, activity=activity, limits=limits),
            window_hours=24,
        ),
        reconciliation=Reconciliation(settlement=settlement, acquirer=acquirer),
        activity=activity,
    )
    transaction_processing.services = lambda: services


def event(name: str) -> dict[str, Any]:
    """A payment of its own customer and card, so that no velocity declines it."""
    partial = f"411111{zlib.crc32(name.encode()) % 10**9:09}"
    document = payment_document(
        customer_id=f"c-{name}",
        reference=name,
        device_id=f"d-{name}",
        merchant_id=f"m-{name}",
        card={"number": partial + check_digit(partial)},
    )
    return rest_event("POST", "/process", document, headers={"idempotency-key": f"key-{name}"})


def pay(request: dict[str, Any]) -> None:
    """Process a payment; anything but a capture spoils the measurement."""
    answer = transaction_processing.handler(request, None)
    if answer["statusCode"] != 201:
        raise RuntimeError(f"a payment was answered with {answer}")


@contextmanager
def quiet() -> Generator[None]:
    """Logs and metrics are written, to nowhere."""
    with Path(os.devnull).open("w", encoding="utf-8") as null, redirect_stdout(null):
        handlers = logs.logger().handlers
        streams = [handler.setStream(null) for handler in handlers]
        yield
        for handler, stream in zip(handlers, streams, strict=True):
            handler.setStream(stream)


def database_settings(server: DatabaseServer) -> DatabaseSettings:
    return DatabaseSettings(
        engine="postgres",
        host=server.host,
        port=server.port,
        name=server.dbname,
        secret_arn="arn:bench",
    )


def login(server: DatabaseServer) -> SecretLogin:
    return SecretLogin(Secret(server), "arn:bench")


def cache_counters(server: DatabaseServer) -> CacheCounters:
    settings = CacheSettings(host=server.host, port=server.port, secret_arn="arn:bench", tls=True)
    secret, ca_file = Secret(server), str(server.ca_file)
    return CacheCounters(lambda: connect_cache(settings, secret, ca_file=ca_file))


if __name__ == "__main__":
    main()
