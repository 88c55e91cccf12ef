from inspect import unwrap
from pathlib import Path

import pulumi_policy.policy as sdk
import pytest

from offline import packserver
from offline.errors import PackError

ROOT = Path(__file__).parent.parent.parent


def test_a_packs_own_server_serves_that_pack_alone(example: Path) -> None:
    before = unwrap(sdk._PolicyAnalyzerServicer)
    ours = packserver.load(ROOT / "policy")
    assert ours["server"] is not before
    assert packserver.load(example / "policy")["server"] is before


def test_a_pack_is_served_with_its_defaults(example: Path) -> None:
    pack = packserver.load(example / "policy")
    _, info = packserver.serving(pack, pack["policies"])
    assert {policy.name for policy in info.policies} == {policy.name for policy in pack["policies"]}


def test_a_pack_whose_program_fails_is_named_with_the_line(tmp_path: Path) -> None:
    (tmp_path / "__main__.py").write_text("import missing_module_of_a_pack\n")
    with pytest.raises(PackError, match=r"does not load: ModuleNotFoundError: .*__main__\.py:1"):
        packserver.load(tmp_path)
