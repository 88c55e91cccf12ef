"""Settings of the API tier."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from settings.api_access import JwtSettings, TrustStoreSettings
from settings.block import Block
from settings.certificate import Hostname
from settings.problem import Problem

Origin = Annotated[
    str, StringConstraints(pattern=r"^(\*|https://[a-z0-9.-]+(:[0-9]{1,5})?)$", max_length=253)
]


class ApiSettings(Block):
    """The public API."""

    about = "An API Gateway API: REST with validation, keys and a web ACL, or HTTP."

    kind: Literal["rest", "http"] = Field(
        default="rest",
        description="`rest`: regional, with request models, API keys, usage plan and web ACL. "
        "`http`: cheaper, but AWS offers no web ACL, validation or keys for it (PCI DSS 6.4.2).",
    )
    name: str = Field(
        default="payments",
        pattern=r"^[a-z][a-z0-9-]{0,39}$",
        description="What the API is for: part of its name and of its log group's, "
        "`/aws/apigateway/{name}-{envSuffix}`.",
    )
    link: Literal["none", "alb", "nlb"] = Field(
        default="none",
        description="Private way to the stack's load balancer, for the paths no function serves.",
    )
    authorization: Literal["api_key", "iam", "jwt"] = Field(
        default="api_key",
        description="`api_key`: a key names the caller and its usage plan; it identifies, it does "
        "not prove. `iam`: requests are signed by an AWS identity (and REST still asks for a key). "
        "`jwt`: requests carry a token of the issuer in `jwt`; HTTP APIs only.",
    )
    jwt: JwtSettings | None = Field(
        default=None, description="Issuer and audiences, with `authorization: jwt`."
    )
    trust_store: TrustStoreSettings | None = Field(
        default=None,
        description="Authorities of client certificates that every caller has to show, besides "
        "what `authorization` asks for. Needs `domain`, whose TLS policy is then `TLS_1_2`: AWS "
        "has mutual TLS with none of its newer policies. Default: none is asked for.",
    )
    stage: str = Field(
        default="v1",
        pattern=r"^[A-Za-z0-9_]{1,64}$",
        description="Name of the stage, first part of every path of the default address.",
    )
    domain: Hostname | None = Field(
        default=None,
        description="Host name of the API, on the stack's certificate. When set the default "
        "address is switched off, so that nothing bypasses it.",
    )
    rate_limit: int | None = Field(
        default=None,
        ge=1,
        description="Requests a second that are admitted steadily. Default: twice targetTpm.",
    )
    burst_limit: int | None = Field(
        default=None,
        ge=1,
        description="Requests that are admitted at once (token bucket). Default: one and a half "
        "times the rate, at most the account's 5000.",
    )
    cors_origins: tuple[Origin, ...] = Field(
        default=(),
        description="Web origins whose scripts may call the API. Empty: none. `*` is every site on "
        "the internet and is refused outside `protection: ephemeral`.",
    )
    cors_max_age_seconds: int = Field(
        default=300,
        ge=0,
        le=7200,
        description="Seconds a browser remembers the answer to a preflight request.",
    )
    account_role: Literal["existing", "create"] = Field(
        default="existing",
        description="The role with which API Gateway writes execution logs is a single setting of "
        "account and region: `create` makes this stack its owner, `existing` leaves it alone.",
    )

    def conflicts(self) -> Iterator[Problem]:
        """What HTTP APIs do not have, and CORS that says two things."""
        if self.kind == "http" and self.authorization == "api_key":
            yield Problem(
                path="authorization",
                found="'api_key'",
                rule="is not possible with kind: http, which has no API keys (API Gateway)",
                fix="authorization: iam or jwt, or kind: rest",
            )
        yield from self._callers()
        if self.kind == "http" and self.link == "nlb":
            yield Problem(
                path="link",
                found="'nlb'",
                rule="is built for kind: rest only, over a first-generation VPC link",
                fix="link: alb",
            )
        yield from self._origins()

    def _callers(self) -> Iterator[Problem]:
        if self.kind == "rest" and self.authorization == "jwt":
            yield Problem(
                path="authorization",
                found="'jwt'",
                rule="is not possible with kind: rest, which verifies no tokens of any issuer "
                "(API Gateway)",
                fix="authorization: iam, or kind: http",
            )
        if (self.jwt is None) is (self.authorization == "jwt"):
            yield Problem(
                path="jwt",
                rule="and authorization: jwt are given together or not at all",
                fix="jwt: {issuer: https://login.example.com, audiences: [payments]}"
                if self.jwt is None
                else "authorization: jwt, or leave jwt out",
            )
        if self.trust_store is not None and self.domain is None:
            yield Problem(
                path="trustStore",
                rule="needs a domain: the default address asks nobody for a certificate",
                fix="domain: a name on the stack's certificate",
            )

    def _origins(self) -> Iterator[Problem]:
        if "*" in self.cors_origins and len(self.cors_origins) > 1:
            yield Problem(
                path="corsOrigins",
                found=repr(list(self.cors_origins)),
                rule="mixes `*`, which is every origin, with single ones",
                fix="list the origins without `*`",
            )
