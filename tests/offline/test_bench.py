import re
from pathlib import Path
from typing import Any

import pytest

from offline import bench
from offline.errors import OfflineError
from offline.packtime import measure
from offline.projectfile import Project


def test_the_benchmark_tells_the_ratio_and_who_is_slow(
    monkeypatch: pytest.MonkeyPatch, example: Path
) -> None:
    def taken(module: Any, *_: Any, **__: Any) -> float:
        return 2.0 if module[0] == "offline.floor" else 3.0

    monkeypatch.setattr(bench, "_seconds", taken)
    text = "\n".join(bench.bench(example, "dev", rounds=1))
    assert "dev: median of 1,   2.00 s floor,   3.00 s preview" in text
    assert "preview / floor         1.50   (at most 3)" in text
    assert re.search(r"pack start +\d\.\d\d s", text)
    assert re.search(r"per resource +\d+\.\d\d ms  \(8 resources\)", text)
    assert re.search(r"\d ms  no-open-ingress", text)


def test_a_measured_command_that_fails_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OfflineError, match=r"python -m json.tool absent failed:\nusage: "):
        bench._seconds(["json.tool", "absent"], tmp_path)


def test_whole_processes_are_timed_and_a_verdict_is_fine(tmp_path: Path) -> None:
    assert bench._seconds(["json.tool", "--help"], tmp_path) > 0
    assert bench._seconds(["json.tool", "absent"], tmp_path, fine=(0, 1, 2)) > 0


def test_actions_take_turns_and_the_median_counts() -> None:
    order = []

    def action(name: Any, results: Any) -> Any:
        def run() -> Any:
            order.append(name)
            return results.pop(0)

        return run

    medians = bench._alternating([action("a", [9, 1, 5, 2]), action("b", [9, 4, 4, 4])], rounds=3)
    assert medians == [2, 4]
    assert order == ["a", "b"] * 4


def test_the_time_inside_each_rule_is_measured(example: Path) -> None:
    project = Project.load(example)
    registrations = bench._registrations(project, project.config("bad"))
    times = measure(example / "policy", registrations)
    assert set(times.rules) == {"no-open-ingress", "subnet-in-vpc", "named", "one-network"}
    assert min(times.rules.values()) > 0
    assert times.resources > sum(times.rules.values()) - times.rules["one-network"]
    assert times.stack > times.rules["one-network"]
