"""What the blocks of a stack say against each other, AWS or PCI DSS."""

from collections.abc import Callable, Iterator

from settings.problem import Problem
from settings.stack import Settings

#: The keys a check reads, and the check: it yields problems with paths below `payments:`.
Check = tuple[frozenset[str], Callable[[Settings], Iterator[Problem]]]

CHECKS: tuple[Check, ...] = ()
