"""What can go wrong in a rotation. No text of these errors holds a secret value."""

from collections.abc import Sequence


class RotationError(Exception):
    """A step did not finish; nothing is lost, and Secrets Manager may call it again."""


class InvalidEventError(RotationError):
    """The function was called with something that is not a rotation step."""


class StagingError(RotationError):
    """The secret's staging labels forbid the step."""


class MalformedSecretError(RotationError):
    """A version of the secret is not the document that its engine needs."""

    def __init__(self, problems: Sequence[str], where: str = "the secret") -> None:
        self.problems = tuple(problems)
        super().__init__(f"{where} is malformed: {'; '.join(problems)}")


class LoginRefusedError(RotationError):
    """The server answered and did not accept the credential."""


class UnavailableError(RotationError):
    """The server, or its change, did not get through; a later attempt may."""


def reason(error: BaseException) -> str:
    """Return what a message may say of a driver's error.

    An error of the operating system or of TLS knows no credential, so its text is shown; any other
    text may repeat a statement, so only the error's type is.
    """
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError):
            return str(cause) or type(cause).__name__
        cause = cause.__cause__ or cause.__context__
    return type(error).__name__
