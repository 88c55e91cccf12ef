"""The account of the credentials, which has to be the stack's."""

from collections.abc import Mapping

from operations.aws import Clients
from operations.errors import OperationError


def same_account(outputs: Mapping[str, str], asked: Clients) -> None:
    """Refuse credentials of another account, where other things may have the same names.

    Args:
        outputs: flat outputs of the stack; the ARNs of its keys name its account.
        asked: clients with the credentials of the environment.

    Raises:
        OperationError: they are of another account.
    """
    keys = [arn for name, arn in outputs.items() if name.startswith("key_arns.")]
    of_stack = {arn.split(":")[4] for arn in keys}
    if not of_stack:
        return
    account = str(asked("sts").get_caller_identity()["Account"])
    if of_stack - {account}:
        raise OperationError(
            f"the stack is in account {', '.join(sorted(of_stack))}, the AWS credentials are of "
            f"{account}: set AWS_PROFILE to those of the stack's account"
        )
