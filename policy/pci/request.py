"""What is worked out once for each request that the pack answers.

The SDK calls every rule with the same resource; results kept here live until the answer is sent, so
that nothing carries over to the next request or to another of the server's worker threads.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Result = TypeVar("Result")

_remembered: ContextVar[dict[tuple[object, int], tuple[object, Any]] | None] = ContextVar(
    "remembered", default=None
)


@contextmanager
def one_request() -> Generator[None]:
    """Opens the scope in which results are remembered; outside of it nothing is."""
    token = _remembered.set({})
    try:
        yield
    finally:
        _remembered.reset(token)


def per_request(function: Callable[[Any], Result]) -> Callable[..., Result]:
    """Remembers `function` of an argument, by identity, while a request is answered.

    Calls with more than one argument are passed through.
    """

    def remembering(argument: object, *more: object) -> Result:
        results = _remembered.get()
        if results is None or more:
            return function(argument, *more)
        key = (function, id(argument))
        if key not in results:
            # The argument is kept too: as long as it lives, no other object has its id.
            results[key] = (argument, function(argument))
        return results[key][1]

    return remembering
