"""The command `preview`: from a stack's name to what is printed and the exit status."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from json import dumps
from pathlib import Path
from typing import IO, Final

from offline import policyfile, progress
from offline.environment import foreign_hidden
from offline.errors import PackError
from offline.projectfile import Project
from offline.task import Outcome, Task
from offline.worker import preview

VIOLATED: Final = 1
_PACK: Final = "policy"
_STATES: Final[Mapping[str, Sequence[bool]]] = {
    "new": [False],
    "deployed": [True],
    "both": [False, True],
}


def run(
    stack: str,
    *,
    state: str,
    as_json: bool,
    policy_config: Path | None,
    folder: Path,
    out: IO[str],
) -> int:
    """Preview a stack and print what comes of it.

    Args:
        stack: the stack's name.
        state: `new`, `deployed` or `both`.
        as_json: print one JSON document and nothing else.
        policy_config: a policy config file.
        folder: the project's folder.
        out: where to print.

    Returns:
        0, or 1 if a mandatory policy is violated in any of the states.

    Raises:
        OfflineError: the config, the program or the pack is wrong.
    """
    with foreign_hidden():
        todo = tasks(stack, state, policy_config, folder.resolve())
        with progress.shown_on(sys.stderr) as tell:
            outcomes = preview(todo, tell)
    if as_json:
        _print_json(outcomes, out)
    else:
        _print_report(list(outcomes.values()), out)
    _print_messages(outcomes.values())
    violated = any(outcome.verdict.mandatory for outcome in outcomes.values())
    return VIOLATED if violated else 0


def tasks(stack: str, state: str, policy_config: Path | None, folder: Path) -> list[Task]:
    """What has to be previewed for the states a user asks for.

    Raises:
        OfflineError: the project, the stack or the pack is not there, or a config is wrong.
    """
    project = Project.load(folder)
    config = project.config(stack)
    pack = folder / _PACK
    if not (pack / "PulumiPolicy.yaml").is_file():
        raise PackError(
            f"{pack / 'PulumiPolicy.yaml'} is missing: a preview without the policy pack would "
            f"judge nothing"
        )
    rules = policyfile.load(policy_config)
    return [
        Task(project=project, config=config, deployed=deployed, pack=pack, policy_config=rules)
        for deployed in _STATES[state]
    ]


def _print_json(outcomes: Mapping[str, Outcome], out: IO[str]) -> None:
    from offline.document import document  # noqa: PLC0415 - only one of the two is needed

    documents = {name: document(outcome) for name, outcome in outcomes.items()}
    whole = documents if len(documents) > 1 else next(iter(documents.values()))
    out.write(dumps(whole, indent=2, ensure_ascii=False) + "\n")


def _print_report(outcomes: Sequence[Outcome], out: IO[str]) -> None:
    from offline.report import report  # noqa: PLC0415 - takes a while and JSON does without

    if not out.isatty():
        out.writelines(f"{line}\n" for line, _ in report(outcomes))
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal has colors
    from rich.text import Text  # noqa: PLC0415 - the same

    console = Console(file=out, soft_wrap=True, highlight=False)
    for line, style in report(outcomes):
        console.print(Text(line, style))


def _print_messages(outcomes: Iterable[Outcome]) -> None:
    """What the program logged, each message once."""
    said = (message for outcome in outcomes for message in outcome.state.messages)
    for level, text in dict.fromkeys(said):
        sys.stderr.write(f"{level}: {text}\n")
