"""What is asked of the account, and what the stack needs of it.

Whatever the stack has already is its own, so that a check says the same before its first deployment
and before every later one.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

from operations.aws import ClientError, Clients, error_code
from operations.preflight.planned import Planned
from operations.smoke.fact import Fact

#: A document that AWS answers with; its shape is that of the service.
Answer: TypeAlias = Any
#: Asks for one thing.
Check: TypeAlias = Callable[[Planned, Clients], Iterator[Fact]]

#: Elastic IP addresses of a region (Service Quotas).
_ADDRESSES: Final = ("ec2", "L-0263D0A3")
#: Runs that no function may reserve (Lambda).
_NEVER_RESERVED: Final = 100


def addresses(planned: Planned, asked: Clients) -> Iterator[Fact]:
    """Each NAT gateway of a zone has an address, and a region five of them unless it asked."""
    wanted = {eip["tags"]["Name"] for eip in planned.of("aws:ec2/eip:Eip")}
    if not wanted:
        return
    service, code = _ADDRESSES
    answer: Answer = asked("service-quotas").get_service_quota(ServiceCode=service, QuotaCode=code)
    found: Answer = asked("ec2").describe_addresses()
    foreign = [each for each in found["Addresses"] if not _name(each) & wanted]
    free = int(answer["Quota"]["Value"]) - len(foreign)
    yield _room("Elastic IP addresses", needed=len(wanted), free=free)


def concurrency(planned: Planned, asked: Clients) -> Iterator[Fact]:
    """Reserved runs come out of the account's pool, of which some stay for everybody."""
    reserved = {
        function["name"]: int(function["reservedConcurrentExecutions"])
        for function in planned.of("aws:lambda/function:Function")
        if function.get("reservedConcurrentExecutions")
    }
    if not reserved:
        return
    limits: Answer = asked("lambda").get_account_settings()["AccountLimit"]
    own = sum(_reserved_now(asked, name) for name in reserved)
    free = int(limits["UnreservedConcurrentExecutions"]) + own - _NEVER_RESERVED
    yield _room("concurrent runs of functions", needed=sum(reserved.values()), free=free)


def throttle(planned: Planned, asked: Clients) -> Iterator[Fact]:
    """A stack cannot admit more than the account does, which is less in newer regions."""
    stages = [
        stage["settings"] for stage in planned.of("aws:apigateway/methodSettings:MethodSettings")
    ]
    stages += [
        stage["defaultRouteSettings"] for stage in planned.of("aws:apigatewayv2/stage:Stage")
    ]
    if not stages:
        return
    limits: Answer = asked("apigateway").get_account()["throttleSettings"]
    for what, limit, setting in (
        ("requests a second", "rateLimit", "throttlingRateLimit"),
        ("requests at once", "burstLimit", "throttlingBurstLimit"),
    ):
        needed = max(int(stage[setting]) for stage in stages)
        yield _room(f"API Gateway, {what}", needed=needed, free=int(limits[limit]))


def log_role(planned: Planned, asked: Clients) -> Iterator[Fact]:
    """A REST API logs with the account's one role, which this stack or another has to make."""
    if planned.of("aws:apigateway/restApi:RestApi") and not planned.of(
        "aws:apigateway/account:Account"
    ):
        found: Answer = asked("apigateway").get_account()
        there = bool(found.get("cloudwatchRoleArn"))
        yield Fact("API Gateway, log role of the account", "is there", expected=True, found=there)


def zones(planned: Planned, asked: Clients) -> Iterator[Fact]:
    """Names are proven and pointed in zones that somebody else made."""
    for zone in sorted({each["zoneId"] for each in planned.of("aws:route53/record:Record")}):
        try:
            asked("route53").get_hosted_zone(Id=zone)
        except ClientError as error:
            yield Fact(f"hosted zone {zone}", "answer of AWS", "a zone", error_code(error))
        else:
            yield Fact(f"hosted zone {zone}", "is there", expected=True, found=True)


CHECKS: Final[tuple[Check, ...]] = (addresses, concurrency, throttle, log_role, zones)


def _room(resource: str, *, needed: int, free: int) -> Fact:
    """Enough is as good as exactly what is needed."""
    return Fact(resource, f"room for {needed}", needed, min(needed, free))


def _name(address: Answer) -> set[str]:
    return {tag["Value"] for tag in address.get("Tags", ()) if tag["Key"] == "Name"}


def _reserved_now(asked: Clients, function: str) -> int:
    """What a function has reserved; one that is not there yet has nothing."""
    try:
        found: Answer = asked("lambda").get_function_concurrency(FunctionName=function)
    except ClientError as error:
        if error_code(error) == "ResourceNotFoundException":
            return 0
        raise
    return int(found.get("ReservedConcurrentExecutions", 0))
