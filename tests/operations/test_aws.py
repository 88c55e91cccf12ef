import pytest
from moto import mock_aws

from operations.aws import ClientError, clients, error_code, told


@mock_aws
def test_a_service_has_one_client_in_the_region() -> None:
    asked = clients("eu-west-1")
    assert asked("sqs") is asked("sqs")
    assert asked("sqs").meta.region_name == "eu-west-1"


@mock_aws
def test_an_error_is_known_by_the_code_of_its_service() -> None:
    with pytest.raises(ClientError) as refused:
        clients("eu-west-1")("dynamodb").describe_table(TableName="gone")
    assert error_code(refused.value) == "ResourceNotFoundException"


@pytest.mark.parametrize(
    ("code", "advised"), [("ExpiredTokenException", True), ("AccessDeniedException", False)]
)
def test_only_who_is_signed_out_is_told_to_sign_in(code: str, *, advised: bool) -> None:
    refused = ClientError({"Error": {"Code": code, "Message": "no"}}, "DescribeAlarms")
    assert told(refused).startswith(f"An error occurred ({code})")
    assert told(refused).endswith("set AWS_PROFILE") is advised
