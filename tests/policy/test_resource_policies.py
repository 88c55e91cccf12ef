import json

from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

OWN = {"StringEquals": {"aws:SourceAccount": "123456789012"}}
LOGS = {"Service": "delivery.logs.amazonaws.com"}


def allow(principal: object, effect: str = "Allow", **more: object) -> dict[str, object]:
    statement = {"Effect": effect, "Principal": principal, "Action": "s3:PutObject", **more}
    return {"policy": json.dumps({"Statement": [{**statement, "Resource": "*"}]})}


CASES = (
    Cases(
        rule="resource-policy-service-scoped",
        base=Res(kind="aws:s3/bucketPolicy:BucketPolicy", props=allow(LOGS, Condition=OWN)),
        fine=(
            {"policy": ABSENT},
            allow({"AWS": "arn:aws:iam::123456789012:role/writer"}),
            allow(LOGS, effect="Deny"),
            allow({"Service": "events.amazonaws.com"}),
        ),
        violating=(
            (allow(LOGS), "statement 1 of policy lets a service act for any account"),
            (allow({"AWS": "123456789012", **LOGS}), "act for any account"),
            (allow(LOGS, Condition={"Bool": {"aws:SecureTransport": "true"}}), "any account"),
            (allow(LOGS, Condition={"StringLike": {"aws:SourceAccount": "*"}}), "any account"),
        ),
        undetermined=({"policy": UNKNOWN},),
    ),
    Cases(
        rule="resource-policy-no-wildcard-actions",
        base=Res(kind="aws:sns/topicPolicy:TopicPolicy", props=allow(LOGS, Condition=OWN)),
        fine=({"policy": ABSENT}, allow(LOGS, effect="Deny", Action="*")),
        violating=(
            (allow(LOGS, Condition=OWN, Action="*"), "permits every action"),
            (allow(LOGS, Condition=OWN, Action=["s3:PutObject", "s3:*"]), "every action"),
        ),
        undetermined=({"policy": UNKNOWN},),
    ),
    Cases(
        rule="ecr-policy-no-public-principal",
        base=Res(
            kind="aws:ecr/repositoryPolicy:RepositoryPolicy",
            props=allow({"AWS": "123456789012"}, Action="ecr:BatchGetImage"),
        ),
        fine=(
            allow("*", Condition={"StringEquals": {"aws:PrincipalOrgID": "o-1"}}),
            allow("*", effect="Deny"),
        ),
        violating=((allow("*"), "statement 1 of policy allows everyone"),),
        undetermined=({"policy": UNKNOWN},),
    ),
    Cases(
        rule="log-resource-policy-no-public-principal",
        base=Res(
            kind="aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
            props={"policyDocument": allow(LOGS, Condition=OWN)["policy"]},
        ),
        violating=(
            ({"policyDocument": allow("*")["policy"]}, "of policyDocument allows everyone"),
            (
                Res(
                    kind="aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy",
                    props={"accessPolicy": allow({"AWS": "*"})["policy"]},
                ),
                "statement 1 of accessPolicy allows everyone",
            ),
        ),
        undetermined=({"policyDocument": UNKNOWN},),
    ),
    Cases(
        rule="resource-policy-no-public-principal",
        base=Res(kind="aws:backup/vaultPolicy:VaultPolicy", props=allow(LOGS)),
        violating=((allow("*"), "no condition narrows who may use it"),),
        undetermined=({"policy": UNKNOWN},),
    ),
)


def test_services_act_for_known_accounts_only(case: Case) -> None:
    case()
