"""The settings of one stack, every block together."""

from collections.abc import Mapping
from dataclasses import dataclass

from settings.encryption import EncryptionSettings
from settings.scalars import LogSettings, Protection
from settings.sizing import Sizing


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """Everything a stack's configuration says.

    A field that may be None is a tier, which exists if and only if its block is there.
    """

    stack: str
    region: str
    env_suffix: str
    target_tpm: int
    protection: Protection
    tags: Mapping[str, str]
    logs: LogSettings
    encryption: EncryptionSettings

    @property
    def sizing(self) -> Sizing:
        """The capacities that carry the target load."""
        return Sizing(self.target_tpm)
