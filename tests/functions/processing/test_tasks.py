"""What the deployment and a schedule ask of the processing function: migrate, reconcile."""

import pytest
import transaction_processing
from payments.store.protocol import StoreUnavailableError
from payments.store.sql import SqlStore
from transaction_processing import TaskFailedError

from tests.functions.processing.conftest import connect_to
from tests.functions.processing.stack import ProcessingStack, post
from tests.support.payment_documents import payment_document
from tests.support.server_process import DatabaseServer


def test_an_unknown_task_lists_the_tasks() -> None:
    with pytest.raises(TaskFailedError, match="performs migrate, reconcile"):
        transaction_processing.handler({"task": "format"}, None)


@pytest.mark.usefixtures("stack")
def test_a_stack_without_sql_has_no_schema_to_migrate() -> None:
    with pytest.raises(TaskFailedError, match="Set DATABASE_ENGINE"):
        transaction_processing.handler({"task": "migrate"}, None)


def test_a_migration_waits_for_a_login_that_is_being_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    refused = StoreUnavailableError("the database answered 28P01")
    answers: list[int | Exception] = [refused, refused, 4]

    class Pool:
        def use(self, _: object) -> int:
            answer = answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

    pauses: list[float] = []
    monkeypatch.setenv("DATABASE_ENGINE", "postgres")
    for name in ("HOST", "NAME", "SECRET_ARN"):
        monkeypatch.setenv(f"DATABASE_{name}", "somewhere")
    monkeypatch.setenv("ENVIRONMENT", "test")
    monkeypatch.setattr("payments.database.pool_of", lambda _: Pool())
    monkeypatch.setattr("transaction_processing.time.sleep", pauses.append)
    assert transaction_processing.handler({"task": "migrate"}, None) == {"created": 4}
    assert pauses == [transaction_processing.PAUSE_SECONDS] * 2
    answers.append(refused)
    monkeypatch.setattr("transaction_processing.PATIENCE_SECONDS", 0)
    with pytest.raises(TaskFailedError, match="28P01"):
        transaction_processing.handler({"task": "migrate"}, None)


@pytest.mark.usefixtures("stack")
def test_reconciliation_stops_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    class Context:
        aws_request_id = "a-request-of-lambda"

        @staticmethod
        def get_remaining_time_in_millis() -> int:
            return 12_000

    assert post(payment_document(amount_minor=9096))["body"]["status"] == "unknown"
    later = transaction_processing.services().processor.settlement.now() + 120_000
    monkeypatch.setattr("payments.settlement.Settlement.now", lambda _: later)
    assert transaction_processing.handler({"task": "reconcile"}, Context()) == {"left": 1}


def test_a_sql_stack_migrates_and_processes(
    stack: ProcessingStack, postgres: DatabaseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRANSACTIONS_TABLE")
    for name, value in stack.database_environment(postgres).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("payments.database.verified_context", postgres.tls)
    session = connect_to(postgres, "postgres")()
    session.define("DROP TABLE IF EXISTS payments")
    session.close()
    assert "created" in transaction_processing.handler({"task": "migrate"}, None)
    assert transaction_processing.handler({"task": "migrate"}, None) == {"created": 0}
    answer = post(key="a-key-of-sql")
    assert (answer["statusCode"], answer["body"]["status"]) == (201, "captured")
    assert transaction_processing.handler({"task": "reconcile"}, None) == {}
    store = transaction_processing.services().processor.settlement.store
    assert isinstance(store, SqlStore)
    store._database.close()
