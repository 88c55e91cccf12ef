"""Local servers, as tests name them."""

from offline.local.servers import mariadb_server, postgres_server, redis_server

__all__ = ["mariadb_server", "postgres_server", "redis_server"]
