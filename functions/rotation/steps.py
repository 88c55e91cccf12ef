"""The four steps of a rotation, the same for every kind of credential.

A step may be delivered twice, at once or late, and may die anywhere. Each therefore reads the
labels first, looks at what the server accepts before it changes it, and changes one thing at a
time. The new version becomes AWSCURRENT only after the server has accepted its credential.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import StrEnum
from typing import Protocol, TypeVar

from rotation.errors import MalformedSecretError, StagingError
from rotation.versions import CURRENT, PENDING, PREVIOUS, SecretVersions

D = TypeVar("D", bound="Document")


class Document(Protocol):
    """A secret's document, read and checked."""

    def to_json(self) -> str:
        """Return the text that a version of the secret holds."""
        ...


class Step(StrEnum):
    """The steps, by the names that Secrets Manager calls them with."""

    CREATE = "createSecret"
    SET = "setSecret"
    TEST = "testSecret"
    FINISH = "finishSecret"


class Target(Protocol[D]):
    """Where a credential counts: a database, a cache, or nowhere but in its readers."""

    def parse(self, text: str | None, /) -> D:
        """Read a version's text.

        Raises:
            MalformedSecretError: with every problem.
        """
        ...

    def propose(self, current: D, others: Callable[[], Sequence[D]], /) -> D:
        """Return the next document. Changes nothing."""
        ...

    def apply(
        self,
        pending: D,
        current: D,
        others: Callable[[], Sequence[D]],
        confirm: Callable[[], None],
        /,
    ) -> None:
        """Make the server accept `pending`, unless it does already.

        Logs in with a credential of this secret first; calls `confirm`, which raises when the
        rotation has lost its place, right before the change.
        """
        ...

    def prove(self, pending: D, current: D, /) -> None:
        """Raise unless `pending` opens the server."""
        ...

    def settle(self, current: D, previous: D | None, /) -> None:
        """Withdraw from the server what only the previous version needed."""
        ...


def run(step: Step, versions: SecretVersions, target: Target[D]) -> None:
    """Carry out one step, or nothing when its work is done already.

    Raises:
        RotationError: the step did not finish; the same call may be made again.
    """
    carry_out = {Step.CREATE: _create, Step.SET: _set, Step.TEST: _test, Step.FINISH: _finish}[step]
    carry_out(versions, target)


def _create(versions: SecretVersions, target: Target[D]) -> None:
    if versions.is_current():
        return
    current = _current(versions, target)
    own = versions.read_own()
    if own is None:
        proposed = target.propose(current, lambda: _readable(target, versions.abandoned()))
        versions.write_pending(proposed.to_json())
    else:
        _parse(target, PENDING, own)


def _set(versions: SecretVersions, target: Target[D]) -> None:
    if versions.is_current():
        return
    target.apply(
        _pending(versions, target),
        _current(versions, target),
        lambda: _readable(target, [*versions.abandoned(), versions.read(PREVIOUS)]),
        versions.require_pending,
    )


def _test(versions: SecretVersions, target: Target[D]) -> None:
    if not versions.is_current():
        target.prove(_pending(versions, target), _current(versions, target))


def _finish(versions: SecretVersions, target: Target[D]) -> None:
    if not versions.is_current():
        # Proven again: this call may come late, or without a testSecret before it.
        target.prove(_pending(versions, target), _current(versions, target))
        versions.promote()
    previous = _readable(target, [versions.read(PREVIOUS)])
    target.settle(_current(versions, target), previous[0] if previous else None)


def _current(versions: SecretVersions, target: Target[D]) -> D:
    return _parse(target, CURRENT, versions.read_current())


def _pending(versions: SecretVersions, target: Target[D]) -> D:
    own = versions.read_own()
    if own is None:
        raise StagingError(
            f"the version that holds {PENDING} is empty: {Step.CREATE} has to come first"
        )
    return _parse(target, PENDING, own)


def _parse(target: Target[D], label: str, text: str | None) -> D:
    try:
        return target.parse(text)
    except MalformedSecretError as error:
        raise MalformedSecretError(error.problems, label) from None


def _readable(target: Target[D], texts: Sequence[str | None]) -> list[D]:
    """Old versions are only tried, so one that cannot be read is passed over."""
    documents: list[D] = []
    for text in texts:
        with suppress(MalformedSecretError):
            documents.append(target.parse(text))
    return documents
