import json

from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

PLAINTEXT = {"Bool": {"aws:SecureTransport": "false"}}


def denying(action: object, principal: object = "*", **condition: object) -> dict[str, object]:
    statement = {
        "Effect": "Deny",
        "Principal": principal,
        "Action": action,
        "Resource": "*",
        "Condition": {**PLAINTEXT, **condition},
    }
    return {"policy": json.dumps({"Statement": [statement]})}


CASES = (
    Cases(
        rule="sns-policy-tls-only",
        base=Res(kind="aws:sns/topicPolicy:TopicPolicy", props=denying("sns:Publish")),
        fine=(denying("sns:*", {"AWS": "*"}),),
        violating=(
            ({"policy": ABSENT}, "does not deny requests without TLS"),
            (denying("sns:Subscribe"), "does not deny requests without TLS"),
            (denying("sns:Publish", {"AWS": "123456789012"}), "does not deny"),
            (denying("sns:Publish", StringEquals={"aws:SourceVpc": "vpc-1"}), "does not deny"),
        ),
        undetermined=({"policy": UNKNOWN},),
    ),
    Cases(
        rule="sqs-policy-tls-only",
        base=Res(kind="aws:sqs/queuePolicy:QueuePolicy", props=denying("sqs:*")),
        fine=(denying(["sqs:SendMessage", "sqs:ReceiveMessage"]),),
        violating=(
            ({"policy": ABSENT}, "does not deny requests without TLS"),
            (denying("sqs:SendMessage"), "does not deny requests without TLS"),
        ),
        undetermined=({"policy": UNKNOWN},),
    ),
    Cases(
        rule="sns-subscription-encrypted-endpoint",
        base=Res(kind="aws:sns/topicSubscription:TopicSubscription", props={"protocol": "https"}),
        fine=({"protocol": "email"}, {"protocol": ABSENT}),
        violating=(({"protocol": "http"}, "protocol is http"),),
        undetermined=({"protocol": UNKNOWN},),
    ),
)


def test_messages_travel_under_tls(case: Case) -> None:
    case()
