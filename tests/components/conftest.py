"""A context as a stack named `test` has it, in either protection profile."""

from dataclasses import replace
from types import MappingProxyType

import pytest

from components.context import Context
from components.protection import ProtectionProfile
from settings.sizing import Sizing


@pytest.fixture(scope="session")
def ctx() -> Context:
    return Context(
        env_suffix="test",
        region="us-west-2",
        account_id="123456789012",
        partition="aws",
        dns_suffix="amazonaws.com",
        azs=("us-west-2a", "us-west-2b", "us-west-2c"),
        protection=ProtectionProfile.of("ephemeral"),
        log_retention_days=400,
        sizing=Sizing(6_000),
        tags=MappingProxyType({"Project": "payments", "Environment": "test"}),
    )


@pytest.fixture(scope="session")
def retained_ctx(ctx: Context) -> Context:
    return replace(ctx, protection=ProtectionProfile.of("retained"))
