"""Why a violation stops a deployment or only warns, and how severe it is: the pack's principles.

Whatever lets card data, keys or credentials out is mandatory: customer managed keys, exposure to
networks, transport, plaintext secrets, public principals. Everything else warns, and says why.

How severe a violation is follows from who has to err next before account data, or the evidence
about it, is lost: nobody (critical), one more person or control (high), several of them (medium),
or nothing is lost but time (low). Each ground has a severity that its rules do not exceed, unless
one says why. Security Hub rates controls for any account; here every account holds card data.
"""

from enum import Enum

from pulumi_policy import EnforcementLevel, Severity


class Ground(Enum):
    """What a rule protects; decides its level.

    Attributes:
        level: the default enforcement level of the rule.
        severest: the severity above which a rule says why.
        because: why it is that level, for the documentation.
    """

    KEYS = ("mandatory", "high", "data under a key that others control is readable by others")
    EXPOSURE = (
        "mandatory",
        "critical",
        "what untrusted networks reach will be attacked before it is reviewed",
    )
    TRANSPORT = (
        "mandatory",
        "high",
        "what travels in plain text can be read and cannot be called back",
    )
    SECRETS = ("mandatory", "critical", "a secret that was readable once has to be replaced")
    PRINCIPALS = ("mandatory", "critical", "what everyone may do, someone will do")
    GOVERNANCE = ("mandatory", "high", "an exemption nobody stands for is no exemption")
    IDENTITY = (
        "advisory",
        "high",
        "how wide a permission must be depends on the job; a reviewer decides",
    )
    LOGGING = ("advisory", "high", "a missing log loses evidence, but exposes nothing by itself")
    RECOVERY = (
        "advisory",
        "medium",
        "how long data must be recoverable depends on the stack's purpose",
    )
    DEFENCE = ("advisory", "medium", "a second line behind one that is judged as mandatory already")
    PATCHING = (
        "advisory",
        "medium",
        "a version becomes a risk over time, not with this deployment",
    )
    DETECTION = (
        "advisory",
        "medium",
        "detection is often owned by another stack of the same account",
    )
    INVENTORY = ("advisory", "low", "an untidy inventory costs time in an assessment, not data")

    def __init__(self, level: str, severest: str, because: str) -> None:
        self.level = EnforcementLevel(level)
        self.severest = Severity(severest)
        self.because = because
