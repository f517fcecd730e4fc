"""Serving the current generation's page on this machine, with how the last run ended put into it."""

import socket
import sys
import threading
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from warehouse.dashboard.write import PAGE, encode_json
from warehouse.errors import Failure, NoWarehouse
from warehouse.home import Home
from warehouse.status import read_status

_HOST = "127.0.0.1"
_PAGES = frozenset(("/", f"/{PAGE}"))
_LIVE = b'id="live">null<'
# Within a process, DuckDB opens a file once: its second reader would find the settings locked by the first.
_one_reader = threading.Lock()
# What the page itself cannot forbid; the rest of its policy stands in it.
_HEADERS = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def find_page(home: Home) -> Path:
    """Return the page of the current generation.

    Raises NoWarehouse if nothing has been published, or a version of ainews without a dashboard did it.
    """
    page = home.current_generation() / PAGE
    if not page.exists():
        raise NoWarehouse(f"{page} is not there.", "Run `ainews publish`: it makes a generation with it.")
    return page


def open_server(home: Home, port: int) -> ThreadingHTTPServer:
    """Listen on a port of this machine, 0 for any free one. Raises Failure if it is taken."""
    try:
        return _Server((_HOST, port), partial(_Handler, home))
    except OSError as error:
        raise Failure(
            f"Port {port}: {error.strerror}.",
            "Choose another: ainews dashboard --serve --port 0 takes a free one.",
        ) from error


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # one that lives on at the end makes DuckDB print of leaks

    def __init__(self, *arguments: Any) -> None:
        self._connections: set[Any] = set()
        super().__init__(*arguments)

    def server_bind(self) -> None:
        """Bind without asking a name server what this machine is called."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = _HOST, self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread of its own."""
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection that was answered."""
        self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a reader who hung up, or on whom we did."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def server_close(self) -> None:
        """Stop listening, hang up on who still asks or does not read, and wait for their threads."""
        for connection in self._connections.copy():
            with suppress(OSError):  # closed by its thread just now
                connection.shutdown(socket.SHUT_RDWR)
        super().server_close()


class _Handler(BaseHTTPRequestHandler):
    """Answers for the page alone, and to this machine alone."""

    timeout = 30
    server_version, sys_version = "ainews", ""

    def __init__(self, home: Home, *arguments: Any) -> None:
        self.home = home
        super().__init__(*arguments)

    def do_GET(self) -> None:
        """Answer with the page of the generation that is current now."""
        # a name that some site points to this machine would let that site read the answer
        if self.headers.get("Host", "").rpartition(":")[0] not in (_HOST, "localhost"):
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        elif self.path.partition("?")[0] not in _PAGES:
            self.send_error(HTTPStatus.NOT_FOUND)
        else:
            self._send_page()

    do_HEAD = do_GET

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing of each request."""

    def _send_page(self) -> None:
        try:
            page = find_page(self.home).read_bytes()
            status = HTTPStatus.OK
            with _one_reader:
                run = next(iter(read_status(self.home, 1)["runs"]), None)
            live = b'id="live">' + encode_json({"run": run}).encode() + b"<"
            page = page.replace(_LIVE, live, 1)
        except (Failure, OSError) as error:  # OSError: the generation went while it was read
            page = str(error).encode()
            status = HTTPStatus.SERVICE_UNAVAILABLE
        self.send_response(status)
        kind = "text/html" if status is HTTPStatus.OK else "text/plain"
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page)
