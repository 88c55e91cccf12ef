"""The project and stack files, merged into a configuration as the Pulumi CLI does."""

import runpy
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from pathlib import Path
from typing import Final

from offline import yamlfile
from offline.configtype import Declaration, declarations
from offline.errors import ProjectError
from offline.plain import Mapped, Plain, is_list, is_mapping

PROJECT_FILE: Final = "Pulumi.yaml"


@dataclass(frozen=True, slots=True)
class StackConfig:
    """The configuration of a stack, as a program receives it.

    Attributes:
        project: the project's name.
        stack: the stack's name.
        values: texts by `namespace:key`; structured values are JSON.
        secret_keys: the keys whose values are, or contain, secrets.
    """

    project: str
    stack: str
    values: Mapping[str, str]
    secret_keys: frozenset[str] = frozenset()

    @property
    def region(self) -> str:
        """The AWS region; the provider itself has no default.

        Raises:
            ProjectError: `aws:region` is not configured.
        """
        try:
            return self.values["aws:region"]
        except KeyError:
            raise ProjectError(
                f"Pulumi.{self.stack}.yaml: 'aws:region' is not configured and the AWS provider "
                f"has no default; write: aws:region: us-west-2"
            ) from None


@dataclass(frozen=True, slots=True)
class Project:
    """A Pulumi project on disk.

    Attributes:
        folder: where its files are.
        name: the project's name.
        main: the program, relative to `folder`.
        declared: what the project says about configuration keys.
        stacks: the names of the stack files, sorted.
    """

    folder: Path
    name: str
    main: str
    declared: Sequence[Declaration]
    stacks: tuple[str, ...]

    @classmethod
    def load(cls, folder: Path) -> "Project":
        """Read `Pulumi.yaml` and find the stack files.

        Raises:
            ProjectError: the file is missing or wrong.
        """
        path = folder / PROJECT_FILE
        if not path.is_file():
            raise ProjectError(
                f"{folder} has no {PROJECT_FILE}: run this in the folder of a Pulumi project"
            )
        content = yamlfile.load(path)
        name = content.get("name")
        if not isinstance(name, str) or not name:
            raise ProjectError(f"{PROJECT_FILE}: 'name' is missing; write: name: payments")
        stacks = (file.name.split(".", 1)[1].removesuffix(".yaml") for file in
                  folder.glob("Pulumi.*.yaml"))  # fmt: skip
        return cls(
            folder=folder,
            name=name,
            main=str(content.get("main") or "__main__.py"),
            declared=declarations(name, content.get("config") or {}),
            stacks=tuple(sorted(stacks)),
        )

    @property
    def program(self) -> Path:
        """The file to run."""
        path = self.folder / self.main
        return path / "__main__.py" if path.is_dir() else path

    def run(self) -> None:
        """Run the program in this process, its folder first on the path as with the CLI."""
        folder = str(self.program.parent)
        sys.path.insert(0, folder)
        try:
            runpy.run_path(str(self.program), run_name="__main__")
        finally:
            sys.path.remove(folder)

    def config(self, stack: str, overrides: Mapping[str, object] | None = None) -> StackConfig:
        """The merged configuration of a stack.

        Args:
            stack: the stack's name.
            overrides: values that replace those of the stack file, by `namespace:key` or `key`;
                None removes one.

        Raises:
            ProjectError: there is no such stack, its file is wrong, or a value is missing or of
                another type than declared; all such values are named at once.
        """
        if stack not in self.stacks:
            known = ", ".join(self.stacks) or "none"
            raise ProjectError(
                f"there is no stack {stack!r}: Pulumi.{stack}.yaml is not in {self.folder}. "
                f"Stacks: {known}"
            )
        file = f"Pulumi.{stack}.yaml"
        given: Plain = yamlfile.load(self.folder / file).get("config") or Mapped()
        if not is_mapping(given):
            raise ProjectError(f"{file}: 'config' must hold keys and values")
        found = {
            self._qualified(key): value for key, value in {**given, **(overrides or {})}.items()
        }
        found = {key: value for key, value in found.items() if value is not None}
        problems: list[str] = []
        for declaration in self.declared:
            if declaration.key not in found and declaration.has_default:
                found[declaration.key] = declaration.default
            problems += declaration.problems(found)
        if problems:
            raise ProjectError("\n".join(f"{file}: {problem}" for problem in problems))
        secret = frozenset(key for key, value in found.items() if _holds_secret(value))
        values = {key: _text(_decrypted(value, key)) for key, value in sorted(found.items())}
        return StackConfig(self.name, stack, values, secret)

    def _qualified(self, key: object) -> str:
        text = str(key)
        return text if ":" in text else f"{self.name}:{text}"


def _holds_secret(value: Plain) -> bool:
    if is_mapping(value):
        return _is_secure(value) or any(map(_holds_secret, value.values()))
    return is_list(value) and any(map(_holds_secret, value))


def _is_secure(value: Mapped) -> bool:
    """Whether this is how the CLI writes an encrypted value: `secure: <ciphertext>`."""
    return set(value) == {"secure"} and isinstance(value["secure"], str)


def _decrypted(value: Plain, key: str) -> Plain:
    """`value` with a made-up text, always the same, for each secret that only the CLI decrypts."""
    if is_mapping(value):
        if _is_secure(value):
            return f"offline-secret-{sha256(f'{key}{value}'.encode()).hexdigest()[:16]}"
        return {name: _decrypted(item, f"{key}.{name}") for name, item in value.items()}
    if is_list(value):
        return [_decrypted(item, f"{key}[{index}]") for index, item in enumerate(value)]
    return value


def _text(value: object) -> str:
    """A value as the CLI hands it to a program."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return dumps(value)
    return dumps(value, separators=(",", ":"), default=str)
