"""Components, certificates, keys and software of a stack, each with what an assessor asks."""

import io
import json
from typing import Any

import pulumi_aws as aws
import pytest

from components.classification import TIERS
from offline import evidencing
from offline.evidence.certificates import certificates
from offline.evidence.inventory import UNTAGGED, inventory
from offline.evidence.keys import keys
from offline.evidence.software import Software, software
from offline.graph import run
from tests.offline.evidence.conftest import ROOT
from tests.support.stacks import STACKS, inputs


@pytest.mark.parametrize("stack", STACKS)
def test_the_inventory_names_every_tagged_resource_with_its_handling(
    graph: Any, stack: str
) -> None:
    state = graph(stack)
    listed = list(inventory(state))
    assert len(listed) == sum(bool(inputs(resource).get("tags")) for resource in state.resources)
    for component in listed:
        handling = TIERS[component.tier]
        assert (component.data_class, component.pci_scope, component.use) == (
            handling.data,
            handling.scope,
            handling.use,
        )


def test_a_resource_without_the_tags_is_listed_as_such() -> None:
    def program() -> None:
        aws.ec2.Vpc("lonely", cidr_block="10.0.0.0/16", tags={"Name": "vpc"})
        aws.ec2.Vpc("bare", cidr_block="10.0.0.0/16")

    (found,) = inventory(run(program, deployed=True))
    assert (found.name, found.tier, found.use) == ("vpc", "lonely", "")
    assert (found.data_class, found.pci_scope) == (UNTAGGED, UNTAGGED)


def test_a_certificate_is_listed_with_the_endpoints_that_present_it(graph: Any) -> None:
    (found,) = certificates(graph("web"))
    assert found.subjects == ("payment-web.example.com", "assets.payment-web.example.com")
    assert found.algorithm == "RSA_2048"
    assert found.users == (
        "assets-distribution (TLSv1.2_2021)",
        "load-balancer-tls (ELBSecurityPolicy-TLS13-1-2-2021-06)",
    )


def test_an_imported_certificate_is_told_from_one_that_acm_renews() -> None:
    def program() -> None:
        aws.acm.Certificate("own", certificate_body="PEM", private_key="KEY")

    (found,) = certificates(run(program, deployed=True))
    assert (found.name, found.issuer) == ("own", "imported; replace it before it ends")
    assert "KEY" not in str(found)


def test_a_certificate_that_the_stack_only_uses_is_listed_by_its_arn() -> None:
    arn = "arn:aws:acm:us-west-2:123456789012:certificate/0000"

    def program() -> None:
        aws.lb.Listener(
            "tls", load_balancer_arn="a", certificate_arn=arn, default_actions=[{"type": "forward"}]
        )

    (found,) = certificates(run(program, deployed=True))
    assert (found.name, found.issuer, found.users) == (arn, "not this stack", ("tls",))


def test_a_key_is_listed_with_its_rotation_and_what_is_under_it(graph: Any) -> None:
    found = {key.alias: key for key in keys(graph("prod"))}
    assert len(found) == len(graph("prod").by_type("aws:kms/key:Key"))
    database = found["alias/rds-prod"]
    assert (database.algorithm, database.rotation_days, database.deletion_days) == (
        "SYMMETRIC_DEFAULT", 365, 30,
    )  # fmt: skip
    assert "database-server-cluster" in database.users
    assert found["alias/card-token-prod"].rotation_days is None


def test_the_roles_that_may_call_a_card_data_key_are_its_users(graph: Any) -> None:
    found = {key.alias: key.users for key in keys(graph("prod"))}
    assert found["alias/pan-prod"] == ("role-transaction-processing-prod",)


def test_the_software_of_functions_engines_and_images_is_listed(graph: Any) -> None:
    found = software(graph("prod"), ROOT)
    assert {each.kind for each in found} == {
        "distribution",
        "engine",
        "image",
        "own code",
        "runtime",
    }
    assert Software(kind="engine", name="aurora-postgresql", version="17.11") in found
    (own,) = (each for each in found if each.kind == "own code")
    assert own.version.startswith("sha256 ")
    assert {each.name for each in found if each.kind == "distribution"} >= {"pg8000", "redis"}
    assert all(each.version and each.licence for each in found if each.kind == "distribution")


def test_a_stack_without_functions_packs_no_distributions() -> None:
    assert software(run(lambda: None), ROOT) == []


def test_the_bill_of_materials_is_cyclonedx(graph: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidencing, "preview_state", lambda stack, **_: graph(stack))
    out = io.StringIO()
    evidencing.bill("prod", folder=ROOT, out=out)
    document = json.loads(out.getvalue())
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    components = {each["name"]: each for each in document["components"]}
    assert components["typing_extensions"]["purl"].startswith("pkg:pypi/typing-extensions@")
    assert components["pg8000"]["type"] == "library"
    assert components["pg8000"]["licenses"][0]["license"]["name"].startswith("BSD")
    assert components["aurora-postgresql"] == {
        "type": "platform", "name": "aurora-postgresql", "version": "17.11",
    }  # fmt: skip
    assert len(components["functions"]["hashes"][0]["content"]) == 64
    assert {each["type"] for each in components.values()} == {
        "application", "container", "library", "platform",
    }  # fmt: skip
