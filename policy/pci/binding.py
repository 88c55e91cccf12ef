"""Rules as the SDK's policies."""

from functools import partial
from typing import Any

from pulumi_policy import (
    Policy,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)

from pci import exemptions
from pci.findings import Findings, NotApplicable
from pci.parameters import ParameterError
from pci.props import Props
from pci.rule import ResourceRule, Rule, StackRule
from pci.stack import Stack
from pci.subject import Subject
from pci.values import decoded


def policy(rule: ResourceRule | StackRule) -> Policy:
    """The policy that asks the rule."""
    if isinstance(rule, ResourceRule):
        return ResourceValidationPolicy(validate=partial(_judge_one, rule), **_metadata(rule))
    return StackValidationPolicy(validate=partial(_judge_stack, rule), **_metadata(rule))


def _judge_one(rule: ResourceRule, args: ResourceValidationArgs, report: ReportViolation) -> None:
    if args.resource_type not in rule.types:
        return
    config = args.get_config()
    exemption = exemptions.in_force(config, rule=rule.name, name=args.name, urn=args.urn)
    if exemption is not None:
        args.not_applicable(str(exemption))
    findings = Findings()
    subject = Subject(
        kind=args.resource_type,
        name=args.name,
        urn=args.urn,
        props=Props(decoded(args.props)),
        provider=Props(decoded(args.provider.props)) if args.provider else None,
        findings=findings,
        config=config,
    )
    try:
        rule.check(subject)
    except NotApplicable as reason:
        args.not_applicable(str(reason))
    except ParameterError as problem:
        report(str(problem), None)
    for _, message in findings.violations:
        # The engine knows which resource it asked about.
        report(message, None)
    if findings.undetermined:
        findings.raise_undetermined()


def _judge_stack(rule: StackRule, args: StackValidationArgs, report: ReportViolation) -> None:
    config = args.get_config()
    stack = Stack(args.resources, config)
    try:
        rule.check(stack)
    except NotApplicable as reason:
        args.not_applicable(str(reason))
    except ParameterError as problem:
        report(str(problem), None)
    names = {resource.urn: resource.name for resource in args.resources}
    exempt = None
    for urn, message in stack.findings.violations:
        name = names.get(urn or "", "stack")
        found = exemptions.in_force(config, rule=rule.name, name=name, urn=urn or "")
        exempt = exempt or found
        if found is None:
            report(message, urn)
    if stack.findings.undetermined:
        stack.findings.raise_undetermined()
    if exempt is not None:
        args.not_applicable(str(exempt))


def _metadata(rule: Rule) -> dict[str, Any]:
    return {
        "name": rule.name,
        "description": rule.description,
        "enforcement_level": rule.ground.level,
        "severity": rule.severity,
        "framework": rule.framework,
        "remediation_steps": rule.fix,
        "url": rule.url,
        "config_schema": rule.schema,
        "tags": [rule.service],
    }
