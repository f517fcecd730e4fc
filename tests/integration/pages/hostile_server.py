"""A web server on loopback that does what it is told, byte by byte: well-behaved and hostile sites.

Each site has a port, and so a robots.txt, a pace and a log of its own.
"""

import asyncio
import ssl
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

PAGE = "<!DOCTYPE html><html><head><title>标题</title></head><body><p>正文。</p></body></html>".encode()

CAPTCHA = "<html><head><title>百度安全验证</title></head><body>网络不给力，请稍后重试</body></html>".encode()


@dataclass(frozen=True)
class Seen:
    """A request as the server saw it; `at` is of the monotonic clock, which processes share."""

    at: float
    path: str
    headers: dict[str, str]


NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
Reply = bytes | Callable[[Seen, asyncio.StreamWriter], Awaitable[None]]
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def make_reply(
    body: bytes = PAGE,
    status: str = "200 OK",
    content_type: str | None = "text/html; charset=utf-8",
    length: int | None = None,
    **headers: str,
) -> bytes:
    """A whole answer; `length` lies about the body. Underscores in names become hyphens."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}"]
    if content_type:
        lines.append(f"Content-Type: {content_type}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("utf-8") + body


def redirect(location: str, status: str = "302 Found") -> bytes:
    return make_reply(b"", status, Location=location)


def in_turn(*replies: Reply) -> Reply:
    """Another reply each time; the last one stays."""
    rest = list(replies)

    async def reply(seen: Seen, writer: asyncio.StreamWriter) -> None:
        now = rest.pop(0) if len(rest) > 1 else rest[0]
        if isinstance(now, bytes):
            writer.write(now)
        else:
            await now(seen, writer)

    return reply


def drip(data: bytes, seconds: float = 0.05, head: bytes = b"") -> Reply:
    """One byte at a time, each soon enough to keep a read timeout asleep."""

    async def reply(seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        for byte in data:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(seconds)

    return reply


def endless(head: bytes, block: bytes) -> Reply:
    async def reply(seen: Seen, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(block)
            await writer.drain()

    return reply


async def silence(seen: Seen, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)


async def cut(seen: Seen, writer: asyncio.StreamWriter) -> None:
    """Reset the connection instead of an answer."""
    writer.transport.abort()


@dataclass
class Site:
    port: int
    log: list[Seen] = field(default_factory=list)
    replies: dict[str, Reply] = field(default_factory=dict)
    tls: bool = False

    def url(self, path: str = "/") -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}{path}"

    @property
    def paths(self) -> list[str]:
        return [seen.path for seen in self.log]

    def gaps(self) -> list[float]:
        """Seconds between one request and the next, as the server saw them."""
        return [after.at - before.at for before, after in zip(self.log, self.log[1:], strict=False)]


class Web:
    """Many sites in one event loop, in a thread of its own."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._servers: list[asyncio.Server] = []
        self._connections: set[asyncio.Task[None]] = set()

    def site(
        self,
        replies: dict[str, Reply] | None = None,
        *,
        robots: Reply | None = None,
        tls: ssl.SSLContext | None = None,
        serve: Serve | None = None,
    ) -> Site:
        """Open a site; without `robots` it has no robots.txt. `serve` speaks another protocol."""
        site = Site(0, replies=dict(replies or {}), tls=tls is not None)
        if robots is not None:
            site.replies["/robots.txt"] = robots
        server = asyncio.run_coroutine_threadsafe(self._open(site, tls, serve), self._loop).result()
        self._servers.append(server)
        site.port = server.sockets[0].getsockname()[1]
        return site

    async def _open(self, site: Site, tls: ssl.SSLContext | None, other: Serve | None) -> asyncio.Server:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task
            self._connections.add(task)
            task.add_done_callback(self._connections.discard)
            try:
                if other:
                    await other(reader, writer)
                else:
                    while await self._answer(site, reader, writer):
                        pass
            except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                pass  # the client went away, or the test is over
            finally:
                writer.close()

        return await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)

    async def _answer(self, site: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; True if the connection may carry another."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        request, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        seen = Seen(time.monotonic(), request.split(" ")[1], headers)
        site.log.append(seen)
        reply = site.replies.get(seen.path, NOT_FOUND)
        if isinstance(reply, bytes):
            writer.write(reply)
            await writer.drain()
            return True
        await reply(seen, writer)
        await writer.drain()
        return False

    def close(self) -> None:
        async def stop() -> None:
            for server in self._servers:
                server.close()
            for task in list(self._connections):
                task.cancel()
            await asyncio.gather(*self._connections, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(stop(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
