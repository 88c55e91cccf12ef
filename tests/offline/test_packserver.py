from inspect import unwrap
from pathlib import Path

import pulumi_policy.policy as sdk

from offline import packserver

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
