"""The image repository of the payment service."""

import json

import pulumi
import pulumi_aws as aws

from components.context import Context

_KEPT_IMAGES = 30
_UNTAGGED_DAYS = 14


def repository_name(ctx: Context) -> str:
    """The physical name, part of every image's address."""
    return ctx.name("ecr", "payment-service")


def image(ctx: Context, tag: str) -> str:
    """The address of a tagged image in the stack's own repository."""
    registry = f"{ctx.account_id}.dkr.ecr.{ctx.region}.{ctx.dns_suffix}"
    return f"{registry}/{repository_name(ctx)}:{tag}"


def repository(
    ctx: Context, logical_name: str, *, key_arn: pulumi.Input[str], parent: pulumi.Resource
) -> aws.ecr.Repository:
    """A repository with immutable tags, scanned on push (PCI DSS 6.3.2, 11.3.1).

    Args:
        ctx: the stack's context.
        logical_name: the resource's name in the program.
        key_arn: key of the images.
        parent: the component that owns it.
    """
    name = repository_name(ctx)
    found = aws.ecr.Repository(
        logical_name,
        name=name,
        image_tag_mutability="IMMUTABLE",
        image_scanning_configuration=aws.ecr.RepositoryImageScanningConfigurationArgs(
            scan_on_push=True
        ),
        encryption_configurations=[
            aws.ecr.RepositoryEncryptionConfigurationArgs(encryption_type="KMS", kms_key=key_arn)
        ],
        force_delete=ctx.protection.force_destroy,
        tags=ctx.tagged(name),
        opts=pulumi.ResourceOptions(parent=parent, protect=ctx.protection.protect),
    )
    aws.ecr.LifecyclePolicy(
        f"{logical_name}-lifecycle",
        repository=found.name,
        policy=json.dumps({"rules": [_untagged(), _oldest()]}),
        opts=pulumi.ResourceOptions(parent=parent),
    )
    return found


def _untagged() -> dict[str, object]:
    return {
        "rulePriority": 1,
        "description": f"Untagged images leave after {_UNTAGGED_DAYS} days",
        "selection": {
            "tagStatus": "untagged",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": _UNTAGGED_DAYS,
        },
        "action": {"type": "expire"},
    }


def _oldest() -> dict[str, object]:
    return {
        "rulePriority": 2,
        "description": f"The newest {_KEPT_IMAGES} images stay for a rollback",
        "selection": {
            "tagStatus": "any",
            "countType": "imageCountMoreThan",
            "countNumber": _KEPT_IMAGES,
        },
        "action": {"type": "expire"},
    }
