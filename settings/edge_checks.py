"""What functions, containers, load balancer, certificate, API, WAF and assets say together."""

from collections.abc import Iterator

from settings.problem import Problem
from settings.stack import Settings

#: Where everything lies that CloudFront works with.
CLOUDFRONT_REGION = "us-east-1"


def api_and_waf(settings: Settings) -> Iterator[Problem]:
    """AWS WAF protects REST APIs and load balancers, not HTTP APIs."""
    api, balancer = settings.api, settings.load_balancer
    if settings.waf is None:
        return
    public = balancer is not None and balancer.kind == "public_alb"
    if api is not None and api.kind == "http" and not public:
        yield Problem(
            path="waf",
            found="with api.kind = 'http'",
            rule="AWS WAF cannot protect an HTTP API (PCI DSS 6.4.2 wants one in front)",
            fix="api.kind: rest, or remove the waf block",
        )
    if api is None and not public and settings.assets is None:
        yield Problem(
            path="waf",
            rule="protects nothing: the stack has no REST API, public ALB or assets",
            fix="remove the waf block",
        )


def api_link(settings: Settings) -> Iterator[Problem]:
    """A VPC link needs its load balancer, and a server name to verify."""
    api, balancer = settings.api, settings.load_balancer
    if api is None or api.link == "none":
        return
    kind = None if balancer is None else balancer.kind
    wanted = "internal_alb" if api.link == "alb" else "nlb"
    if kind != wanted:
        has = "no load balancer" if kind is None else f"loadBalancer.kind = {kind!r}"
        yield Problem(
            path="api.link",
            found=repr(api.link),
            rule=f"needs loadBalancer.kind = {wanted!r}; the stack has {has}",
            fix=f"loadBalancer.kind: {wanted}, or link: none",
        )
    if settings.certificate is None or settings.certificate.domain is None:
        yield Problem(
            path="api.link",
            found=repr(api.link),
            rule="needs certificate.domain: API Gateway verifies that name on the load balancer",
            fix="certificate.domain: payments.example.com",
        )


def api_addresses(settings: Settings) -> Iterator[Problem]:
    """A host name needs a certificate, and open CORS an ephemeral stack."""
    api = settings.api
    if api is None:
        return
    if api.domain is not None and settings.certificate is None:
        yield Problem(
            path="api.domain",
            found=repr(api.domain),
            rule="needs a certificate",
            fix="add a certificate block with that name",
        )
    if "*" in api.cors_origins and settings.protection != "ephemeral":
        yield Problem(
            path="api.corsOrigins",
            found=repr(list(api.cors_origins)),
            rule=f"lets every web site call the API of a {settings.protection} stack",
            fix="list the origins of your web front ends",
        )
    if api.link == "none" and settings.functions is None:
        yield Problem(
            path="api",
            rule="has no route: the stack has no functions and the API no link",
            fix="add a functions block, or api.link with a load balancer",
        )


def load_balancer(settings: Settings) -> Iterator[Problem]:
    """Every listener needs a certificate, every target group a port, green weight green tasks."""
    balancer, containers = settings.load_balancer, settings.containers
    if balancer is None:
        return
    if settings.certificate is None:
        yield Problem(
            path="loadBalancer.kind",
            found=repr(balancer.kind),
            rule="needs a certificate or a domain for its TLS listener (PCI DSS 4.2.1)",
            fix="add a certificate block with arn, or domain and hostedZoneId",
        )
    if containers is None and balancer.target_port is None:
        yield Problem(
            path="loadBalancer.targetPort",
            rule="is required in a stack without containers",
            fix="targetPort: 8443",
        )
    if containers is not None and balancer.target_port not in (None, containers.port):
        yield Problem(
            path="loadBalancer.targetPort",
            found=str(balancer.target_port),
            rule=f"must be the tasks' port, containers.port = {containers.port}",
            fix="remove targetPort",
        )
    weight = balancer.deploy.green_weight
    if containers is not None and weight and containers.green_version is None:
        yield Problem(
            path="loadBalancer.deploy.greenWeight",
            found=str(weight),
            rule=f"would answer {weight} % of the payments with 503: there are no green tasks",
            fix="greenWeight: 0, or set containers.greenVersion",
        )


