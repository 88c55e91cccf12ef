import json
from collections.abc import Mapping

from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

CONTAINER: dict[str, object] = {
    "name": "app",
    "privileged": False,
    "readonlyRootFilesystem": True,
    "user": "1000:1000",
    "environment": [
        {"name": "CACHE_SECRET_ARN", "value": "arn:aws:secretsmanager:us-west-2:1:secret:x"},
        {"name": "CARD_TOKEN_KEY", "value": "alias/card-token-dev"},
        {"name": "MODE", "value": "live"},
    ],
    "logConfiguration": {"logDriver": "awslogs"},
}


def containers(*changes: Mapping[str, object]) -> dict[str, object]:
    """A definition of containers, each the compliant one with some properties changed."""
    changed = [
        {key: value for key, value in {**CONTAINER, **change}.items() if value is not ABSENT}
        for change in changes
    ]
    return {"containerDefinitions": json.dumps(changed)}


def variable(name: str, value: str) -> dict[str, object]:
    return containers({"environment": [{"name": name, "value": value}]})


def volume(**configuration: object) -> dict[str, object]:
    return {"volumes": [{"name": "shared", "efsVolumeConfiguration": configuration}]}


TLS = {"transitEncryption": "ENABLED", "authorizationConfig": {"iam": "ENABLED"}}
TASK = Res(
    kind="aws:ecs/taskDefinition:TaskDefinition",
    props={**containers({}, {"name": "sidecar"}), **volume(**TLS)},
)
WINDOWS = {"runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"}}
HIDDEN = ({"containerDefinitions": UNKNOWN},)

CASES = (
    Cases(
        rule="ecs-container-not-privileged",
        base=TASK,
        fine=({"containerDefinitions": [{"name": "as-objects"}]},),
        violating=(
            (containers({"privileged": True}), "privileged is true in container 1"),
            (containers({}, {"privileged": True}), "in container 2"),
        ),
        undetermined=HIDDEN,
    ),
    Cases(
        rule="ecs-container-readonly-root",
        base=TASK,
        violating=(
            (containers({"readonlyRootFilesystem": False}), "is not true in container 1"),
            (containers({"readonlyRootFilesystem": ABSENT}), "is not true in container 1"),
        ),
        undetermined=HIDDEN,
        not_applicable=((WINDOWS, "Windows"),),
    ),
    Cases(
        rule="ecs-container-non-root",
        base=TASK,
        violating=(
            (containers({"user": ABSENT}), "user is not set, or root, in container 1"),
            (containers({"user": "root"}), "or root"),
            (containers({"user": "0:0"}), "or root"),
            (containers({"user": "0:1000"}), "or root"),
            (containers({"user": "root:payments"}), "or root"),
        ),
        undetermined=HIDDEN,
        not_applicable=((WINDOWS, "Windows"),),
    ),
    Cases(
        rule="ecs-network-mode-awsvpc",
        base=TASK.but({"networkMode": "awsvpc"}),
        violating=(
            ({"networkMode": "host"}, "networkMode is none of awsvpc"),
            ({"networkMode": ABSENT}, "networkMode is not set"),
        ),
        undetermined=({"networkMode": UNKNOWN},),
    ),
    Cases(
        rule="ecs-task-and-execution-roles-differ",
        base=TASK.but({"taskRoleArn": UNKNOWN, "executionRoleArn": UNKNOWN}),
        fine=({"taskRoleArn": ABSENT, "executionRoleArn": ABSENT},),
        violating=(({"taskRoleArn": "arn:x", "executionRoleArn": "arn:x"}, "is executionRoleArn"),),
    ),
    Cases(
        rule="ecs-container-no-env-secrets",
        base=TASK,
        violating=(
            (variable("DB_PASSWORD", "hunter2hunter2"), "variable 1 of container 1"),
            (variable("NOTE", "AKIAIOSFODNN7EXAMPLE"), "looks like a credential"),
            (variable("DSN", "postgres://app:hunter2@db:5432/x"), "looks like a credential"),
        ),
        undetermined=HIDDEN,
    ),
    Cases(
        rule="ecs-container-image-pinned",
        base=TASK.but(containers({"image": f"httpd@sha256:{'0' * 64}"})),
        fine=(
            containers({"image": "httpd:2.4.62"}),
            containers({"image": "httpd:2.4.62-alpine3.20"}),
            containers({"image": "registry.example.com:5000/payments/api:v1.0.3"}),
            containers({"image": "ghcr.io/payments/api:sha-4f1c2d9"}),
            containers({"image": "123456789012.dkr.ecr.us-west-2.amazonaws.com/api:release"}),
        ),
        violating=(
            (containers({}, {"image": "httpd:alpine"}), "image floats in container 2"),
            (containers({"image": "httpd:latest"}), "image floats in container 1"),
            (containers({"image": "httpd:2.4"}), "its tag comes to mean other code"),
            (containers({"image": "httpd"}), "image floats"),
            (containers({"image": "registry.example.com:5000/payments/api"}), "image floats"),
            (
                containers({"image": "123456789012.dkr.ecr.us-west-2.amazonaws.com/api"}),
                "image floats",
            ),
        ),
        undetermined=({"containerDefinitions": [{"image": UNKNOWN}]}, *HIDDEN),
    ),
    Cases(
        rule="ecs-container-logs-configured",
        base=TASK,
        violating=((containers({"logConfiguration": ABSENT}), "logDriver is not set"),),
        undetermined=HIDDEN,
    ),
    Cases(
        rule="ecs-pid-and-ipc-not-host",
        base=TASK,
        fine=({"pidMode": "task"},),
        violating=(({"pidMode": "host"}, "pidMode is host"), ({"ipcMode": "host"}, "ipcMode")),
        undetermined=({"pidMode": UNKNOWN},),
    ),
    Cases(
        rule="ecs-efs-volume-encrypted-in-transit",
        base=TASK,
        fine=({"volumes": ABSENT}, {"volumes": [{"name": "scratch"}]}),
        violating=(
            (volume(authorizationConfig={"iam": "ENABLED"}), "transitEncryption is not ENABLED"),
            (volume(transitEncryption="ENABLED"), "authorizationConfig.iam is not ENABLED"),
            (volume(**{**TLS, "transitEncryption": "DISABLED"}), "in volume 1"),
        ),
        undetermined=(volume(**{**TLS, "transitEncryption": UNKNOWN}),),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()
