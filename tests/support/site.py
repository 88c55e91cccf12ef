"""moto, as the place where a stack of the graph is made."""

from collections.abc import Mapping
from typing import Any

from operations.aws import Clients


class Site:
    """moto, and what it calls the things for which the graph made up an id."""

    def __init__(self, clients: Clients) -> None:
        self.client = clients
        self.renamed: dict[str, str] = {}

    def real(self, value: Any) -> Any:
        """A value of the graph with moto's own ids."""
        if isinstance(value, Mapping):
            return {key: self.real(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.real(item) for item in value]
        return self.renamed.get(value, value) if isinstance(value, str) else value

    def real_text(self, text: str) -> str:
        """A flat output with moto's own ids."""
        return ",".join(self.real(text.split(",")))
