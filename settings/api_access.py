"""Settings of how callers of the API prove who they are."""

from typing import Annotated, ClassVar

from pydantic import Field, StringConstraints

from settings.block import Block

Issuer = Annotated[str, StringConstraints(pattern=r"^https://[a-z0-9.-]+(/[\w./~-]*)?$")]
Audience = Annotated[str, StringConstraints(min_length=1, max_length=255)]
ObjectAddress = Annotated[
    str, StringConstraints(pattern=r"^s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]/[\w./-]+$")
]


class JwtSettings(Block):
    """Who issues the tokens of an HTTP API's callers, and for whom."""

    about: ClassVar[str] = "API Gateway verifies signature, issuer, audience and expiry of a token."

    issuer: Issuer = Field(
        description="The identity provider's address, the `iss` of its tokens; API Gateway finds "
        "its keys below it.",
    )
    audiences: tuple[Audience, ...] = Field(
        min_length=1,
        description="The `aud` or `client_id` of tokens that are meant for this API; others are "
        "refused.",
    )


class TrustStoreSettings(Block):
    """The authorities whose client certificates the API's host name asks for (mutual TLS)."""

    about: ClassVar[str] = "Whoever has no certificate of these authorities gets no connection."

    address: ObjectAddress = Field(
        description="PEM file of the authorities' certificates, `s3://bucket/key`, in the stack's "
        "region; whoever deploys must be able to read it.",
    )
    version: str | None = Field(
        default=None,
        min_length=1,
        max_length=1024,
        description="Version of that object. Without it a changed file counts only after the next "
        "change of the host name.",
    )
