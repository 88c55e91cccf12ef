import pulumi_aws as aws
import pytest
from pulumi.runtime import rpc

from offline import declared


def test_an_output_tells_whether_it_is_an_input_and_whether_it_may_be_missing() -> None:
    bucket = declared.outputs("aws:s3/bucket:Bucket")
    assert (bucket["arn"].settable, bucket["arn"].optional) == (False, False)
    assert (bucket["bucket"].settable, bucket["bucket"].optional) == (True, False)
    assert (bucket["forceDestroy"].settable, bucket["forceDestroy"].optional) == (True, True)


def test_ids_and_urns_are_no_outputs_of_a_class() -> None:
    assert not {"id", "urn"} & set(declared.outputs("aws:s3/bucket:Bucket"))


def test_a_type_that_no_package_declares_has_no_outputs() -> None:
    assert declared.outputs("shop:index:Network") == {}
    assert declared.outputs("aws:s3/bucket:Unheard") == {}


def test_a_type_is_known_as_soon_as_its_package_is_imported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as not_imported:
        not_imported.setattr(rpc, "_RESOURCE_MODULES", {})
        assert declared.outputs("aws:sqs/queue:Queue") == {}
    assert "arn" in declared.outputs("aws:sqs/queue:Queue")


def test_the_outputs_of_a_type_are_read_once() -> None:
    bucket = "aws:s3/bucket:Bucket"
    assert declared.outputs(bucket) is declared.outputs(bucket)


def test_the_fields_of_a_nested_type_are_known() -> None:
    nested = aws.rds.outputs.ClusterMasterUserSecret
    assert declared.is_nested(nested)
    assert not declared.is_nested(str)
    assert set(declared.fields(nested)) == {"kmsKeyId", "secretArn", "secretStatus"}
