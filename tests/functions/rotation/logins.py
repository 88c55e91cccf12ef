"""Plain logins over verified TLS, with nothing of the code under test."""

import socket
from typing import Any

import pg8000.native
import pymysql
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.support.server_process import DatabaseServer


def postgres_login(
    server: DatabaseServer, username: str | None = None, password: str | None = None
) -> pg8000.native.Connection:
    endpoint = socket.create_connection((server.host, server.port))
    endpoint.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return pg8000.native.Connection(
        username or server.username,
        password=password or server.password,
        database=server.dbname,
        host=server.host,
        sock=endpoint,
        ssl_context=server.tls(),
    )


def mysql_login(
    server: DatabaseServer, username: str | None = None, password: str | None = None
) -> "pymysql.Connection[Any]":
    return pymysql.connect(
        host=server.host,
        port=server.port,
        user=username or server.username,
        password=(password or server.password).encode(),
        database=server.dbname,
        ssl=server.tls(),
        autocommit=True,
    )


def redis_client(server: DatabaseServer, password: str, username: str | None = None) -> redis.Redis:
    return redis.Redis(
        host=server.host,
        port=server.port,
        username=username,
        password=password,
        ssl=True,
        ssl_ca_certs=str(server.ca_file),
        retry=Retry(NoBackoff(), 0),  # by default a refused password is tried again, with pauses
    )


def redis_login(server: DatabaseServer, password: str) -> None:
    with redis_client(server, password) as client:
        client.ping()
