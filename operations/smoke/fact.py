"""What is looked at: facts about the resources of a deployed stack."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatch
from typing import Any, TypeAlias

from operations.aws import Clients
from operations.outputs import listed


@dataclass(frozen=True, slots=True)
class Fact:
    """One property of a resource, as it should be and as it is.

    Attributes:
        resource: the name that an operator knows it by.
        what: the property, such as `encrypted`.
        expected: the value it has to have.
        found: the value it has.
    """

    resource: str
    what: str
    expected: object
    found: object

    @property
    def holds(self) -> bool:
        """Whether the property is as it should be."""
        return self.expected == self.found

    @property
    def problem(self) -> str:
        """What is wrong, with both values."""
        return f"{self.what} is {self.found!r}, expected {self.expected!r}"


@dataclass(frozen=True, slots=True)
class Deployed:
    """A deployed stack, as its outputs name it.

    Attributes:
        outputs: flat outputs of the stack.
        clients: AWS clients in its region.
        grace: how long an alarm may be without data.
    """

    outputs: Mapping[str, str]
    clients: Clients
    grace: timedelta

    def named(self, pattern: str) -> list[str]:
        """What the outputs whose names match a pattern name, each once."""
        values = (listed(self.outputs, name) for name in self.outputs if fnmatch(name, pattern))
        return list(dict.fromkeys(item for items in values for item in items))

    def key(self, domain: str) -> str | None:
        """The ARN of the customer managed key of a data domain."""
        return self.outputs.get(f"key_arns.{domain}")


#: Looks at one resource of a stack, and tells the facts about it.
Look: TypeAlias = Callable[[Deployed, str], Iterator[Fact]]
#: A document that AWS answers with; its shape is that of the service.
Answer: TypeAlias = Any


def facts(resource: str, **compared: tuple[object, object]) -> Iterator[Fact]:
    """The facts about a resource: for each property what is expected, and what was found."""
    for what, (expected, found) in compared.items():
        yield Fact(resource, what.replace("_", " "), expected, found)
