"""The archive of the functions: complete, pure, small and the same everywhere."""

import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from components import archive
from components.archive import CodeArchive, code_archive

PROJECT = Path(__file__).parents[2]
REQUIREMENTS = PROJECT / "functions" / "requirements.txt"
#: What the Lambda runtime has.
OF_THE_RUNTIME = {"boto3", "botocore"}


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    """A project with one handler and one pure distribution, six."""
    functions = tmp_path / "functions"
    (functions / "payments").mkdir(parents=True)
    (functions / "handler.py").write_text("def handler(event, context): ...\n")
    (functions / "payments" / "card.py").write_text("LENGTH = 16\n")
    (functions / "requirements.txt").write_text("# pure\nsix\n")
    code_archive.cache_clear()
    yield tmp_path
    code_archive.cache_clear()


def again(project: Path) -> CodeArchive:
    code_archive.cache_clear()
    for built in (project / ".build").iterdir():
        built.unlink()
    return code_archive(project)


def fake(tmp_path: Path, name: str, *, wheel: str, record: str) -> None:
    info = tmp_path / "site" / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "WHEEL").write_text(wheel)
    (info / "RECORD").write_text(record)


@pytest.fixture(scope="module")
def packed() -> CodeArchive:
    return code_archive(PROJECT)


def test_the_archive_holds_handlers_domain_code_and_distributions(packed: CodeArchive) -> None:
    names = set(ZipFile(packed.path).namelist())
    assert {
        "payment_validation.py",
        "secrets_rotation.py",
        "rotation/steps.py",
        "pg8000/__init__.py",
        "pymysql/__init__.py",
        "redis/__init__.py",
        "aws_lambda_powertools/__init__.py",
        "six.py",
    } <= names


def test_the_archive_holds_nothing_that_does_not_run(packed: CodeArchive) -> None:
    for name in ZipFile(packed.path).namelist():
        assert not name.endswith((".pyc", ".so", "RECORD", "INSTALLER", "requirements.txt"))
        assert "__pycache__" not in name
        assert not name.startswith(("..", "/", "tests/", "boto"))


def test_the_archive_is_smaller_than_five_megabytes(packed: CodeArchive) -> None:
    assert packed.path.stat().st_size < 5_000_000


def test_the_archive_imports_without_anything_else_installed(packed: CodeArchive) -> None:
    names = "aws_lambda_powertools, fastjsonschema, pg8000, pymysql, redis, payments.cards"
    script = (
        f"import sys; sys.path[:] = {[str(packed.path), *_standard_library()]!r}; import {names}"
    )
    # -I and -S: neither the environment nor site-packages lend anything.
    subprocess.run([sys.executable, "-I", "-S", "-c", script], check=True)


def _standard_library() -> list[str]:
    return [path for path in sys.path if path.startswith(sys.base_prefix) and "site-" not in path]


def test_every_distribution_that_one_needs_is_listed() -> None:
    listed = {
        canonicalize_name(line)
        for line in REQUIREMENTS.read_text().splitlines()
        if line and not line.startswith("#")
    }
    for name in listed:
        for text in distribution(name).requires or ():
            needed = Requirement(text)
            # The Lambda runtime is newer than this interpreter.
            if needed.marker is None or needed.marker.evaluate({"python_full_version": "3.13.0"}):
                assert canonicalize_name(needed.name) in listed | OF_THE_RUNTIME, (name, text)


def test_the_same_files_make_the_same_bytes(project: Path) -> None:
    first = code_archive(project)
    content = first.path.read_bytes()
    time.sleep(0.01)
    (project / "functions" / "handler.py").touch()
    second = again(project)
    assert second == first
    assert second.path.read_bytes() == content


def test_a_changed_line_makes_another_archive(project: Path) -> None:
    first = code_archive(project)
    (project / "functions" / "handler.py").write_text("def handler(event, context): pass\n")
    second = again(project)
    assert second.path.name != first.path.name
    assert second.sha256 != first.sha256


def test_an_archive_that_exists_is_not_written_again(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = code_archive(project)
    code_archive.cache_clear()
    monkeypatch.setattr(archive, "_write", None)
    assert code_archive(project) == first


def test_a_distribution_that_is_not_installed_is_named(project: Path) -> None:
    (project / "functions" / "requirements.txt").write_text("no-such-distribution==1.0\n")
    with pytest.raises(ValueError, match="'no-such-distribution', which is not installed"):
        code_archive(project)


def test_a_compiled_distribution_is_refused_by_name_and_file(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(project, "fastcrypt", wheel="Root-Is-Purelib: true\n", record="fastcrypt/_core.so,,\n")
    monkeypatch.syspath_prepend(str(project / "site"))
    (project / "functions" / "requirements.txt").write_text("fastcrypt\n")
    with pytest.raises(ValueError, match=r"'fastcrypt' 1\.0 is compiled \(fastcrypt/_core\.so\)"):
        code_archive(project)


def test_a_wheel_for_one_platform_is_refused(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(project, "platformbound", wheel="Root-Is-Purelib: false\n", record="")
    monkeypatch.syspath_prepend(str(project / "site"))
    (project / "functions" / "requirements.txt").write_text("platformbound\n")
    with pytest.raises(ValueError, match=r"'platformbound' 1\.0 .*its wheel says so"):
        code_archive(project)


def test_an_archive_that_would_start_slowly_is_refused(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "LARGEST_BYTES", 100)
    with pytest.raises(ValueError, match="bytes, more than 100"):
        code_archive(project)
