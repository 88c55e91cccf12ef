"""The versions of one secret and their staging labels, during one rotation of it."""

from collections.abc import Mapping
from typing import Any, Final, Protocol

from botocore.exceptions import ClientError  # pyright: ignore[reportMissingTypeStubs] - botocore ships no types
from payments.aws import error_code

from rotation.errors import StagingError

CURRENT: Final = "AWSCURRENT"
PENDING: Final = "AWSPENDING"
PREVIOUS: Final = "AWSPREVIOUS"

HISTORY_LIMIT: Final = 10
"""How many older versions are tried when neither labelled one opens the server."""


class SecretsManager(Protocol):
    """The calls of Secrets Manager that a rotation makes."""

    def describe_secret(self, **arguments: str) -> Mapping[str, Any]:
        """Return which version holds which labels, and whether rotation is on."""
        ...

    def get_secret_value(self, **arguments: str) -> Mapping[str, Any]:
        """Return the text of one version."""
        ...

    def put_secret_value(self, **arguments: str | list[str]) -> Mapping[str, Any]:
        """Write one version, which cannot be changed afterwards."""
        ...

    def list_secret_version_ids(self, **arguments: str | int) -> Mapping[str, Any]:
        """Return the versions, also those without a label."""
        ...

    def update_secret_version_stage(self, **arguments: str) -> Mapping[str, Any]:
        """Move one label."""
        ...


class SecretVersions:
    """What a rotation reads and writes in Secrets Manager; every call asks anew.

    Args:
        client: Secrets Manager.
        secret_id: ARN or name of the secret.
        token: the rotation's ClientRequestToken, which is also the id of its new version.
        rotation_token: proof of origin that Secrets Manager may hand to the function.
    """

    def __init__(
        self, client: SecretsManager, secret_id: str, token: str, rotation_token: str | None = None
    ) -> None:
        self._client = client
        self._secret_id = secret_id
        self._token = token
        self._rotation_token = rotation_token

    def is_current(self) -> bool:
        """Return whether the rotation's version is already what applications read.

        Raises:
            StagingError: rotation is off, or the version does not hold AWSPENDING.
        """
        secret = self._client.describe_secret(SecretId=self._secret_id)
        if not secret.get("RotationEnabled"):
            raise StagingError(f"{self._secret_id} has no rotation enabled: enable it first")
        stages: Mapping[str, list[str]] = secret.get("VersionIdsToStages", {})
        labels = stages.get(self._token, [])
        if CURRENT in labels:
            return True
        if PENDING not in labels:
            found = ", ".join(labels) or "no label"
            raise StagingError(
                f"version {self._token} of {self._secret_id} holds {found}, not {PENDING}: another "
                f"rotation took over, or this one was cancelled; start a new rotation"
            )
        return False

    def require_pending(self) -> None:
        """Make sure, right before a change, that this rotation is still the one in progress.

        Raises:
            StagingError: it is not.
        """
        if self.is_current():
            raise StagingError(
                f"version {self._token} of {self._secret_id} became {CURRENT} meanwhile: another "
                f"delivery of this step finished the rotation"
            )

    def read(self, label: str) -> str | None:
        """Return the text of the version that holds `label`; None if none does, or has no text."""
        return self._read(VersionStage=label)

    def read_current(self) -> str:
        """Return the text that applications read.

        Raises:
            StagingError: there is none.
        """
        text = self.read(CURRENT)
        if text is None:
            raise StagingError(
                f"no version of {self._secret_id} holds both {CURRENT} and a SecretString: write "
                f"one first"
            )
        return text

    def read_other_secret(self, secret_id: str) -> str | None:
        """Return the current text of another secret, such as an administrator's."""
        answer = self._client.get_secret_value(SecretId=secret_id)
        return answer.get("SecretString")

    def read_own(self) -> str | None:
        """Return the text of the rotation's own version; None before it was written."""
        return self._read(VersionId=self._token)

    def abandoned(self) -> list[str]:
        """Return the texts of rotations that were given up, newest first.

        A rotation that was cancelled after it changed the server leaves the only copy of the
        server's password in a version without a label, which Secrets Manager keeps for a day.
        """
        answer = self._client.list_secret_version_ids(
            SecretId=self._secret_id, IncludeDeprecated=True, MaxResults=100
        )
        versions = sorted(answer["Versions"], key=lambda version: version["CreatedDate"])
        ids = [
            version["VersionId"]
            for version in reversed(versions)
            if version["VersionId"] != self._token
            and not {CURRENT, PREVIOUS} & set(version.get("VersionStages", []))
        ]
        texts = [self._read(VersionId=version_id) for version_id in ids[:HISTORY_LIMIT]]
        return [text for text in texts if text is not None]

    def write_pending(self, text: str) -> None:
        """Store the new document under the rotation's token, unless another delivery just did."""
        arguments = {"RotationToken": self._rotation_token} if self._rotation_token else {}
        try:
            self._client.put_secret_value(
                SecretId=self._secret_id,
                ClientRequestToken=self._token,
                SecretString=text,
                VersionStages=[PENDING],
                **arguments,
            )
        except ClientError as error:
            if error_code(error) != "ResourceExistsException":
                raise

    def promote(self) -> None:
        """Move AWSCURRENT to the rotation's version, unless another delivery just did.

        Raises:
            StagingError: no version holds AWSCURRENT, or another one took it meanwhile.
        """
        try:
            self._client.update_secret_version_stage(
                SecretId=self._secret_id,
                VersionStage=CURRENT,
                MoveToVersionId=self._token,
                RemoveFromVersionId=self._current_id(),
            )
        except ClientError as error:
            if error_code(error) not in {"InvalidParameterException", "InvalidRequestException"}:
                raise
            if not self.is_current():
                raise StagingError(
                    f"{CURRENT} of {self._secret_id} moved while version {self._token} was taking "
                    f"it: the next attempt reads the labels anew"
                ) from None

    def _current_id(self) -> str:
        secret = self._client.describe_secret(SecretId=self._secret_id)
        stages: Mapping[str, list[str]] = secret.get("VersionIdsToStages", {})
        holders = [version_id for version_id, labels in stages.items() if CURRENT in labels]
        if not holders:
            raise StagingError(f"no version of {self._secret_id} holds {CURRENT}: restore it first")
        return holders[0]

    def _read(self, **version: str) -> str | None:
        try:
            answer = self._client.get_secret_value(SecretId=self._secret_id, **version)
        except ClientError as error:
            # The answer for a version that RotateSecret made and nothing was written to yet.
            if error_code(error) == "ResourceNotFoundException":
                return None
            raise
        return answer.get("SecretString")
