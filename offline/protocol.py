"""The messages between the engine and a policy pack, and what they mean."""

from collections.abc import Mapping, Sequence
from typing import Final

from pulumi.runtime.proto import analyzer_pb2

from offline import duration, packconfig, wire
from offline.packconfig import RuleConfig
from offline.recording import Registration
from offline.rule import Rule, Undetermined, Violation
from offline.state import Options

#: How the SDK's server reports that a rule read a value that is not known.
_CANNOT_RUN: Final = "can't run policy "
_SEVERITY: Final = "POLICY_SEVERITY_"


def configure_request(configs: Mapping[str, RuleConfig]) -> analyzer_pb2.ConfigureAnalyzerRequest:
    """The configuration of every rule."""
    return analyzer_pb2.ConfigureAnalyzerRequest(
        policyConfig={
            name: analyzer_pb2.PolicyConfig(
                enforcementLevel=packconfig.level_number(config.level),
                properties=wire.encode(config.properties),
            )
            for name, config in configs.items()
        }
    )


def resource_request(
    registration: Registration, provider: Registration | None
) -> analyzer_pb2.AnalyzeRequest:
    """A resource as it is judged when it is registered: by its inputs."""
    resource = registration.resource
    return analyzer_pb2.AnalyzeRequest(
        type=resource.type,
        urn=resource.urn,
        name=resource.name,
        properties=registration.inputs,
        options=_options(resource.options, resource.parent),
        provider=_provider(provider),
    )


def stack_request(registrations: Sequence[Registration]) -> analyzer_pb2.AnalyzeStackRequest:
    """All resources as they are judged at the end: by their outputs."""
    by_urn = {each.resource.urn: each for each in registrations}
    return analyzer_pb2.AnalyzeStackRequest(
        resources=[
            analyzer_pb2.AnalyzerResource(
                type=each.resource.type,
                urn=each.resource.urn,
                name=each.resource.name,
                properties=each.outputs,
                options=_options(each.resource.options, each.resource.parent),
                provider=_provider(by_urn.get(each.resource.options.provider.rpartition("::")[0])),
                parent=each.resource.parent,
                dependencies=each.resource.dependencies,
                propertyDependencies={
                    name: analyzer_pb2.AnalyzerPropertyDependencies(urns=urns)
                    for name, urns in each.resource.property_dependencies.items()
                },
            )
            for each in registrations
        ]
    )


def rule(policy: analyzer_pb2.PolicyInfo, level: str) -> Rule:
    """What the pack says about one of its rules; `level` is the one in effect."""
    references = policy.framework.reference.split(";")
    return Rule(
        name=policy.name,
        description=policy.description,
        level=level,
        severity=_severity(policy.severity),
        framework=policy.framework.name,
        requirements=tuple(text.strip() for text in references if text.strip()),
        remediation=policy.remediation_steps,
        url=policy.url,
    )


def is_undetermined(said: analyzer_pb2.AnalyzeDiagnostic) -> bool:
    """Whether a rule could not decide."""
    return said.message.startswith(f"{_CANNOT_RUN}'{said.policyName}'")


def undetermined(said: analyzer_pb2.AnalyzeDiagnostic, urn: str) -> Undetermined:
    """Which rule could not decide about the resource `urn`, and why."""
    reason = said.message.partition("during preview:")[2].strip()
    return Undetermined(policy=said.policyName, urn=urn, reason=reason)


def violation(said: analyzer_pb2.AnalyzeDiagnostic, urn: str) -> Violation:
    """What a rule says about the resource `urn`, or the one it names itself.

    The SDK puts the rule's description on a line of its own before the message.
    """
    message = said.message.removeprefix(said.description).strip()
    return Violation(
        policy=said.policyName,
        level=packconfig.level_name(said.enforcementLevel),
        severity=_severity(said.severity),
        urn=said.urn or urn,
        message=message or said.description,
    )


def _severity(number: int) -> str:
    name = analyzer_pb2.PolicySeverity.Name(analyzer_pb2.PolicySeverity.ValueType(number))
    return name.removeprefix(_SEVERITY).lower().replace("unspecified", "")


def _options(options: Options, parent: str) -> analyzer_pb2.AnalyzerResourceOptions:
    timeouts = {name: duration.seconds(text) for name, text in options.timeouts.items()}
    return analyzer_pb2.AnalyzerResourceOptions(
        protect=options.protect,
        ignoreChanges=options.ignore_changes,
        deleteBeforeReplace=bool(options.delete_before_replace),
        deleteBeforeReplaceDefined=options.delete_before_replace is not None,
        additionalSecretOutputs=options.additional_secret_outputs,
        aliases=options.aliases,
        customTimeouts=analyzer_pb2.AnalyzerResourceOptions.CustomTimeouts(**timeouts),
        parent=parent,
    )


def _provider(provider: Registration | None) -> analyzer_pb2.AnalyzerProviderResource | None:
    if provider is None:
        return None
    resource = provider.resource
    return analyzer_pb2.AnalyzerProviderResource(
        type=resource.type, urn=resource.urn, name=resource.name, properties=provider.inputs
    )
