"""The command `smoke`: look at everything that the outputs name, and print what was seen."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from typing import IO, Final, NamedTuple

from rich.console import Console
from rich.table import Table
from rich.text import Text

from operations import outputs
from operations.account import same_account
from operations.aws import ClientError, clients, error_code
from operations.errors import OperationError
from operations.smoke import compute, data, entry, storage
from operations.smoke.fact import Deployed, Fact, Look

WRONG: Final = 1
_WIDTH: Final = 100


class Check(NamedTuple):
    """How a tier is looked at: for each resource that these outputs name."""

    tier: str
    outputs: str
    look: Look


CHECKS: Final = (
    Check("encryption", "key_arns.*", data.key),
    Check("secrets", "database_*secret_arn", data.secret),
    Check("database", "database_arn", data.database),
    Check("cache", "cache_id", data.cache),
    Check("transactions", "transactions_table_name", data.table),
    Check("stream", "stream_name", data.stream),
    Check("files", "file_system_id", data.files),
    Check("functions", "function_names", compute.function),
    Check("containers", "ecs_service_names", compute.service),
    Check("load balancer", "alb_arn", compute.load_balancer),
    Check("buckets", "*_bucket_name", storage.bucket),
    Check("notifications", "*_topic_arn", storage.topic),
    Check("logs", "*log_group_name*", storage.log_group),
    Check("audit", "trail_arn", storage.trail),
    Check("backup", "backup_vault_name", storage.vault),
    Check("monitoring", "alarm_names", compute.alarm),
    Check("entry", "api_endpoint", entry.api),
    Check("entry", "service_url", entry.service),
    Check("entry", "static_assets_url", entry.assets),
)


def run(stack: str, *, grace_minutes: int, folder: Path, out: IO[str]) -> int:
    """Look at a deployed stack and print a table of what was seen.

    Args:
        stack: the stack's name.
        grace_minutes: how long an alarm may be without data.
        folder: the project's folder, which has the stack's outputs.
        out: where to print.

    Returns:
        0, or 1 if something is missing or not as it should be.

    Raises:
        OperationError: the outputs are missing or name nothing, or the credentials are of another
            account.
    """
    found = outputs.load(stack, folder)
    asked = clients(outputs.region(found))
    deployed = Deployed(found, asked, timedelta(minutes=grace_minutes))
    same_account(found, asked)
    with Console(stderr=True).status(f"looking at {stack}"):
        seen = [(check.tier, fact) for check in CHECKS for fact in examined(check, deployed)]
    facts = [fact for _, fact in seen]
    if not facts:
        raise OperationError(
            f"the outputs of {stack!r} name nothing to look at: make outputs STACK={stack}"
        )
    console = Console(file=out, width=None if out.isatty() else _WIDTH, highlight=False)
    # Rich ends the program by itself, as if something were wrong, when nobody reads any longer.
    with console.capture() as table:
        console.print(_table(seen))
    out.write(table.get())
    wrong = [fact for fact in facts if not fact.holds]
    out.write(f"{stack}: {len(facts) - len(wrong)} of {len(facts)} facts hold\n")
    return WRONG if wrong else 0


def examined(check: Check, deployed: Deployed) -> Iterator[Fact]:
    """The facts of a check; a refusal of AWS, such as of an unknown name, is one, too."""
    for name in deployed.named(check.outputs):
        try:
            yield from check.look(deployed, name)
        except ClientError as error:
            yield Fact(name, "answer of AWS", "a description", error_code(error))


def _table(seen: Sequence[tuple[str, Fact]]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for column in ("", "tier", "resource", "checked"):
        table.add_column(column, overflow="fold")
    for (tier, resource), each_of in groupby(seen, key=lambda each: (each[0], each[1].resource)):
        facts = [fact for _, fact in each_of]
        problems = [fact.problem for fact in facts if not fact.holds]
        told = "; ".join(problems) or ", ".join(fact.what for fact in facts)
        mark = Text("✗", "bold red") if problems else Text("✓", "green")
        table.add_row(mark, tier, Text(resource), Text(told, "red" if problems else "dim"))
    return table
