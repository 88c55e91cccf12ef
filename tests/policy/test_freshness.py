import importlib
import pkgutil
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pci
import pytest
from pci.freshness import STALE_AFTER_DAYS


def dates() -> Iterator[tuple[str, date]]:
    for module in pkgutil.walk_packages(pci.__path__, "pci."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if name.endswith("TAKEN_ON"):
                yield f"{module.name}.{name}", value


DATES = dict(dates())


@pytest.mark.parametrize("name", sorted(DATES))
def test_no_list_that_was_taken_from_aws_is_stale(name: str) -> None:
    age = datetime.now(UTC).date() - DATES[name]
    assert 0 <= age.days <= STALE_AFTER_DAYS, f"compare what {name} dates with AWS again"


def test_what_changes_at_aws_is_dated() -> None:
    assert {
        "pci.actions.TAKEN_ON",
        "pci.engine_versions.TAKEN_ON",
        "pci.lambda_runtimes.TAKEN_ON",
        "pci.parameters.WAF_MANAGED_GROUPS_TAKEN_ON",
        "pci.rules.ecs_services.FARGATE_TAKEN_ON",
        "pci.rules.iam_identities.SERVICES_TAKEN_ON",
        "pci.rules.kms.SPECS_TAKEN_ON",
        "pci.tls_policies.TAKEN_ON",
    } <= set(DATES)
