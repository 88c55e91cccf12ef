"""Listeners take TLS only, and weigh blue and green."""

import pytest

from components.context import Context
from settings.load_balancer import DeploySettings
from tests.support.load_balancers import GROUP, LISTENER, built, made, shifted
from tests.support.recorded import inputs


@pytest.mark.parametrize(
    ("kind", "protocol"), [("internal_alb", "HTTPS"), ("public_alb", "HTTPS"), ("nlb", "TLS")]
)
def test_the_listener_speaks_modern_tls_with_the_certificate(
    ctx: Context, kind: str, protocol: str
) -> None:
    listener = inputs(built(ctx, kind=kind), LISTENER, "tls")
    assert (listener["port"], listener["protocol"]) == (443, protocol)
    assert listener["sslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-2021-06"
    assert listener["certificateArn"] == "arn:certificate"


@pytest.mark.parametrize(("green", "expected"), [(0, [100, 0]), (10, [90, 10]), (100, [0, 100])])
def test_the_weights_are_shared_between_blue_and_green(
    ctx: Context, green: int, expected: list[int]
) -> None:
    state = built(ctx, deploy=DeploySettings(green_weight=green))
    (action,) = inputs(state, LISTENER, "tls")["defaultActions"]
    groups = action["forward"]["targetGroups"]
    assert [group["weight"] for group in groups] == expected
    assert [group["arn"] for group in groups] == [
        state.one(GROUP, color).outputs["arn"] for color in ("blue", "green")
    ]


def test_an_alb_tells_browsers_to_stay_with_https(ctx: Context) -> None:
    listener = inputs(built(ctx), LISTENER, "tls")
    header = listener["routingHttpResponseStrictTransportSecurityHeaderValue"]
    assert header == "max-age=31536000; includeSubDomains"


def test_plain_requests_to_a_public_alb_are_only_redirected(ctx: Context) -> None:
    redirect = inputs(built(ctx, kind="public_alb"), LISTENER, "redirect")
    assert (redirect["port"], redirect["protocol"]) == (80, "HTTP")
    (action,) = redirect["defaultActions"]
    assert action["type"] == "redirect"
    assert action["redirect"] == {"protocol": "HTTPS", "port": "443", "statusCode": "HTTP_301"}


@pytest.mark.parametrize("kind", ["internal_alb", "nlb"])
def test_nothing_listens_on_80_inside(ctx: Context, kind: str) -> None:
    assert [listener.inputs["port"] for listener in built(ctx, kind=kind).by_type(LISTENER)] == [
        443
    ]


def test_an_nlb_forwards_to_its_only_group(ctx: Context) -> None:
    state = built(ctx, kind="nlb")
    (action,) = inputs(state, LISTENER)["defaultActions"]
    assert action == {"type": "forward", "targetGroupArn": state.one(GROUP).outputs["arn"]}


def test_weights_that_ecs_sets_are_not_drift(ctx: Context) -> None:
    state = shifted(ctx)
    rule = state.one("aws:lb/listenerRule:ListenerRule")
    assert rule.options.ignore_changes == ("actions",)
    found = inputs(state, "aws:lb/listenerRule:ListenerRule")
    assert found["conditions"] == [{"pathPattern": {"values": ["/*"]}}]
    (action,) = found["actions"]
    assert [group["weight"] for group in action["forward"]["targetGroups"]] == [100, 0]


def test_weights_of_the_configuration_are_nobody_elses(ctx: Context) -> None:
    state = built(ctx)
    assert state.one(LISTENER, "tls").options.ignore_changes == ()
    assert made[-1].traffic is None
