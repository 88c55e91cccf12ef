"""Topics under a customer key that only named services publish to, over TLS."""

from typing import Any

import pytest

from components.context import Context
from components.notifications import Notifications, NotificationsArgs
from offline.graph import State, run
from settings.notifications import NotificationsSettings
from tests.support.recorded import by_sid

KEY = "arn:aws:kms:us-west-2:123456789012:key/0000"
TOPIC = "aws:sns/topic:Topic"
POLICY = "aws:sns/topicPolicy:TopicPolicy"
SETTINGS = NotificationsSettings(
    alert_emails=("ops@example.com", "soc@example.com"), failure_emails=("desk@example.com",)
)
made: list[Notifications] = []


@pytest.fixture(scope="module")
def state(ctx: Context) -> State:
    def program() -> None:
        made[:] = [
            Notifications(
                "notifications", NotificationsArgs(context=ctx, settings=SETTINGS, key_arn=KEY)
            )
        ]

    return run(program)


def statements(state: State, purpose: str) -> dict[str, dict[str, Any]]:
    return by_sid(state.one(POLICY, purpose).inputs["policy"])


@pytest.mark.parametrize(
    ("purpose", "display"),
    [("system-errors", "System Errors"), ("failed-transactions", "Failed Transactions")],
)
def test_topics_are_standard_named_and_under_the_customer_key(
    state: State, purpose: str, display: str
) -> None:
    topic = state.one(TOPIC, purpose).inputs
    assert topic["name"] == f"topic-{purpose}-test"
    assert topic["displayName"] == display
    assert topic["kmsMasterKeyId"] == KEY
    assert "fifoTopic" not in topic
    assert topic["signatureVersion"] == 2


@pytest.mark.parametrize("purpose", ["system-errors", "failed-transactions"])
def test_plaintext_is_refused(state: State, purpose: str) -> None:
    deny = statements(state, purpose)["DenyPlaintext"]
    assert deny["Resource"] == [f"arn:aws:sns:us-west-2:123456789012:topic-{purpose}-test"]
    assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_services_publish_errors_for_this_account_only(state: State) -> None:
    publish = statements(state, "system-errors")["Publish"]
    assert publish["Principal"]["Service"] == [
        "backup.amazonaws.com",
        "budgets.amazonaws.com",
        "cloudwatch.amazonaws.com",
        "events.rds.amazonaws.com",
    ]
    assert publish["Action"] == ["sns:Publish"]
    assert publish["Condition"] == {"StringEquals": {"aws:SourceAccount": "123456789012"}}


def test_eventbridge_publishes_without_a_condition_that_it_could_not_meet(state: State) -> None:
    events = statements(state, "system-errors")["PublishEvents"]
    assert events["Principal"] == {"Service": "events.amazonaws.com"}
    assert "Condition" not in events


def test_no_service_publishes_failed_transactions(state: State) -> None:
    assert set(statements(state, "failed-transactions")) == {"DenyPlaintext"}


def test_every_address_is_subscribed_to_its_topic(state: State) -> None:
    found = {
        (str(subscription.inputs["endpoint"]), subscription.inputs["protocol"])
        for subscription in state.by_type("aws:sns/topicSubscription:TopicSubscription")
    }
    assert found == {
        ("ops@example.com", "email"),
        ("soc@example.com", "email"),
        ("desk@example.com", "email"),
    }


def test_undelivered_notifications_raise_an_alarm_for_each_topic(state: State) -> None:
    names = {topic.inputs["name"] for topic in state.by_type(TOPIC)}
    assert {alarm.metric.dimensions["TopicName"] for alarm in made[0].alarms} == names
    assert {alarm.purpose for alarm in made[0].alarms} == {
        "system-errors-undelivered",
        "failed-transactions-undelivered",
    }
    (widget,) = made[0].widgets
    assert {metric.dimensions["TopicName"] for metric in widget.metrics} == names


def test_the_component_hands_out_the_topics_arns(state: State) -> None:
    outputs = state.one("payments:index:Notifications").outputs
    assert set(outputs) == {"system_errors_arn", "failed_transactions_arn"}
