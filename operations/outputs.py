"""The outputs of a deployed stack: asked of Pulumi, kept flat in a file.

Flat means that every value is a text: a list is its items with a comma between them, an entry of an
object is called `name.entry`. The file is what other commands read, so that they need no access to
the state.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, TypeAlias

from operations.errors import OperationError

#: One value of what Pulumi prints.
Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

#: Where the outputs are kept, below the project's folder; git ignores it.
FILE: Final = Path("outputs") / "flat-outputs.json"
#: What Pulumi prints in the place of a secret.
SECRET: Final = "[secret]"  # noqa: S105 - the opposite of one
#: Not an output: the stack that the outputs are of.
STACK: Final = "stack"


def fetch(stack: str, folder: Path) -> dict[str, str]:
    """Ask Pulumi for the outputs of a stack; a secret one stays `[secret]`.

    Raises:
        OperationError: Pulumi is not installed or refuses.
    """
    program = shutil.which("pulumi")
    if program is None:
        raise OperationError(
            "the command pulumi is not on PATH: only it can read the state of a stack. Install "
            "it: curl -fsSL https://get.pulumi.com | sh. What a stack will export can be seen "
            f"without it: python -m offline outputs {stack}"
        )
    command = [program, "stack", "output", "--json", "--stack", stack, "--non-interactive"]
    done = subprocess.run(  # noqa: S603 - the stack's name is one argument, not a shell's text
        command, cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = done.stderr.strip() or f"it ended with status {done.returncode}"
        raise OperationError(f"pulumi stack output --stack {stack}: {said}")
    return {STACK: stack, **flat(_parsed(done.stdout, f"pulumi stack output --stack {stack}"))}


def write(outputs: Mapping[str, str], folder: Path) -> Path:
    """Keep flat outputs in their file, and return its path."""
    path = folder / FILE
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(outputs, indent=2, sort_keys=True) + "\n")
    return path


def load(stack: str, folder: Path) -> dict[str, str]:
    """The outputs of a stack that are kept in the file.

    Raises:
        OperationError: there is no such file, it is malformed, or of another stack.
    """
    path, way_out = folder / FILE, f"write it anew: make outputs STACK={stack}"
    try:
        found = flat(_parsed(path.read_bytes(), str(path)))
    except FileNotFoundError:
        raise OperationError(f"{path} is missing: {way_out}") from None
    if found.get(STACK) != stack:
        raise OperationError(
            f"{path} holds the outputs of {found.get(STACK, 'no stack')!r}, not of {stack!r}: "
            f"{way_out}"
        )
    return found


def region(outputs: Mapping[str, str]) -> str:
    """The region of a stack.

    Raises:
        OperationError: it has none, because nothing of it was ever brought to an end.
    """
    if "region" not in outputs:
        stack = outputs[STACK]
        raise OperationError(
            f"stack {stack!r} has no output 'region': it is not deployed, or its first update "
            f"failed. After pulumi up --stack {stack}: make outputs STACK={stack}"
        )
    return outputs["region"]


def flat(outputs: Mapping[str, Json]) -> dict[str, str]:
    """Outputs with a text for each name, in the order of the names."""
    return dict(sorted(pair for name, value in outputs.items() for pair in _flat(name, value)))


def listed(outputs: Mapping[str, str], name: str) -> list[str]:
    """The items of an output that is a list; none if the stack does not have it."""
    return [item for item in outputs.get(name, "").split(",") if item]


def _flat(name: str, value: Json) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(f"{name}.{key}", inner)
    elif isinstance(value, list):
        yield name, ",".join(map(_text, value))
    else:
        yield name, _text(value)


def _text(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _parsed(text: str | bytes, source: str) -> dict[str, Json]:
    try:
        found: Json = json.loads(text)
    except ValueError as error:
        raise OperationError(f"{source} is not JSON: {error}") from None
    if not isinstance(found, dict):
        raise OperationError(f"{source} is not a JSON object with a value for each output's name")
    return found
