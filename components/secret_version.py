"""The first version of a secret; later ones are written by its rotation."""

from collections.abc import Mapping

import pulumi
import pulumi_aws as aws

#: Write-only values are sent again only when this number changes: a rotated secret is no drift.
FIRST = 1
#: Secrets Manager deletes a version without a label, as the first one would be after the second
#: rotation. A refresh would miss it, and the next deployment write the first password again.
_KEPT = "FIRST"


def write_version(
    logical_name: str,
    secret_id: pulumi.Input[str],
    document: Mapping[str, pulumi.Input[str | int | bool]],
    *,
    parent: pulumi.Resource,
) -> aws.secretsmanager.SecretVersion:
    """Write `document` as JSON into a secret, in an argument that never reaches the state.

    Args:
        logical_name: the resource's name in the program.
        secret_id: id of the secret.
        document: its fields.
        parent: the component that owns the version.
    """
    return aws.secretsmanager.SecretVersion(
        logical_name,
        secret_id=secret_id,
        secret_string_wo=pulumi.Output.secret(pulumi.Output.json_dumps(document)),
        secret_string_wo_version=FIRST,
        version_stages=["AWSCURRENT", _KEPT],
        # The rotation moves AWSCURRENT away; putting it back would bring the old password back.
        opts=pulumi.ResourceOptions(parent=parent, ignore_changes=["versionStages"]),
    )
