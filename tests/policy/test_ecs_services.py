from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

SERVICE = Res(
    kind="aws:ecs/service:Service",
    props={
        "networkConfiguration": {"assignPublicIp": False, "subnets": [UNKNOWN]},
        "enableExecuteCommand": False,
        "platformVersion": "LATEST",
    },
)
REPOSITORY = Res(
    kind="aws:ecr/repository:Repository",
    props={
        "name": "payments",
        "imageScanningConfiguration": {"scanOnPush": True},
        "imageTagMutability": "IMMUTABLE",
        "encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": UNKNOWN}],
    },
)
LIFECYCLE = Res(
    kind="aws:ecr/lifecyclePolicy:LifecyclePolicy",
    props={"repository": "payments"},
    links={"repository": ("repository",)},
)
TASK_SET = Res(
    kind="aws:ecs/taskSet:TaskSet", props={"networkConfiguration": {"assignPublicIp": True}}
)

CASES = (
    Cases(
        rule="ecs-service-no-public-ip",
        base=SERVICE,
        fine=({"networkConfiguration": ABSENT},),
        violating=(
            ({"networkConfiguration": {"assignPublicIp": True}}, "assignPublicIp is true"),
            (TASK_SET, "assignPublicIp is true"),
            (
                Res(
                    kind="aws:cloudwatch/eventTarget:EventTarget",
                    props={"ecsTarget": TASK_SET.props},
                ),
                "ecsTarget.networkConfiguration.assignPublicIp is true",
            ),
            (
                Res(
                    kind="aws:scheduler/schedule:Schedule",
                    props={"target": {"ecsParameters": TASK_SET.props}},
                ),
                "ecsParameters.networkConfiguration.assignPublicIp is true",
            ),
        ),
        undetermined=({"networkConfiguration": UNKNOWN},),
    ),
    Cases(
        rule="ecs-exec-off",
        base=SERVICE,
        fine=({"enableExecuteCommand": ABSENT},),
        violating=(({"enableExecuteCommand": True}, "a shell in the task"),),
        undetermined=({"enableExecuteCommand": UNKNOWN},),
    ),
    Cases(
        rule="ecs-fargate-platform-version",
        base=SERVICE,
        fine=({"platformVersion": ABSENT}, {"platformVersion": "1.4.0"}),
        violating=(({"platformVersion": "1.3.0"}, "older than 1.4.0"),),
        undetermined=({"platformVersion": UNKNOWN},),
    ),
    Cases(
        rule="ecr-scan-on-push",
        base=REPOSITORY,
        violating=(
            ({"imageScanningConfiguration": ABSENT}, "scanOnPush is not set"),
            ({"imageScanningConfiguration": {"scanOnPush": False}}, "scanOnPush is false"),
        ),
        undetermined=({"imageScanningConfiguration": UNKNOWN},),
    ),
    Cases(
        rule="ecr-immutable-tags",
        base=REPOSITORY,
        violating=(
            ({"imageTagMutability": "MUTABLE"}, "a tag can come to mean other code"),
            ({"imageTagMutability": ABSENT}, "imageTagMutability is not set"),
        ),
        undetermined=({"imageTagMutability": UNKNOWN},),
    ),
    Cases(
        rule="ecr-kms-encrypted",
        base=REPOSITORY,
        violating=(
            ({"encryptionConfigurations": ABSENT}, "AWS's own key"),
            ({"encryptionConfigurations": [{"encryptionType": "AES256"}]}, "customer managed key"),
            ({"encryptionConfigurations": [{"encryptionType": "KMS"}]}, "customer managed key"),
        ),
        undetermined=({"encryptionConfigurations": UNKNOWN},),
    ),
    Cases(
        rule="ecr-lifecycle-configured",
        base={"repository": REPOSITORY, "lifecycle": LIFECYCLE},
        violating=(({"lifecycle": ABSENT}, "repository has no lifecycle policy"),),
        undetermined=({"lifecycle": Res(kind=LIFECYCLE.kind, props={"repository": UNKNOWN})},),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()
