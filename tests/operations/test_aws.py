import pytest
from moto import mock_aws

from operations.aws import ClientError, clients, error_code


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
