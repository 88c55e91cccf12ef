"""What a stack's own graph says about its payments API: routes, functions and what they use."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from offline.errors import OfflineError
from offline.state import Resource, State
from offline.wire import revealed

_RATE: Final = re.compile(r"rate\((?P<count>\d+) (?P<unit>minute|hour|day)s?\)")
_SECONDS: Final = {"minute": 60, "hour": 3_600, "day": 86_400}


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionPlan:
    """A Lambda function.

    Attributes:
        name: the function's name.
        handler: module and function, with a dot between.
        archive: path of its code, relative to the project's folder.
        environment: its variables.
        timeout_seconds: after that Lambda ends an invocation.
    """

    name: str
    handler: str
    archive: str
    environment: Mapping[str, str]
    timeout_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutePlan:
    """A method on a path.

    Attributes:
        method: HTTP method.
        path: path with a slash in front.
        function: name of the function that answers.
        rest: whether it belongs to a REST API; an HTTP API otherwise.
        schema: JSON schema that the API itself checks bodies against, if it does.
        required_headers: headers without which the API itself refuses a request.
    """

    method: str
    path: str
    function: str
    rest: bool
    schema: Mapping[str, Any] | None = None
    required_headers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalPlan:
    """What a REST API answers itself when it refuses a request.

    Attributes:
        status: HTTP status; None keeps the refusal's own.
        template: the body, with API Gateway's variables in it.
        headers: headers that come with it.
    """

    status: int | None
    template: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulePlan:
    """A function that is invoked again and again.

    Attributes:
        function: the function's name.
        event: what it is invoked with.
        seconds: between two invocations.
    """

    function: str
    event: Mapping[str, Any]
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalPlan:
    """Everything of a stack that runs on a laptop.

    Attributes:
        stack: the stack's name.
        region: AWS region, as the functions see it.
        functions: the functions that routes or schedules lead to.
        routes: what the API offers through functions.
        schedules: what runs without a caller.
        tables: inputs of the DynamoDB tables.
        streams: names of the Kinesis streams.
        topics: names of the SNS topics.
        keys: inputs of the KMS keys, by alias.
        cache_users: access strings of the users of the cache, by name.
        refusals: the API's own answers, by API Gateway's response type; empty for its defaults.
    """

    stack: str
    region: str
    functions: tuple[FunctionPlan, ...]
    routes: tuple[RoutePlan, ...]
    schedules: tuple[SchedulePlan, ...]
    tables: tuple[Mapping[str, Any], ...]
    streams: tuple[str, ...]
    topics: tuple[str, ...]
    keys: Mapping[str, Mapping[str, Any]]
    cache_users: Mapping[str, str]
    refusals: Mapping[str, RefusalPlan] = field(default_factory=dict[str, RefusalPlan])


def local_plan(state: State, *, region: str) -> LocalPlan:
    """Read the plan from a deployed state.

    Raises:
        OfflineError: the stack has no function behind an API.
    """
    graph = _Graph(state)
    routes = (*graph.rest_routes(), *graph.http_routes())
    if not routes:
        raise OfflineError(
            f"stack {state.stack!r} has no functions behind an API, so there is nothing to serve; "
            "choose a stack with both `functions` and `api`, such as dev"
        )
    schedules = tuple(graph.schedules())
    used = {each.function for each in (*routes, *schedules)}
    return LocalPlan(
        stack=state.stack,
        region=region,
        functions=tuple(
            _function(found)
            for found in state.by_type("aws:lambda/function:Function")
            if revealed(found.inputs["name"]) in used
        ),
        routes=routes,
        schedules=schedules,
        tables=tuple(revealed(t.inputs) for t in state.by_type("aws:dynamodb/table:Table")),
        streams=graph.names("aws:kinesis/stream:Stream"),
        topics=graph.names("aws:sns/topic:Topic"),
        keys=dict(graph.keys()),
        cache_users={
            revealed(user.inputs["userName"]): revealed(user.inputs["accessString"])
            for user in state.by_type("aws:elasticache/user:User")
        },
        refusals={
            revealed(found.inputs["responseType"]): _refusal(found)
            for found in state.by_type("aws:apigateway/response:Response")
        },
    )


def _function(resource: Resource) -> FunctionPlan:
    inputs = revealed(resource.inputs)
    return FunctionPlan(
        name=inputs["name"],
        handler=inputs["handler"],
        archive=inputs["code"]["path"],
        environment=inputs.get("environment", {}).get("variables", {}),
        timeout_seconds=inputs.get("timeout", 3),  # AWS's default
    )


def _refusal(resource: Resource) -> RefusalPlan:
    inputs = revealed(resource.inputs)
    (template,) = inputs["responseTemplates"].values()
    status = inputs.get("statusCode")
    return RefusalPlan(
        status=None if status is None else int(status),
        template=template,
        headers={
            # API Gateway writes a fixed value in single quotes.
            name.removeprefix("gatewayresponse.header."): value.strip("'")
            for name, value in inputs.get("responseParameters", {}).items()
        },
    )


class _Graph:
    """Follows references between resources by their property dependencies, as ids are made up."""

    def __init__(self, state: State) -> None:
        self._state = state

    def names(self, token: str) -> tuple[str, ...]:
        return tuple(revealed(found.inputs["name"]) for found in self._state.by_type(token))

    def keys(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for alias in self._state.by_type("aws:kms/alias:Alias"):
            for key in self._behind(alias, "targetKeyId", "aws:kms/key:Key"):
                yield revealed(alias.inputs["name"]), revealed(key.inputs)

    def rest_routes(self) -> Iterator[RoutePlan]:
        for integration in self._state.by_type("aws:apigateway/integration:Integration"):
            function = self._function_of(integration, "uri")
            for method in self._behind(integration, "httpMethod", "aws:apigateway/method:Method"):
                if function is not None:
                    yield self._rest_route(method, function)

    def http_routes(self) -> Iterator[RoutePlan]:
        for route in self._state.by_type("aws:apigatewayv2/route:Route"):
            for integration in self._behind(
                route, "target", "aws:apigatewayv2/integration:Integration"
            ):
                function = self._function_of(integration, "integrationUri")
                if function is not None:
                    method, _, path = revealed(route.inputs["routeKey"]).partition(" ")
                    yield RoutePlan(method=method, path=path, function=function, rest=False)

    def schedules(self) -> Iterator[SchedulePlan]:
        for target in self._state.by_type("aws:cloudwatch/eventTarget:EventTarget"):
            function = self._function_of(target, "arn")
            for rule in self._behind(target, "rule", "aws:cloudwatch/eventRule:EventRule"):
                rate = _RATE.fullmatch(revealed(rule.inputs).get("scheduleExpression", ""))
                if function is not None and rate is not None:
                    yield SchedulePlan(
                        function=function,
                        event=json.loads(revealed(target.inputs).get("input", "{}")),
                        seconds=int(rate["count"]) * _SECONDS[rate["unit"]],
                    )

    def _rest_route(self, method: Resource, function: str) -> RoutePlan:
        inputs = revealed(method.inputs)
        (resource,) = self._behind(method, "resourceId", "aws:apigateway/resource:Resource")
        models = self._behind(method, "requestModels", "aws:apigateway/model:Model")
        prefix = "method.request.header."
        return RoutePlan(
            method=inputs["httpMethod"],
            path=self._path(resource),
            function=function,
            rest=True,
            schema=json.loads(revealed(models[0].inputs["schema"])) if models else None,
            required_headers=tuple(
                name.removeprefix(prefix)
                for name, required in inputs.get("requestParameters", {}).items()
                if required and name.startswith(prefix)
            ),
        )

    def _path(self, resource: Resource) -> str:
        parents = self._behind(resource, "parentId", "aws:apigateway/resource:Resource")
        before = self._path(parents[0]) if parents else ""
        return f"{before}/{revealed(resource.inputs['pathPart'])}"

    def _function_of(self, resource: Resource, name: str) -> str | None:
        """The name of the function that a property leads to, directly or by an alias."""
        for found in self._behind(resource, name, _FUNCTION, _ALIAS):
            if found.type == _FUNCTION:
                return revealed(found.inputs["name"])
            return self._function_of(found, "functionName")
        return None

    def _behind(self, resource: Resource, name: str, *tokens: str) -> list[Resource]:
        """The resources of these types that an input property was made from."""
        urns = resource.property_dependencies.get(name, ())
        return [self._state.by_urn[urn] for urn in urns if self._state.by_urn[urn].type in tokens]


_FUNCTION: Final = "aws:lambda/function:Function"
_ALIAS: Final = "aws:lambda/alias:Alias"
