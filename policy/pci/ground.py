"""Why a violation stops a deployment or only warns: the pack's one principle about levels.

Whatever lets card data, keys or credentials out is mandatory: customer managed keys, exposure to
networks, transport, plaintext secrets, public principals. Everything else warns, and says why.
"""

from enum import Enum

from pulumi_policy import EnforcementLevel


class Ground(Enum):
    """What a rule protects; decides its level.

    Attributes:
        level: the default enforcement level of the rule.
        because: why it is that level, for the documentation.
    """

    KEYS = ("mandatory", "data under a key that others control is readable by others")
    EXPOSURE = ("mandatory", "what untrusted networks reach will be attacked before it is reviewed")
    TRANSPORT = ("mandatory", "what travels in plain text can be read and cannot be called back")
    SECRETS = ("mandatory", "a secret that was readable once has to be replaced")
    PRINCIPALS = ("mandatory", "what everyone may do, someone will do")
    GOVERNANCE = ("mandatory", "an exemption nobody stands for is no exemption")
    IDENTITY = ("advisory", "how wide a permission must be depends on the job; a reviewer decides")
    LOGGING = ("advisory", "a missing log loses evidence, but exposes nothing by itself")
    RECOVERY = ("advisory", "how long data must be recoverable depends on the stack's purpose")
    DEFENCE = ("advisory", "a second line behind one that is judged as mandatory already")
    PATCHING = ("advisory", "a version becomes a risk over time, not with this deployment")
    DETECTION = ("advisory", "detection is often owned by another stack of the same account")
    INVENTORY = ("advisory", "an untidy inventory costs time in an assessment, not data")

    def __init__(self, level: str, because: str) -> None:
        self.level = EnforcementLevel(level)
        self.because = because
