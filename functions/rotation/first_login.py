"""Waiting, in a deployment, until the first rotation has created the payment code's users."""

import time
from collections.abc import Callable
from typing import Final

from rotation.document import parse_database_secret
from rotation.errors import RotationError

PATIENCE_SECONDS: Final = 300.0
"""A rotation takes some seconds. Secrets Manager repeats a step that fails, at growing intervals;
and a connection that is silent for 350 s is cut off by AWS's NAT gateways, where a deployment may
wait behind one."""

PAUSE_SECONDS: Final = 2.0
"""Between two looks at the secret."""


def await_login(
    read_current: Callable[[], str],
    *,
    seconds_left: Callable[[], float],
    sleep: Callable[[float], None] = time.sleep,
    monotonic: Callable[[], float] = time.monotonic,
) -> None:
    """Return as soon as the document that applications read holds a password.

    Args:
        read_current: returns the text of AWSCURRENT.
        seconds_left: how long the function may still wait.
        sleep: waits some seconds.
        monotonic: seconds from any starting point.

    Raises:
        RotationError: it held none within `PATIENCE_SECONDS`, or is malformed.
    """
    give_up = monotonic() + PATIENCE_SECONDS
    while not parse_database_secret(read_current(), may_be_new=True).created:
        if monotonic() >= give_up or seconds_left() <= PAUSE_SECONDS:
            raise RotationError(
                "AWSCURRENT has no password yet: its first rotation has not ended; this function's "
                "log says where it stopped; repair that, rotate the secret and deploy again"
            )
        sleep(PAUSE_SECONDS)
