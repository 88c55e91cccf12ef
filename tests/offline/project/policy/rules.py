"""Rules that find, miss, cannot decide and do not apply."""

from pulumi_policy import (
    EnforcementLevel,
    PolicyComplianceFramework,
    PolicyConfigSchema,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    Severity,
    StackValidationArgs,
    StackValidationPolicy,
)


def _no_open_ingress(args: ResourceValidationArgs, report: ReportViolation) -> None:
    if args.resource_type != "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule":
        args.not_applicable()
    if args.props["cidrIpv4"] == args.get_config()["world"]:
        report("opens every port to 0.0.0.0/0")


def _subnet_in_vpc(args: ResourceValidationArgs, report: ReportViolation) -> None:
    if args.resource_type == "aws:ec2/subnet:Subnet" and not args.props["vpcId"]:
        report("")


def _named(args: ResourceValidationArgs, report: ReportViolation) -> None:
    if args.resource_type == "aws:ec2/vpc:Vpc" and "Name" not in (args.props.get("tags") or {}):
        report("has no tag Name")


def _one_network(args: StackValidationArgs, report: ReportViolation) -> None:
    if not [each for each in args.resources if each.resource_type == "aws:ec2/vpc:Vpc"]:
        report("has no network")


RULES = [
    ResourceValidationPolicy(
        name="no-open-ingress",
        description="Security groups admit nobody from everywhere.",
        validate=_no_open_ingress,
        enforcement_level=EnforcementLevel.MANDATORY,
        severity=Severity.CRITICAL,
        framework=PolicyComplianceFramework(
            name="PCI DSS", version="4.0.1", reference="1.3.1; 1.4.2"
        ),
        remediation_steps="Name a security group instead of an address range.",
        url="https://example.com/no-open-ingress",
        config_schema=PolicyConfigSchema(
            properties={"world": {"type": "string", "default": "0.0.0.0/0"}}
        ),
    ),
    ResourceValidationPolicy(
        name="subnet-in-vpc",
        description="Subnets belong to a network.",
        validate=_subnet_in_vpc,
        severity=Severity.HIGH,
    ),
    ResourceValidationPolicy(
        name="named",
        description="Networks have a name.",
        validate=_named,
        enforcement_level=EnforcementLevel.ADVISORY,
        severity=Severity.LOW,
    ),
    StackValidationPolicy(
        name="one-network",
        description="A stack has a network.",
        validate=_one_network,
        enforcement_level=EnforcementLevel.MANDATORY,
    ),
]