def containers(settings: Settings) -> Iterator[Problem]:
    """The service is reached through a load balancer, and by an image outside AWS through NAT."""
    found = settings.containers
    if found is None:
        return
    if settings.load_balancer is None:
        yield Problem(
            path="containers",
            rule="needs a load balancer: nothing else reaches the tasks",
            fix="add a loadBalancer block",
        )
    if found.foreign_image and settings.network.nat == "none":
        yield Problem(
            path="containers.image",
            found=repr(found.image),
            rule="cannot be pulled: with network.nat = 'none' only ECR is reachable",
            fix="push it to the stack's repository and remove image, or network.nat: per_az",
        )


def acquirer(settings: Settings) -> Iterator[Problem]:
    """A real acquirer is on the internet and wants a login."""
    functions = settings.functions
    if functions is None or functions.acquirer_url == "simulator":
        return
    if functions.acquirer_secret is None:
        yield Problem(
            path="functions.acquirerSecret",
            rule=f"is required: {functions.acquirer_url} wants the merchant account's token",
            fix="acquirerSecret: the name of a secret with that token",
        )
    if settings.network.nat == "none":
        yield Problem(
            path="functions.acquirerUrl",
            found=repr(functions.acquirer_url),
            rule="cannot be reached: with network.nat = 'none' nothing leaves the VPC",
            fix="network.nat: per_az, or acquirerUrl: simulator",
        )


def imported_certificate(settings: Settings) -> Iterator[Problem]:
    """What nobody renews and nobody need trust is for development (PCI DSS 4.2.1)."""
    if settings.certificate is None or settings.certificate.imported is None:
        return
    if settings.protection != "ephemeral":
        yield Problem(
            path="certificate.imported",
            found=f"with protection = {settings.protection!r}",
            rule="is renewed by nobody, and its end would be an outage",
            fix="domain and hostedZoneId, or the arn of a certificate",
        )
    if settings.api is not None and settings.api.link != "none":
        yield Problem(
            path="certificate.imported",
            found=f"with api.link = {settings.api.link!r}",
            rule="is none that API Gateway trusts on a load balancer, unless a public authority "
            "issued it",
            fix="domain and hostedZoneId, or api.link: none",
        )


def certificate_region(settings: Settings) -> Iterator[Problem]:
    """ACM certificates serve their own region only."""
    arn = None if settings.certificate is None else settings.certificate.arn
    if arn is not None and arn.split(":")[3] != settings.region:
        yield Problem(
            path="certificate.arn",
            found=repr(arn),
            rule=f"lies outside aws:region = {settings.region!r}, where its listeners are",
            fix="the ARN of a certificate in that region",
        )


def assets(settings: Settings) -> Iterator[Problem]:
    """CloudFront takes its certificate and web ACL from us-east-1 and checks the name."""
    found = settings.assets
    if found is None:
        return
    given = found.certificate_arn
    if given is not None and given.split(":")[3] != CLOUDFRONT_REGION:
        yield Problem(
            path="assets.certificateArn",
            found=repr(given),
            rule=f"must lie in {CLOUDFRONT_REGION}, from where CloudFront takes certificates",
            fix=f"a certificate in {CLOUDFRONT_REGION}",
        )
    if settings.region != CLOUDFRONT_REGION:
        yield Problem(
            path="assets",
            found=f"in aws:region = {settings.region!r}",
            rule=f"CloudFront takes certificate and web ACL from {CLOUDFRONT_REGION} only, and "
            "delivers its logs there",
            fix=f"aws:region: {CLOUDFRONT_REGION}, or keep the assets in a stack of their own",
        )
    names = () if settings.certificate is None else settings.certificate.names
    if given is None and found.domain not in names:
        yield Problem(
            path="assets.domain",
            found=repr(found.domain),
            rule=f"is not on the stack's certificate ({', '.join(names) or 'there is none'})",
            fix="certificate.alternativeDomains with that name, or assets.certificateArn",
        )
