"""The JSON document of a previewed state; it follows `pulumi preview --json`."""

from collections import Counter

from offline.plain import Mapped
from offline.rule import Verdict
from offline.state import Resource
from offline.task import Outcome
from offline.wire import shown


def document(outcome: Outcome) -> Mapped:
    """Everything there is to say about a state, as plain JSON values."""
    state = outcome.state
    operations = Counter(_operation(resource) for resource in state.resources)
    return {
        "project": state.project,
        "stack": state.stack,
        "as": outcome.name,
        "steps": [_step(resource) for resource in state.resources],
        "outputs": shown(state.stack_outputs),
        "policy": _policy(outcome.verdict),
        "changeSummary": dict(operations),
        "duration": round(outcome.duration, 3),
    }


def _operation(resource: Resource) -> str:
    return "read" if resource.read else "create"


def _step(resource: Resource) -> Mapped:
    options = resource.options
    new: Mapped = {
        "urn": resource.urn,
        "type": resource.type,
        "custom": resource.custom,
        "inputs": shown(resource.inputs),
        "outputs": shown(resource.outputs),
        "dependencies": list(resource.dependencies),
        "propertyDependencies": {
            name: list(urns) for name, urns in resource.property_dependencies.items()
        },
        "protect": options.protect,
        "ignoreChanges": list(options.ignore_changes),
        "additionalSecretOutputs": list(options.additional_secret_outputs),
    }
    # As in Pulumi's own document, what does not apply is left out.
    optional = {
        "parent": resource.parent,
        "id": resource.id,
        "provider": options.provider,
        "aliases": list(options.aliases),
        "retainOnDelete": options.retain_on_delete,
        "deletedWith": options.deleted_with,
        "deleteBeforeReplace": options.delete_before_replace,
        "replaceOnChanges": list(options.replace_on_changes),
        "importID": options.import_id,
        "customTimeouts": dict(options.timeouts),
        "external": resource.read,
        "sourcePosition": resource.source,
    }
    new |= {name: value for name, value in optional.items() if value}
    return {"op": _operation(resource), "urn": resource.urn, "newState": new}


def _policy(verdict: Verdict) -> Mapped:
    return {
        "pack": verdict.pack,
        "version": verdict.version,
        "rules": len(verdict.rules),
        "violations": [
            {
                "policy": found.policy,
                "level": found.level,
                "severity": found.severity,
                "urn": found.urn,
                "message": found.message,
                "requirements": list(verdict.rules[found.policy].requirements),
                "remediation": verdict.rules[found.policy].remediation,
            }
            for found in verdict.violations
        ],
        "undetermined": [
            {"policy": found.policy, "urn": found.urn, "reason": found.reason}
            for found in verdict.undetermined
        ],
        "notApplicable": len(verdict.not_applicable),
    }
