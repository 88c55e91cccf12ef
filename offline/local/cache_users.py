"""The users of a stack's cache on this machine: with the same rules, and with passwords.

Redis cannot ask IAM, so that each user gets a password, which its functions read from a secret.
"""

import secrets
from collections.abc import Mapping

import redis

from offline.local.cloud import Cloud
from offline.local.plan import LocalPlan
from offline.local.server_process import DatabaseServer


def admit(server: DatabaseServer, name: str, access: str) -> str:
    """Let a user in to a Redis server; the user's password.

    Args:
        server: a running server, with its administrator.
        name: the user's name.
        access: its access string, as ElastiCache takes it.
    """
    password = secrets.token_urlsafe(24)
    with redis.Redis(
        host=server.host,
        port=server.port,
        username=server.username,
        password=server.password,
        ssl=True,
        ssl_ca_certs=str(server.ca_file),
    ) as administrator:
        rules = ("reset", f">{password}", *access.split())
        administrator.execute_command("ACL", "SETUSER", name, *rules)  # pyright: ignore[reportUnknownMemberType] - redis-py leaves it open
    return password


def logins(plan: LocalPlan, server: DatabaseServer, cloud: Cloud) -> dict[str, Mapping[str, str]]:
    """By user, the variables with which a function logs in to `server` instead of the cache."""
    found: dict[str, Mapping[str, str]] = {}
    for name, access in plan.cache_users.items():
        document = {"username": name, "password": admit(server, name, access)}
        found[name] = {
            "CACHE_SECRET_ARN": cloud.keep_secret(f"local-cache-{name}", document),
            # Without a value a variable is as good as not set.
            "CACHE_USER": "",
            "CACHE_NAME": "",
        }
    return found
