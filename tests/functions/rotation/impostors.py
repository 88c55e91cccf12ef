"""Servers that speak no TLS, and remember what a client told them."""

import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Impostor:
    port: int
    heard: bytes = b""


@contextmanager
def impostor(greeting: bytes, answer: bytes) -> Generator[Impostor]:
    """Accept one client: send `greeting`, answer what it says first, and listen on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Impostor(port=listener.getsockname()[1])

        def serve() -> None:
            client, _ = listener.accept()
            with client:
                client.settimeout(5)
                client.sendall(greeting)
                while said := client.recv(4096):
                    server.heard += said
                    client.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        yield server
        thread.join()
