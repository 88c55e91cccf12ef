import pytest

from operations.errors import OperationError
from operations.target import targets
from tests.support.shifted import FACTS, REGION, TARGETS


def test_the_outputs_of_a_stack_name_its_functions() -> None:
    assert targets(FACTS) == TARGETS
    assert targets(FACTS, ["payment-validation"]) == TARGETS[:1]


def test_a_function_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(
        OperationError, match=r"refunds: not among .*which are payment-validation, tra"
    ):
        targets(FACTS, ["refunds"])


def test_a_stack_whose_deployments_move_everything_has_none() -> None:
    everything = {"stack": "dev", "region": REGION}
    assert targets(everything) == []
    with pytest.raises(OperationError, match=r"fraud: not among .* 'dev', which are none"):
        targets(everything, ["fraud"])
