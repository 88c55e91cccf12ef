"""Whatever shape a property has: nothing crashes, and no text of it is quoted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pci import pack

from tests.policy.harness import UNKNOWN, Res, Server, Verdict, secret
from tests.policy.tables import every_table, resources

PLANTED = "PLANTED-4111111111111111"
TYPES = sorted({kind for rule in pack.RULES for kind in rule.types})
SERVER = Server()
SHAPES = (
    None,
    UNKNOWN,
    True,
    False,
    0,
    -1,
    1e308,
    "",
    PLANTED,
    secret(PLANTED),
    "{" + PLANTED,
    PLANTED * 2_000,
    [],
    [None],
    [UNKNOWN, PLANTED],
    [PLANTED, 1, {}],
    [secret([PLANTED])],
    {},
    {"a": {"b": [{"c": PLANTED}]}},
    {"Statement": [{"Effect": "Allow", "Principal": {"AWS": [PLANTED, None]}, "Action": 3}]},
    '{"Statement": [{"Effect": "Allow", "Principal": "*", "Action": {}, "Resource": [[]]}]}',
    [[[[]]]],
)
TEXT = st.text().map(lambda text: f"{PLANTED}{text}")
VALUES = st.recursive(
    st.sampled_from((None, UNKNOWN, True, False, 0, 22, 65535, "0.0.0.0/0", "*", "Allow"))
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ("Statement", "Effect", "Principal", "Action", "Condition", "policy", "name",
                 "value", "fromPort", "toPort", "cidrBlocks", "protocol", "kmsKeyId", "x")
            ),
            inner,
            max_size=5,
        )
        | inner.map(secret)
    ),
    max_leaves=8,
)  # fmt: skip


def properties() -> dict[str, list[str]]:
    """The properties that the rules of each type are known to read."""
    known: dict[str, set[str]] = {kind: {"tags", "policy"} for kind in TYPES}
    for table in every_table():
        for resource in resources(table):
            known.setdefault(resource.kind, set()).update(resource.props)
    return {kind: sorted(names) for kind, names in known.items()}


PROPERTIES = properties()


def quotes_nothing(verdict: Verdict) -> bool:
    told = [*verdict.undetermined.values(), *verdict.not_applicable.values()]
    told += [message for messages in verdict.violations.values() for message in messages]
    return all("PLANTED" not in message and "4111" not in message for message in told)


@pytest.mark.parametrize("kind", TYPES)
def test_every_shape_of_every_property_is_judged_without_quoting_it(kind: str) -> None:
    names = PROPERTIES[kind]
    stack: dict[str, Res] = {}
    for number, shape in enumerate(SHAPES):
        resource = Res(kind=kind, props=dict.fromkeys(names, shape))
        assert quotes_nothing(SERVER.resource(resource))
        stack[f"thing-{number}"] = resource
    assert quotes_nothing(SERVER.stack(stack))


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_any_mixture_of_shapes_is_judged_without_quoting_it(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(TYPES))
    props = data.draw(st.dictionaries(st.sampled_from(PROPERTIES[kind]), VALUES, max_size=6))
    resource = Res(kind=kind, props=props)
    assert quotes_nothing(SERVER.resource(resource))
    assert quotes_nothing(SERVER.stack({"one": resource}))


@pytest.mark.parametrize("kind", TYPES)
def test_nothing_about_an_unknown_or_absent_resource_is_fine_by_crashing(kind: str) -> None:
    """With every known property unknown, a rule answers; it may not fall silent by an error."""
    unknown = Res(kind=kind, props=dict.fromkeys(PROPERTIES[kind], UNKNOWN))
    assert SERVER.resource(unknown) == SERVER.resource(unknown)
