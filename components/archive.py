"""The archive of the Lambda functions: `functions/` and the distributions it imports.

It is composed from what is installed, with no build step, and is the same byte for byte wherever
the same versions are installed, so that only a change of code is a deployment.
"""

import os
import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import Distribution, PackageNotFoundError, PackagePath, distribution
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

#: Largest archive; a larger one starts slower than a payment may take (Lambda itself takes 50 MB).
LARGEST_BYTES = 5_000_000

_COMPILED = {".so", ".pyd", ".dylib"}
_LEFT_OUT = {".pyc", ".pyo"}
_LEFT_OUT_FOLDERS = {"__pycache__", "tests"}
_REQUIREMENTS = "requirements.txt"
#: The earliest time a zip file can hold; a real one would differ between machines.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODE = 0o644
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class CodeArchive:
    """A zip file that Lambda runs.

    Attributes:
        path: where it is.
        sha256: base64 of its SHA-256, as Lambda reports it.
    """

    path: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class _Member:
    """One file of the archive: its name inside, where it is read, and a digest of its content."""

    name: str
    source: Path
    digest: str


@cache
def code_archive(project: Path) -> CodeArchive:
    """The archive of the functions of the program in folder `project`, composed once a process.

    The file is kept in `.build/` under a name that tells its content, so that the next run finds
    it there.

    Raises:
        ValueError: a distribution is missing, compiled, or the archive is too large.
    """
    members = sorted(_members(project / "functions"), key=lambda member: member.name)
    digest = sha256("\n".join(f"{member.name} {member.digest}" for member in members).encode())
    path = project / ".build" / f"functions-{digest.hexdigest()[:16]}.zip"
    if not path.exists():
        _write(path, members)
    content = path.read_bytes()
    if len(content) > LARGEST_BYTES:
        raise ValueError(
            f"the functions' archive has {len(content)} bytes, more than {LARGEST_BYTES}: "
            "it would start too slowly; drop a distribution from functions/requirements.txt"
        )
    return CodeArchive(path, b64encode(sha256(content).digest()).decode())


def _members(functions: Path) -> Iterator[_Member]:
    for file in functions.rglob("*"):
        name = PurePosixPath(file.relative_to(functions).as_posix())
        if file.is_file() and name.name != _REQUIREMENTS and _packed(name):
            yield _Member(str(name), file, sha256(file.read_bytes()).hexdigest())
    for name in _required(functions / _REQUIREMENTS):
        yield from _distributed(name)


def _required(requirements: Path) -> list[str]:
    lines = requirements.read_text().splitlines()
    return [match.group() for line in lines if (match := _NAME.match(line.strip()))]


def _distributed(name: str) -> Iterator[_Member]:
    """The files of an installed distribution; its record already holds their digests."""
    try:
        found = distribution(name)
    except PackageNotFoundError as error:
        raise ValueError(
            f"functions/requirements.txt names {name!r}, which is not installed: "
            "install requirements.txt first"
        ) from error
    files = found.files or []
    _refuse_compiled(name, found, files)
    for file in files:
        if _packed(file) and file.hash is not None:
            source = Path(str(file.locate()))
            yield _Member(file.as_posix(), source, file.hash.value)


def _refuse_compiled(name: str, found: Distribution, files: Sequence[PackagePath]) -> None:
    wheel = found.read_text("WHEEL") or ""
    compiled = [str(file) for file in files if file.suffix in _COMPILED]
    if compiled or "Root-Is-Purelib: false" in wheel:
        evidence = ", ".join(compiled) or "its wheel says so"
        raise ValueError(
            f"distribution {name!r} {found.version} is compiled ({evidence}): the functions run "
            "on another architecture and Python than this machine, and nothing is built for them; "
            "name a pure-Python distribution in functions/requirements.txt"
        )


def _packed(name: PurePosixPath) -> bool:
    """Whether a file belongs in the archive.

    Of a distribution's metadata only METADATA does, which `importlib.metadata.version` reads; the
    rest tells how this machine installed it. Scripts lie outside the folder (`..`).
    """
    folders = name.parts[:-1]
    if folders and folders[0].endswith(".dist-info"):
        return name.name == "METADATA"
    return name.suffix not in _LEFT_OUT and not {"..", *_LEFT_OUT_FOLDERS} & set(folders)


def _write(path: Path, members: list[_Member]) -> None:
    """Write the zip file, visible under its name only once it is complete."""
    path.parent.mkdir(exist_ok=True)
    unfinished = path.with_suffix(f".{os.getpid()}")
    with ZipFile(unfinished, "w", ZIP_DEFLATED, compresslevel=6) as archive:
        for member in members:
            entry = ZipInfo(member.name, _EPOCH)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = _MODE << 16
            # The archive is read on Linux wherever it was written.
            entry.create_system = 3
            archive.writestr(entry, member.source.read_bytes())
    unfinished.replace(path)
