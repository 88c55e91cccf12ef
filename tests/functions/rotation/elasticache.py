"""ElastiCache's two calls, with their effect on a real Redis.

ROTATE adds a token and keeps the latest two; SET leaves only the newest. Either takes a while, in
which the group is `modifying` and takes no other change.
"""

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from tests.functions.rotation.logins import redis_client
from tests.support.server_process import ADMINISTRATOR, DatabaseServer

GROUP = "cache"


class ElastiCacheDouble:
    """A replication group whose changes are done after `lag` ticks."""

    def __init__(self, server: DatabaseServer, token: str, *, lag: int = 1) -> None:
        self.lag = lag
        self._server = server
        self._ticks = 0
        self._change: list[str] | None = None
        self._tokens = [token]
        self._apply()

    def tick(self) -> None:
        """Let time pass."""
        self._ticks += 1
        if self._change is not None and self._ticks >= self.lag:
            self._tokens, self._change = self._change, None
            self._apply()

    def describe_replication_groups(self, **arguments: str) -> Mapping[str, Any]:
        assert arguments == {"ReplicationGroupId": GROUP}
        status = "available" if self._change is None else "modifying"
        return {"ReplicationGroups": [{"ReplicationGroupId": GROUP, "Status": status}]}

    def modify_replication_group(self, **arguments: str | bool) -> Mapping[str, Any]:
        assert arguments["ReplicationGroupId"] == GROUP
        assert arguments["ApplyImmediately"] is True
        if self._change is not None:
            self._refuse("InvalidReplicationGroupState")
        token = str(arguments["AuthToken"])
        if arguments["AuthTokenUpdateStrategy"] == "ROTATE":
            self._change = [*self._tokens, token][-2:]
        else:
            if token != self._tokens[-1]:
                self._refuse("InvalidParameterValue")
            self._change = [token]
        self._ticks = 0
        return {}

    def _apply(self) -> None:
        with redis_client(self._server, self._server.password, ADMINISTRATOR) as admin:
            passwords = [f">{token}" for token in self._tokens]
            admin.execute_command("ACL SETUSER", "default", "resetpass", *passwords)

    @staticmethod
    def _refuse(code: str) -> None:
        raise ClientError({"Error": {"Code": code, "Message": ""}}, "ModifyReplicationGroup")
