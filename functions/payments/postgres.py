"""One way to open a connection to PostgreSQL, for payments and for the rotation of passwords."""

import socket
import ssl

import pg8000.native  # pyright: ignore[reportMissingTypeStubs] - pg8000 ships no types


def connect_postgres(
    *,
    host: str,
    port: int,
    database: str,
    username: str,
    password: str,
    tls: ssl.SSLContext,
    timeout_seconds: float,
) -> pg8000.native.Connection:
    """Connect and log in over TLS, with a limit on the wait to connect and on each answer.

    Raises:
        pg8000.native.Error: the server refused the login, or has no TLS.
        OSError: it was not reached, is not whom `tls` trusts, or did not answer in time.
    """
    endpoint = socket.create_connection((host, port), timeout_seconds)
    try:
        # pg8000 writes a login in several pieces. Unless told otherwise the system keeps a piece
        # back until the one before is acknowledged, which the other side delays by 40 ms.
        endpoint.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        return pg8000.native.Connection(
            username,
            password=password,
            database=database,
            host=host,
            sock=endpoint,
            ssl_context=tls,
            application_name="payments",
        )
    except BaseException:
        endpoint.close()  # pg8000 closes its socket in most failures, not in all
        raise
