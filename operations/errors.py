"""The errors of the operator's commands: each is one message a person can act on."""


class OperationError(Exception):
    """Something keeps a command from doing its work.

    The text names the value, the rule, the reason and the way out, and is shown as it is.
    """
