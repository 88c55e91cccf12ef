"""Bringing the database's schema up to date, as often as one likes.

Every statement under `migrations/` creates one thing, and a thing that is already there is left
alone: so an interrupted run is simply run again, and no table has to keep count.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from payments.store.sessions import AlreadyExistsError, Session

MIGRATIONS: Final = Path(__file__).with_name("migrations")


def statements() -> Iterator[str]:
    """Every statement of every migration, in order, without comments."""
    for path in sorted(MIGRATIONS.glob("*.sql")):
        lines = path.read_text(encoding="utf-8").splitlines()
        text = "\n".join(line for line in lines if not line.startswith("--"))
        yield from (statement.strip() for statement in text.split(";") if statement.strip())


def migrate(session: Session) -> int:
    """Create what is missing and return how many things that were.

    Raises:
        SessionError: the login may not change the schema, or the connection broke.
    """
    created = 0
    for statement in statements():
        try:
            session.define(statement)
        except AlreadyExistsError:
            continue
        created += 1
    return created
