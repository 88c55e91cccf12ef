"""Who tells a browser that a shop's page may call the API."""

from offline.graph import State
from tests.support.stacks import FUNCTION, Graph, inputs

NAMES = ("payment-validation", "fraud-detection", "transaction-processing")


def web_sites(state: State, name: str) -> str | None:
    """What a function is told to answer browsers with."""
    found: str | None = inputs(state.one(FUNCTION, name))["environment"]["variables"].get(
        "CORS_ORIGINS"
    )
    return found


def test_only_a_rest_api_leaves_it_to_its_functions_to_name_web_sites(graph: Graph) -> None:
    def sites(stack: str) -> dict[str, str | None]:
        return {name: web_sites(graph(stack), name) for name in NAMES}

    shop = "https://shop.example.com"
    assert sites("serverless") == {NAMES[0]: shop, NAMES[1]: None, NAMES[2]: shop}
    assert set(sites("fintech").values()) == {None}
    assert set(sites("dev").values()) == {None}
