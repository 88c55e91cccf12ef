"""`python -m offline serve STACK`: the stack's payments API on localhost.

Routes, request models, environment variables and tables are the stack's own; the functions are
the archives that would be deployed. The database and Redis are real servers, thrown away at the
end; AWS is moto; the acquirer is the simulator.
"""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from offline.graph import preview_state
from offline.local.gateway import Gateway, check_address, gateway_server
from offline.local.plan import LocalPlan, local_plan
from offline.local.world import World, in_database, local_world
from offline.projectfile import Project

#: A public test number; docs/acquirer.md lists more, and amounts with a meaning.
_CARD: Final = "4242 4242 4242 4242"
_LOST_ANSWER_MINOR: Final = 9096

#: An answer does not end its line; without this the prompt would follow on it.
_CURL: Final = "curl -s -w '\\n'"


def run(
    stack: str, *, folder: Path, host: str, port: int, store: str, ended: threading.Event
) -> None:
    """Serve until `ended` is set or Ctrl-C.

    Raises:
        OfflineError: the stack is wrong or has nothing to serve, or something does not start.
    """
    check_address(host, port)
    _say(f"reading stack {stack}")
    plan = plan_of(stack, folder)
    if store == "database":
        plan = in_database(plan)
    with local_world(plan, folder, _say) as world:
        gateway = Gateway(plan.routes, world.instances, plan.refusals)
        with gateway_server(gateway, host, port) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True)
            thread.start()
            try:
                address = f"http://{host}:{server.server_port}"
                click.echo("\n".join(introduction(plan, world, address)))
                while not ended.wait(1):
                    pass
            finally:
                server.shutdown()
                thread.join()


def plan_of(stack: str, folder: Path) -> LocalPlan:
    """What there is to run of a stack, everything in it deployed.

    Raises:
        OfflineError: the stack is wrong or has nothing to serve.
    """
    region = Project.load(folder.resolve()).config(stack).region
    state = preview_state(stack, deployed=True, project_dir=folder)
    return local_plan(state, region=region)


def introduction(plan: LocalPlan, world: World, address: str) -> Iterator[str]:
    """What runs, and commands to try."""
    yield f"\nThe payments API of stack {plan.stack} listens on {address}"
    for route in plan.routes:
        yield f"  {route.method:5} {route.path:10} {route.function}"
    tables = {each.environment.get("TRANSACTIONS_TABLE") for each in plan.functions} - {None}
    kept = f"DynamoDB table {next(iter(tables))} (moto)" if tables else "the SQL database"
    yield f"Payments are kept in {kept}; the acquirer is the simulator (docs/acquirer.md)."
    if world.database is not None:
        where = _place(world.database.port)
        hint = "; with --store database it keeps the payments" if tables else ""
        yield f"The database {world.database.dbname} is at {where}{hint}."
    if world.cache is not None:
        yield f"Redis counts velocity at {_place(world.cache.port)}."
    yield f"AWS is moto at {world.cloud.endpoint}.\n\nTry:\n"
    payment = _payment(1250)
    yield f"  {_CURL} {address}/health\n"
    yield f"  {_CURL} {address}/validate {_arguments(payment)}\n"
    yield f"  {_CURL} {address}/process -H 'Idempotency-Key: order-1001' {_arguments(payment)}\n"
    lost = _payment(_LOST_ANSWER_MINOR)
    yield "The same again gets the same answer. An answer that was lost on the way:\n"
    yield f"  {_CURL} {address}/process -H 'Idempotency-Key: order-1002' {_arguments(lost)}\n"
    for schedule in plan.schedules:
        yield f"Every {schedule.seconds} s {schedule.function} gets {json.dumps(schedule.event)}."
    yield "Ctrl-C ends everything."


def _payment(amount_minor: int) -> str:
    document = {
        "merchant_id": "merchant-1",
        "customer_id": "customer-1",
        "reference": f"order-{amount_minor}",
        "amount_minor": amount_minor,
        "currency": "EUR",
        "card": {
            "number": _CARD,
            "expiry_month": 12,
            "expiry_year": datetime.now(UTC).year + 2,
            "cvv": "123",
        },
    }
    return json.dumps(document)


def _arguments(body: str) -> str:
    return f"-H 'Content-Type: application/json' \\\n    -d '{body}'"


def _place(port: int) -> str:
    return f"localhost:{port} (TLS only)"


def _say(text: str) -> None:
    click.echo(f"{text} …", err=True)
