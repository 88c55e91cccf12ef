"""What the pack consists of."""

from collections.abc import Sequence

from pulumi_policy import Policy

from pci.binding import policy
from pci.rule import ResourceRule, StackRule
from pci.rules import (
    account,
    apigw_http,
    apigw_integrations,
    apigw_rest,
    certificates,
    cloudfront,
    cloudtrail,
    dynamodb,
    ecs_services,
    ecs_tasks,
    efs,
    elasticache,
    endpoints,
    governance,
    iam_identities,
    iam_policies,
    iam_scope,
    kinesis,
    kms,
    kms_policies,
    lambda_access,
    lambda_functions,
    load_balancers,
    logs,
    messaging,
    messaging_transport,
    network,
    rds_access,
    rds_keys,
    rds_operations,
    rds_parameters,
    resource_policies,
    s3_access,
    s3_encryption,
    s3_expiry,
    s3_policies,
    s3_records,
    s3_writes,
    secrets,
    security_groups,
    waf,
)
from pci.serving import indexed

NAME = "payments-pci-dss"
DISPLAY_NAME = "PCI DSS v4.0.1 for payments on AWS"
DESCRIPTION = (
    "Judges AWS resources by PCI DSS v4.0.1: keys, exposure, transport, secrets and public "
    "principals are mandatory, the rest advises."
)
TAGS = ["aws", "pci-dss", "security"]

_TOPICS: Sequence[Sequence[ResourceRule | StackRule]] = (
    kms.RULES,
    kms_policies.RULES,
    network.RULES,
    security_groups.RULES,
    endpoints.RULES,
    rds_keys.RULES,
    rds_access.RULES,
    rds_operations.RULES,
    rds_parameters.RULES,
    logs.RULES,
    messaging.RULES,
    messaging_transport.RULES,
    resource_policies.RULES,
    secrets.RULES,
    elasticache.RULES,
    efs.RULES,
    load_balancers.RULES,
    certificates.RULES,
    cloudfront.RULES,
    ecs_tasks.RULES,
    ecs_services.RULES,
    apigw_rest.RULES,
    apigw_http.RULES,
    apigw_integrations.RULES,
    waf.RULES,
    s3_access.RULES,
    s3_policies.RULES,
    s3_writes.RULES,
    s3_encryption.RULES,
    s3_records.RULES,
    s3_expiry.RULES,
    lambda_functions.RULES,
    lambda_access.RULES,
    dynamodb.RULES,
    kinesis.RULES,
    cloudtrail.RULES,
    iam_policies.RULES,
    iam_scope.RULES,
    iam_identities.RULES,
    account.RULES,
)

RULES: tuple[ResourceRule | StackRule, ...] = tuple(rule for topic in _TOPICS for rule in topic)

#: The rule about the exemptions from all the others.
GOVERNANCE = governance.exemptions_justified(RULES)


def policies() -> list[Policy]:
    """Every rule of the pack as a policy, served by type; see `pci.serving`."""
    rules = (*RULES, GOVERNANCE)
    types = {rule.name: rule.types for rule in rules if isinstance(rule, ResourceRule)}
    return indexed([policy(rule) for rule in rules], types)
