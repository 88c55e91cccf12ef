import json
from typing import Any

import pytest
from botocore.exceptions import ClientError
from rotation.errors import StagingError
from rotation.steps import Step
from rotation.versions import HISTORY_LIMIT, SecretVersions

from tests.functions.rotation.faults import Faults
from tests.functions.rotation.worlds import ApplicationWorld


class Refusing:
    """Secrets Manager, of which one call is refused with a code, after `first` was done."""

    def __init__(self, client: Any, call: str, code: str, first: Any = None) -> None:
        self._client, self._call, self._code, self._first = client, call, code, first
        self.arguments: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        def call(**arguments: Any) -> Any:
            if name != self._call:
                return getattr(self._client, name)(**arguments)
            self.arguments = arguments
            if self._first is not None:
                self._first()
            raise ClientError({"Error": {"Code": self._code, "Message": "text"}}, name)

        return call


@pytest.fixture
def application(secrets_manager: Any, faults: Faults) -> ApplicationWorld:
    return ApplicationWorld(secrets_manager, faults)


def versions(world: ApplicationWorld, *refusal: Any) -> SecretVersions:
    client = Refusing(world.secrets, *refusal) if refusal else world.secrets
    return SecretVersions(client, world.name, world.token)


def test_a_version_that_another_delivery_wrote_first_is_kept(application: ApplicationWorld) -> None:
    def other() -> None:
        versions(application).write_pending('{"engine": "application", "a": "theirs"}')

    versions(application, "put_secret_value", "ResourceExistsException", other).write_pending("{}")

    assert versions(application).read_own() == '{"engine": "application", "a": "theirs"}'


def test_the_token_that_proves_the_origin_is_passed_on(application: ApplicationWorld) -> None:
    client = Refusing(application.secrets, "put_secret_value", "ResourceExistsException")

    SecretVersions(client, application.name, application.token, "origin").write_pending("{}")

    assert client.arguments["RotationToken"] == "origin"
    assert client.arguments["VersionStages"] == ["AWSPENDING"]


@pytest.mark.parametrize(
    ("call", "act"),
    [
        ("put_secret_value", lambda versions: versions.write_pending("{}")),
        ("get_secret_value", lambda versions: versions.read("AWSCURRENT")),
        ("update_secret_version_stage", lambda versions: versions.promote()),
    ],
)
def test_an_error_that_says_nothing_about_the_labels_is_not_swallowed(
    application: ApplicationWorld, call: str, act: Any
) -> None:
    with pytest.raises(ClientError, match="ThrottlingException"):
        act(versions(application, call, "ThrottlingException"))


def test_a_version_that_another_delivery_promoted_first_is_fine(
    application: ApplicationWorld,
) -> None:
    application.step(Step.CREATE)

    versions(
        application,
        "update_secret_version_stage",
        "InvalidParameterException",
        versions(application).promote,
    ).promote()

    assert application.holders("AWSCURRENT") == [application.token]


def test_a_current_label_that_moved_elsewhere_stops_the_promotion(
    application: ApplicationWorld,
) -> None:
    refused = versions(application, "update_secret_version_stage", "InvalidParameterException")

    with pytest.raises(StagingError, match=f"AWSCURRENT of {application.name} moved"):
        refused.promote()


def test_a_current_label_that_nobody_holds_stops_the_promotion(
    application: ApplicationWorld,
) -> None:
    application.relabel("AWSCURRENT", None)

    with pytest.raises(StagingError, match=f"no version of {application.name} holds AWSCURRENT"):
        versions(application).promote()


def test_a_binary_secret_counts_as_having_no_text(application: ApplicationWorld) -> None:
    application.secrets.put_secret_value(SecretId=application.name, SecretBinary=b"x")

    with pytest.raises(StagingError, match="holds both AWSCURRENT and a SecretString"):
        versions(application).read_current()


def test_the_newest_given_up_versions_are_tried_without_those_in_use(
    application: ApplicationWorld,
) -> None:
    application.rotate()
    for number in range(HISTORY_LIMIT + 3):
        application.token = application.start()
        versions(application).write_pending(f'{{"engine": "application", "a": "{number}"}}')
    application.token = application.start()

    texts = versions(application).abandoned()

    newest_first = reversed(range(3, HISTORY_LIMIT + 3))
    assert [json.loads(text)["a"] for text in texts] == [str(number) for number in newest_first]
