import importlib.util
import json
import re
from pathlib import Path

import pytest
from pci.taggable import TAGGABLE

from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

SPEC = importlib.util.find_spec("pulumi_aws")
assert SPEC is not None
assert SPEC.origin is not None
PROVIDER = Path(SPEC.origin).parent
TAGS = {"Owner": "x", "Environment": "x", "DataClass": "x", "PciScope": "x"}
CLUSTER = Res(
    kind="aws:rds/cluster:Cluster", props={"clusterIdentifier": "aurora-payments", "arn": UNKNOWN}
)
INSTANCE = Res(kind="aws:rds/instance:Instance", props={"identifier": "payments"})
SELECTION = Res(
    kind="aws:backup/selection:Selection",
    props={"resources": [UNKNOWN]},
    links={"resources": ("database",)},
)
DETECTOR = Res(kind="aws:guardduty/detector:Detector")
RECORDER = Res(kind="aws:cfg/recorder:Recorder", props={"recordingGroup": {"allSupported": True}})
STATUS = Res(
    kind="aws:cfg/recorderStatus:RecorderStatus",
    props={"isEnabled": True},
    links={"name": ("recorder",)},
)


def selected(*arns: str) -> Res:
    return Res(kind=SELECTION.kind, props={"resources": list(arns)})


FEATURE = Res(
    kind="aws:guardduty/detectorFeature:DetectorFeature",
    props={"name": "RDS_LOGIN_EVENTS", "status": "ENABLED"},
)

CASES = (
    Cases(
        rule="backup-vault-customer-managed-key",
        base=Res(kind="aws:backup/vault:Vault", props={"kmsKeyArn": UNKNOWN}),
        violating=(({"kmsKeyArn": ABSENT}, "kmsKeyArn is not set"),),
    ),
    Cases(
        rule="backup-plan-covers-databases",
        base={"database": CLUSTER, "selection": SELECTION},
        fine=(
            {"selection": selected("arn:aws:rds:us-west-2:123456789012:cluster:aurora-payments")},
            {"selection": selected("arn:aws:rds:*:*:cluster:*")},
            # What the program leaves out is computed, and unknown before the first deployment.
            {"selection": SELECTION.but({"conditions": UNKNOWN, "notResources": UNKNOWN})},
            {"database": INSTANCE.but({"replicateSourceDb": "x"}), "selection": ABSENT},
            {"database": INSTANCE, "selection": selected("arn:aws:rds:*:*:db:*")},
        ),
        violating=(
            ({"selection": ABSENT}, "database is in no backup selection"),
            ({"selection": selected("arn:aws:rds:*:*:db:*")}, "in no backup selection"),
        ),
        undetermined=({"selection": selected(UNKNOWN)},),
    ),
    Cases(
        rule="guardduty-enabled",
        base=DETECTOR,
        fine=(FEATURE,),
        violating=(
            ({"enable": False}, "enable is false"),
            (FEATURE.but({"status": "DISABLED"}), "status is disabled"),
        ),
        undetermined=({"enable": UNKNOWN}, FEATURE.but({"status": UNKNOWN})),
    ),
    Cases(
        rule="ebs-encryption-by-default",
        base=Res(kind="aws:ebs/encryptionByDefault:EncryptionByDefault"),
        fine=({"enabled": True},),
        violating=(({"enabled": False}, "enabled is false"),),
        undetermined=({"enabled": UNKNOWN},),
    ),
    Cases(
        rule="securityhub-enabled",
        base={"detector": DETECTOR, "hub": Res(kind="aws:securityhub/account:Account")},
        fine=({"detector": ABSENT, "hub": ABSENT},),
        violating=(({"hub": ABSENT}, "but not Security Hub"),),
    ),
    Cases(
        rule="config-recorder-enabled",
        base={"recorder": RECORDER, "status": STATUS},
        violating=(
            ({"status": ABSENT}, "recorder is never started"),
            ({"status": {"isEnabled": False}}, "isEnabled is false"),
            ({"recorder": {"recordingGroup": {"allSupported": False}}}, "types are not recorded"),
        ),
        fine=({"recorder": {"recordingGroup": UNKNOWN}},),
        undetermined=({"status": {"isEnabled": UNKNOWN}},),
    ),
    Cases(
        rule="required-tags",
        base=Res(kind="aws:s3/bucket:Bucket", props={"tags": TAGS}),
        violating=(
            ({"tags": {"Owner": "x"}}, "tags lack Environment, DataClass, PciScope"),
            ({"tags": ABSENT}, "tags lack Owner, Environment"),
        ),
        undetermined=({"tags": UNKNOWN},),
    ),
    Cases(
        rule="required-tags",
        base=Res(
            kind="aws:s3/bucket:Bucket",
            props={"tags": {"Owner": "x"}},
            provider={"defaultTags": json.dumps({"tags": TAGS})},
        ),
        fine=({"tags": ABSENT},),
        violating=((Res(kind="aws:sns/topic:Topic"), "tags lack Owner"),),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()


@pytest.mark.parametrize("token", TAGGABLE)
def test_a_taggable_type_has_tags_in_the_provider(token: str) -> None:
    """Read from the source: importing sixty modules of the provider takes seconds."""
    module, name = token.split(":")[1].split("/", maxsplit=1)[0], token.rsplit(":", 1)[1]
    file = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower() + ".py"
    folder = PROVIDER / {"lambda": "lambda_"}.get(module, module)
    source = (folder / file).read_text()
    assert f'"{token}"' in source
    assert '"tags"' in source
