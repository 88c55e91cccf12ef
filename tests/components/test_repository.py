"""Where the images of the payment service come from."""

import json

import pytest

from components.context import Context
from offline.graph import State
from tests.support.containers import REPOSITORY, built, container, made
from tests.support.recorded import by_sid, inputs

POLICY = "aws:iam/rolePolicy:RolePolicy"


@pytest.fixture(scope="module")
def state(ctx: Context) -> State:
    return built(ctx)


def test_images_come_from_an_immutable_scanned_encrypted_repository(state: State) -> None:
    repository = inputs(state, REPOSITORY)
    assert repository["imageTagMutability"] == "IMMUTABLE"
    assert repository["imageScanningConfiguration"] == {"scanOnPush": True}
    assert repository["encryptionConfigurations"] == [
        {"encryptionType": "KMS", "kmsKey": "arn:key"}
    ]
    address = "123456789012.dkr.ecr.us-west-2.amazonaws.com/ecr-payment-service-test:1.0.0"
    assert container(state)["image"] == address


def test_old_images_leave_the_repository(state: State) -> None:
    policy = json.loads(inputs(state, "aws:ecr/lifecyclePolicy:LifecyclePolicy")["policy"])
    kinds = [rule["selection"]["tagStatus"] for rule in policy["rules"]]
    assert kinds == ["untagged", "any"]


def test_the_repository_is_kept_or_emptied_by_profile(ctx: Context, retained_ctx: Context) -> None:
    for context, protected in ((ctx, False), (retained_ctx, True)):
        repository = built(context).one(REPOSITORY)
        assert repository.options.protect is protected
        assert repository.inputs["forceDelete"] is not protected


def test_a_given_image_needs_no_repository(ctx: Context) -> None:
    state = built(ctx, image="httpd:alpine", port=80)
    assert not state.by_type(REPOSITORY)
    assert made[-1].repository_url is None
    assert container(state)["image"] == "httpd:alpine"
    assert by_sid(inputs(state, POLICY, "execution")["policy"]).keys() == {
        "OwnLogs",
        "StartSecrets",
    }
