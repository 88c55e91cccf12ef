from datetime import date

import pytest
from pci import lambda_runtimes
from pci.rules import lambda_functions

from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res, Server

NAME = "payment-validation"
FUNCTION = Res(
    kind="aws:lambda/function:Function",
    props={
        "name": NAME,
        "runtime": "python3.13",
        "kmsKeyArn": UNKNOWN,
        "environment": {"variables": {"TABLE": "transactions", "DATABASE_SECRET_ARN": UNKNOWN}},
        "vpcConfig": {"subnetIds": [UNKNOWN], "securityGroupIds": [UNKNOWN]},
        "tracingConfig": {"mode": "Active"},
    },
)
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
GROUP = Res(kind=LOG_GROUP, props={"name": f"/aws/lambda/{NAME}"})


def variables(**pairs: object) -> dict[str, object]:
    return {"environment": {"variables": pairs}}


CASES = (
    Cases(
        rule="lambda-env-customer-managed-key",
        base=FUNCTION,
        fine=({"kmsKeyArn": ABSENT, "environment": ABSENT},),
        violating=(
            ({"kmsKeyArn": ABSENT}, "kmsKeyArn is not set"),
            ({"kmsKeyArn": ABSENT, "environment": UNKNOWN}, "kmsKeyArn is not set"),
            ({"kmsKeyArn": "alias/aws/lambda"}, "AWS managed key"),
        ),
    ),
    Cases(
        rule="lambda-env-no-secrets",
        base=FUNCTION,
        fine=(variables(TOKEN_KEY_ALIAS="alias/token", HOST=UNKNOWN), {"environment": ABSENT}),
        violating=(
            (variables(DB_PASSWORD="correct horse"), "DB_PASSWORD looks like a credential"),
            (variables(URL="postgres://app:hunter2@db/payments"), "URL looks like a credential"),
            (variables(**{"password of db": "x"}), "a variable looks like a credential"),
        ),
        undetermined=({"environment": UNKNOWN}, variables(DB_PASSWORD=UNKNOWN)),
    ),
    Cases(
        rule="lambda-in-vpc",
        base=FUNCTION,
        fine=({"vpcConfig": UNKNOWN},),
        violating=(
            ({"vpcConfig": ABSENT}, "vpcConfig.subnetIds is not set"),
            ({"vpcConfig": {"subnetIds": ["s"], "securityGroupIds": []}}, "securityGroupIds"),
        ),
    ),
    Cases(
        rule="lambda-runtime-supported",
        base=FUNCTION,
        violating=(
            ({"runtime": "python3.8"}, "runtime is none that Lambda patches"),
            ({"runtime": ABSENT}, "runtime is none that Lambda patches"),
        ),
        undetermined=({"runtime": UNKNOWN},),
        not_applicable=(({"packageType": "Image", "runtime": ABSENT}, "a container image"),),
    ),
    Cases(
        rule="lambda-log-group-managed",
        base={"function": FUNCTION, "group": GROUP},
        fine=(
            {
                "function": {"loggingConfig": {"logGroup": "/payments/validation"}},
                "group": {"name": "/payments/validation"},
            },
            {
                "function": Res(kind=FUNCTION.kind, props={"name": UNKNOWN}),
                "group": Res(
                    kind=LOG_GROUP, props={"name": UNKNOWN}, links={"name": ("function",)}
                ),
            },
            {
                "function": Res(kind=FUNCTION.kind, links={"loggingConfig": ("group",)}),
                "group": {"name": UNKNOWN},
            },
        ),
        violating=(
            ({"group": ABSENT}, "function has no log group in the stack"),
            ({"group": {"name": "/aws/lambda/another"}}, "function has no log group"),
            ({"function": {"loggingConfig": {"logGroup": "/payments"}}}, "has no log group"),
            # Names that AWS makes up, of the function and of the group, never meet.
            ({"function": {"name": UNKNOWN}, "group": {"name": UNKNOWN}}, "has no log group"),
        ),
        undetermined=(
            {
                "pet": Res(kind="random:index/pet:Pet"),
                "function": Res(
                    kind=FUNCTION.kind, props={"name": UNKNOWN}, links={"name": ("pet",)}
                ),
            },
            {
                "pet": Res(kind="random:index/pet:Pet"),
                "group": Res(kind=LOG_GROUP, props={"name": UNKNOWN}, links={"name": ("pet",)}),
            },
        ),
    ),
    Cases(
        rule="lambda-tracing-active",
        base=FUNCTION,
        violating=(
            ({"tracingConfig": ABSENT}, "tracingConfig.mode is not set"),
            ({"tracingConfig": {"mode": "PassThrough"}}, "is none of Active"),
        ),
        undetermined=({"tracingConfig": UNKNOWN},),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()


def test_a_runtime_whose_last_patch_is_past_is_named_with_its_day(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    last_day = {"python3.13": date(2020, 6, 30)}
    monkeypatch.setattr(lambda_functions, "PATCHED_UNTIL", last_day)
    monkeypatch.setattr(lambda_runtimes, "PATCHED_UNTIL", last_day)
    (message,) = server.resource(FUNCTION).violations["lambda-runtime-supported"]
    assert "runtime python3.13 was patched until 2020-06-30" in message


def test_the_value_of_a_credential_is_never_told(server: Server) -> None:
    verdict = server.resource(FUNCTION.but(variables(API_KEY="sk-live-51H8f", AKIA="x")))
    told = verdict.violations["lambda-env-no-secrets"]
    assert any("API_KEY" in message for message in told)
    assert "sk-live" not in str(verdict)
