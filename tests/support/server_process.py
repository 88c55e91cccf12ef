"""Local servers, as tests name them."""

from offline.local.server_process import ADMINISTRATOR, DatabaseServer, MissingServerError

__all__ = ["ADMINISTRATOR", "DatabaseServer", "MissingServerError"]
