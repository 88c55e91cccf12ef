"""Throwaway PostgreSQL, MariaDB and Redis servers: loopback, TLS only, gone after the block.

Each server gets an empty data directory, a free port, a certificate from an authority made for
it, and an administrator with a password. As root the server runs as `nobody`, because PostgreSQL
and MariaDB refuse root. Durability is off: the data lives as long as the server.
"""

import signal
from collections.abc import Generator
from contextlib import contextmanager

import pg8000.native  # pyright: ignore[reportMissingTypeStubs] - pg8000 ships no types
import pymysql
import redis

from offline.local.server_process import (
    ADMINISTRATOR,
    DatabaseServer,
    find_program,
    give_away,
    new_server,
    run,
    running,
    workspace,
)


@contextmanager
def postgres_server() -> Generator[DatabaseServer]:
    """PostgreSQL with the database `payments`; TCP without TLS is refused."""
    initdb, postgres = (find_program(name, "postgresql") for name in ("initdb", "postgres"))
    with workspace() as (directory, certificate):
        server = new_server(certificate)
        data, password_file = directory / "data", directory / "password"
        password_file.write_text(server.password)
        give_away(password_file)
        options = ["--no-sync", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]
        options += [f"--username={ADMINISTRATOR}", f"--pwfile={password_file}", str(data)]
        run([initdb, *options])
        (data / "pg_hba.conf").write_text("hostssl all all 127.0.0.1/32 scram-sha-256\n")
        settings = {
            "port": server.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "ssl": "on",
            "ssl_cert_file": certificate.certificate_file,
            "ssl_key_file": certificate.key_file,
            "fsync": "off",
            "shared_buffers": "16MB",
            "max_connections": 120,
        }
        arguments = [f"--{name}={value}" for name, value in settings.items()]

        def create_database() -> None:
            connection = pg8000.native.Connection(
                server.username,
                host=server.host,
                port=server.port,
                database="postgres",
                password=server.password,
                ssl_context=server.tls(),
            )
            connection.run(f"CREATE DATABASE {server.dbname}")  # pyright: ignore[reportUnknownMemberType] - pg8000 ships no types
            connection.close()

        # SIGQUIT is PostgreSQL's immediate shutdown: it takes the worker processes along.
        command = [postgres, "-D", str(data), *arguments]
        with running(command, directory, create_database, stop=signal.SIGQUIT):
            yield server


@contextmanager
def mariadb_server() -> Generator[DatabaseServer]:
    """MariaDB, for what the MySQL protocol needs, with the database `payments`; TLS only."""
    install = find_program("mariadb-install-db", "mariadb-server")
    mariadbd = find_program("mariadbd", "mariadb-server")
    with workspace() as (directory, certificate):
        server = new_server(certificate)
        data, start = directory / "data", directory / "start.sql"
        # MariaDB reads this file line by line: one statement each.
        start.write_text(
            f"CREATE DATABASE {server.dbname};\n"
            f"CREATE USER '{ADMINISTRATOR}'@'%' IDENTIFIED BY '{server.password}' REQUIRE SSL;\n"
            f"GRANT ALL ON *.* TO '{ADMINISTRATOR}'@'%' WITH GRANT OPTION;\n"
        )
        give_away(start)
        small = ["--innodb-log-file-size=4M", "--innodb-buffer-pool-size=16M"]
        options = ["--no-defaults", f"--datadir={data}", "--skip-test-db", "--skip-name-resolve"]
        run([install, *options, "--auth-root-authentication-method=normal", *small])
        command = [
            *(mariadbd, "--no-defaults", f"--datadir={data}", f"--init-file={start}", *small),
            *(f"--port={server.port}", "--bind-address=127.0.0.1", "--skip-name-resolve"),
            *(f"--socket={directory / 'mariadb.sock'}", f"--pid-file={directory / 'pid'}"),
            *(f"--ssl-cert={certificate.certificate_file}", f"--ssl-key={certificate.key_file}"),
            *("--require-secure-transport=ON", "--innodb-flush-log-at-trx-commit=0"),
        ]

        def log_in() -> None:
            pymysql.connect(
                host=server.host,
                port=server.port,
                user=server.username,
                password=server.password,
                database=server.dbname,
                ssl=server.tls(),
            ).close()

        with running(command, directory, log_in, stop=signal.SIGKILL):
            yield server


@contextmanager
def redis_server() -> Generator[DatabaseServer]:
    """Redis with TLS only, no persistence, and a password for its user `default`."""
    program = find_program("redis-server", "redis-server")
    with workspace() as (directory, certificate):
        server = new_server(certificate, username="default", dbname="0")
        # The password goes through a file: a command line is visible to every user.
        config = directory / "redis.conf"
        config.write_text(f'requirepass "{server.password}"\n')
        give_away(config)
        settings = {
            "port": 0,
            "tls-port": server.port,
            "bind": "127.0.0.1",
            "tls-cert-file": certificate.certificate_file,
            "tls-key-file": certificate.key_file,
            "tls-ca-cert-file": certificate.ca_file,
            "tls-auth-clients": "no",
            "save": "",
            "dir": directory,
        }
        options = [text for name, value in settings.items() for text in (f"--{name}", str(value))]

        def ping() -> None:
            with redis.Redis(
                host=server.host,
                port=server.port,
                password=server.password,
                ssl=True,
                ssl_ca_certs=str(server.ca_file),
            ) as client:
                client.ping()  # pyright: ignore[reportUnknownMemberType] - redis-py leaves it open

        command = [program, str(config), *options]
        with running(command, directory, ping, stop=signal.SIGKILL):
            yield server
