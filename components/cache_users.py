"""The users of a cache: which commands each may give, on which keys (PCI DSS 7.2.2).

A user is on (`on`), has the keys that match its patterns (`~`) and, of all commands (`-@all`), only
those that are listed. What a script does inside counts like a command of its own.
https://valkey.io/topics/acl/
"""

from dataclasses import dataclass

from components.context import Context

#: How redis-py sends a script: by its digest, and in full where the server lacks it.
_SCRIPTS = "+evalsha +script|load"


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheUser:
    """Who logs in to a cache.

    Attributes:
        purpose: what the user does, part of its name.
        access: its access string, with nothing that AWS would shorten.
    """

    purpose: str
    access: str

    def name(self, ctx: Context) -> str:
        """The user's name, also its id: ElastiCache asks IAM only about users with one name."""
        return ctx.name("user", self.purpose)


#: May not log in, and could do nothing: the access string of a user that only has to be there.
NOBODY = "off -@all"
#: Judges a payment by what was counted before; a script is all it may run, and reading inside it.
READER = CacheUser(purpose="reader", access=f"on ~payments:* -@all {_SCRIPTS} +hgetall")
#: Counts payments.
COUNTER = CacheUser(
    purpose="counter",
    access=f"on ~payments:* -@all {_SCRIPTS} +hgetall +hincrby +expireat",
)
#: Keeps sessions, as strings or hashes, away from what payments are counted in.
SESSIONS = CacheUser(
    purpose="sessions",
    access="on ~sessions:* -@all +ping +get +getex +set +del +exists +expire +ttl "
    "+hget +hgetall +hset +hdel",
)
