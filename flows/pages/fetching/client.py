"""The HTTP client: HTTP/2, one truthful name, and connections that are guarded.

It stands on httpcore, the engine of httpx. What httpx adds above it would all have to be switched off:
cookies, proxies and passwords from the environment, and redirects, which it reads (and dies of a broken
one) even if it does not follow them.
"""

import ssl
from collections import OrderedDict
from collections.abc import Mapping
from typing import Self

import httpcore
import httpx

from flows.pages.fetching.addresses import AllowedHosts, GuardedBackend, Resolver, resolve_host

AGENT = "ainews"  # the product token: what robots.txt calls us
_ORIGINS = 512  # with open connections, idle ones included: a process may usually open 1,024 files
_SECONDS_KEPT = 30.0
_Origin = tuple[bytes, bytes, int | None]


def name_agent(version: str, contact: str) -> str:
    """Return the User-Agent: product, version, and where its operator can be reached."""
    return f"{AGENT}/{version} (+{contact})" if contact else f"{AGENT}/{version}"


class Client:
    """Sends requests over guarded connections, kept in a small pool for each origin. A context.

    One pool for all would look at every connection for each request: with hundreds of hosts that
    costs more than the requests. `trust` replaces the usual certificate authorities.
    """

    def __init__(
        self,
        user_agent: str,
        allowed: AllowedHosts,
        resolve: Resolver = resolve_host,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._backend = GuardedBackend(allowed, resolve)
        self._trust = trust if trust is not None else httpx.create_ssl_context(trust_env=False)
        self._headers = {
            "User-Agent": user_agent,
            "Accept": "text/html,application/xhtml+xml,*/*;q=0.1",
            "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
            "Accept-Encoding": "gzip, deflate, br, zstd",
        }
        self._pools: OrderedDict[_Origin, httpcore.AsyncConnectionPool] = OrderedDict()

    async def __aenter__(self) -> Self:
        """Nothing is opened yet."""
        return self

    async def __aexit__(self, *error: object) -> None:
        """Close all connections."""
        while self._pools:
            await self._pools.popitem()[1].aclose()

    async def get(
        self, url: httpx.URL, headers: Mapping[str, str], connect_seconds: float, read_seconds: float
    ) -> httpcore.Response:
        """Send a GET and return the answer, its head read. The caller closes it.

        Raises httpcore's errors, h2's, and Ended if the address is refused or has no host.
        """
        pool = await self._pool_of((url.raw_scheme, url.raw_host, url.port))
        timeout = {"connect": connect_seconds, "read": read_seconds, "write": read_seconds}
        return await pool.handle_async_request(
            httpcore.Request(
                "GET",
                httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=[(b"Host", url.netloc), *_encode(self._headers), *_encode(headers)],
                extensions={"timeout": timeout},
            )
        )

    async def _pool_of(self, origin: _Origin) -> httpcore.AsyncConnectionPool:
        pool = self._pools.pop(origin, None) or httpcore.AsyncConnectionPool(
            self._trust, keepalive_expiry=_SECONDS_KEPT, http2=True, network_backend=self._backend
        )
        if len(self._pools) >= _ORIGINS:
            idle = (o for o, p in self._pools.items() if all(c.is_idle() for c in p.connections))
            if longest_idle := next(idle, None):
                await self._pools.pop(longest_idle).aclose()
        self._pools[origin] = pool  # last in the order of use
        return pool


def _encode(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode("ascii"), value.encode("ascii")) for name, value in headers.items()]
