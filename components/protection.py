"""What `ephemeral` and `retained` mean for resources that hold data."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionProfile:
    """How hard it is to lose data, for every stateful resource alike.

    Attributes:
        protect: Pulumi refuses to delete the resource.
        deletion_protection: AWS refuses to delete the resource.
        final_snapshot: a deletion leaves a snapshot.
        force_destroy: a deletion empties the bucket, vault or repository first.
        recovery_window_days: days a deleted secret can be restored; 0 deletes at once.
        object_lock: buckets of audit records are write-once (PCI DSS 10.3.2, 10.3.4).
    """

    protect: bool
    deletion_protection: bool
    final_snapshot: bool
    force_destroy: bool
    recovery_window_days: int
    object_lock: bool

    @classmethod
    def of(cls, protection: Literal["ephemeral", "retained"]) -> "ProtectionProfile":
        """The profile with that name."""
        retained = protection == "retained"
        return cls(
            protect=retained,
            deletion_protection=retained,
            final_snapshot=retained,
            force_destroy=not retained,
            recovery_window_days=30 if retained else 0,
            object_lock=retained,
        )
