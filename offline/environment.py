"""The caller's environment, without what could change a preview."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

#: The AWS provider's and Pulumi's own variables.
_FOREIGN: Final = ("AWS_", "PULUMI_")


@contextmanager
def foreign_hidden() -> Generator[None]:
    """Hide the caller's AWS and Pulumi variables, so that everyone sees the same preview."""
    hidden = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith(_FOREIGN)}
    try:
        yield
    finally:
        os.environ.update(hidden)
