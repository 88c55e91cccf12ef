"""A policy pack's own server, in this process."""

import runpy
import sys
import traceback
from collections.abc import Sequence
from inspect import unwrap
from pathlib import Path
from typing import Final, cast
from unittest.mock import patch

import pulumi_policy.policy as sdk
from pulumi.runtime.proto import analyzer_pb2 as pb
from pulumi_policy import EnforcementLevel

from offline import packconfig, protocol
from offline.errors import PackError
from offline.plain import Mapped, Plain

#: What a server is called with for a request that comes from nowhere.
NO_CONTEXT: Final = cast("Plain", None)
_VERSION: Final = "0.0.1"
_SERVER: Final = "_PolicyAnalyzerServicer"
#: What `PolicyPack` passes on after name, version, policies and level, in the SDK's order.
_REST: Final = (
    "initial_config", "description", "display_name", "readme", "provider", "tags", "repository",
)  # fmt: skip


def load(folder: Path) -> Mapped:
    """What a pack's program passes to `PolicyPack`, which itself would serve and not return.

    And as `server` the class that serves it: a pack may put a faster one in the place of the
    SDK's, which is for this pack alone, also when another pack was loaded before.

    Raises:
        PackError: the program failed.
    """
    seen: Mapped = {}

    def keep(**given: Plain) -> None:
        seen.update(given)

    sys.path.insert(0, str(folder))
    try:
        with (
            patch("pulumi_policy.PolicyPack", keep),
            patch.object(sdk, _SERVER, unwrap(getattr(sdk, _SERVER))),
        ):
            runpy.run_path(str(folder), run_name="__main__")
            seen["server"] = getattr(sdk, _SERVER)
    except Exception as error:  # a program may raise anything
        frame = traceback.extract_tb(error.__traceback__)[-1]
        raise PackError(
            f"the policy pack in {folder} does not load: {type(error).__name__}: {error} "
            f"({frame.filename}:{frame.lineno})"
        ) from error
    finally:
        sys.path.remove(str(folder))
    return seen


def serving(pack: Mapped, policies: Sequence[Plain]) -> tuple[Plain, pb.AnalyzerInfo]:
    """A server for some policies of a pack, configured with their defaults, and what it says.

    Args:
        pack: what `load` found.
        policies: those to serve.
    """
    server: Plain = pack["server"](
        pack["name"],
        _VERSION,
        list(policies),
        pack.get("enforcement_level", EnforcementLevel.ADVISORY),
        *(pack.get(name) for name in _REST),
    )
    info: pb.AnalyzerInfo = server.GetAnalyzerInfo(NO_CONTEXT, NO_CONTEXT)
    configs = packconfig.merged(info, {})
    server.Configure(protocol.configure_request(configs), NO_CONTEXT)
    return server, info
