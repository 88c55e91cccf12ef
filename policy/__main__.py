"""Starts the policy pack."""  # noqa: INP001 - the engine runs this folder, nothing imports it

from pci import pack
from pulumi_policy import EnforcementLevel, PolicyPack

PolicyPack(
    name=pack.NAME,
    policies=pack.policies(),
    enforcement_level=EnforcementLevel.MANDATORY,
    description=pack.DESCRIPTION,
    display_name=pack.DISPLAY_NAME,
    provider="aws",
    tags=pack.TAGS,
)
