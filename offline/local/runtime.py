"""One function instance: `python -P runtime.py FOLDER HANDLER DESCRIPTOR`.

Runs in a process of its own, with the function's own environment variables and its unpacked
archive in front of everything else, and answers invocations over HTTP on an inherited socket, as
AWS's runtime interface emulator does.
"""

import importlib
import json
import socket
import sys
import traceback
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any, Final

#: Says that the body is an error of the function, as in AWS's Invoke API.
ERROR_HEADER: Final = "X-Amz-Function-Error"
REQUEST_ID_HEADER: Final = "X-Amz-Request-Id"

Handler = Callable[[Any, Any], Any]


def load(folder: str, handler: str) -> Handler:
    """The handler `module.function` of the archive unpacked in `folder`."""
    sys.path.insert(0, folder)
    module, _, name = handler.rpartition(".")
    return getattr(importlib.import_module(module), name)


def server(listener: socket.socket, handler: Handler) -> ThreadingHTTPServer:
    """A server of invocations on a socket that listens already."""

    class Invocation(BaseHTTPRequestHandler):
        """One event in, one answer out."""

        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            """Invoke the function."""
            event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            context = SimpleNamespace(aws_request_id=self.headers[REQUEST_ID_HEADER])
            failed = False
            try:
                answer = handler(event, context)
            except Exception as error:  # noqa: BLE001 - as Lambda, which survives any
                traceback.print_exc()
                failed = True
                answer = {"errorType": type(error).__name__, "errorMessage": str(error)}
            body = json.dumps(answer).encode()
            self.send_response(200)
            if failed:
                self.send_header(ERROR_HEADER, "Unhandled")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            """Say nothing: the function's own output is what matters."""

    found = ThreadingHTTPServer(listener.getsockname(), Invocation, bind_and_activate=False)
    found.socket.close()
    found.socket = listener
    found.daemon_threads = True
    return found


def main(arguments: Sequence[str]) -> None:
    """Answer invocations until the process is ended."""
    folder, handler, descriptor = arguments
    listener = socket.socket(fileno=int(descriptor))
    server(listener, load(folder, handler)).serve_forever()


if __name__ == "__main__":  # pragma: no cover - runs in the function's own process
    main(sys.argv[1:])
