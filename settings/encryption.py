"""Settings of the encryption tier."""

from pydantic import Field

from settings.block import Block


class EncryptionSettings(Block):
    """One customer managed key for each data domain the stack has."""

    about = "Customer managed KMS keys, one a data domain, with an alias and a tight policy."

    deletion_window_days: int = Field(
        default=10,
        ge=7,
        le=30,
        description="Days a deleted key can still be restored; AWS allows 7 to 30. Data encrypted "
        "under a key is lost for good when its window ends.",
    )
    rotation_period_days: int = Field(
        default=365,
        ge=90,
        le=2560,
        description="Days between automatic rotations of the key material (PCI DSS 3.7.4).",
    )
