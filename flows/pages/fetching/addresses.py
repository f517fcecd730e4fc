"""Nobody reaches inside: every connection goes to a public address, checked when it is made.

The name is resolved, every address checked, and the connection made to one of those very addresses,
so that DNS cannot change its answer in between. SNI, certificate and Host stay the name's.
"""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Protocol

import httpcore
import httpx
from anyio import to_thread

from flows.pages.fetching.outcomes import Ended, Outcome

DEFAULT_PORTS = {"http": 80, "https": 443}
AllowedHosts = frozenset[tuple[str, int]]

# https://www.iana.org/assignments/iana-ipv4-special-registry: what is not globally reachable, and
# what is reachable but no web server of anybody's (multicast, relays, AS112).
_NOT_PUBLIC_4 = [
    ipaddress.IPv4Network(network)
    for network in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24"),
        *("192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
        *("224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # Azure's host: a public address that answers only inside
    )
]
# IPv6 is turned round: only global unicast, less what is carved out of it (Teredo and other
# protocols, documentation, 6to4). Mapped, NAT64, local and multicast addresses lie outside.
_GLOBAL_6 = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_6 = [
    ipaddress.IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
]
_MOST_ADDRESSES = 3  # tried one after another; the resolver puts those within reach first
_ALLOWED_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^\s:\[\]]+):(\d{1,5})")


class Resolver(Protocol):
    """How names become addresses."""

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses as text. Raises OSError (socket.gaierror) if there are none."""


def read_allowed_hosts(text: str) -> AllowedHosts:
    """Read `host:port, ...`. Raises ValueError naming the part that is neither."""
    allowed = set()
    for part in filter(None, map(str.strip, text.split(","))):
        match = _ALLOWED_HOST.fullmatch(part)
        if not match:
            raise ValueError(f"`{part}` is not of the form host:port")
        allowed.add((match[1].strip("[]").lower(), int(match[2])))
    return frozenset(allowed)


def is_public(address: str) -> bool:
    """Return whether the address, as text, is one that anybody may reach."""
    parsed = ipaddress.ip_address(address)
    if isinstance(parsed, ipaddress.IPv4Address):
        return not any(parsed in network for network in _NOT_PUBLIC_4)
    return parsed in _GLOBAL_6 and not any(parsed in network for network in _NOT_PUBLIC_6)


def host_of(url: httpx.URL) -> str:
    """Return the URL's host as DNS is asked for it: ASCII, lower case, IPv6 without brackets."""
    return url.raw_host.decode("ascii").lower()


def port_of(url: httpx.URL) -> int:
    """Return the port that the URL means; 0 if its scheme has none."""
    return DEFAULT_PORTS.get(url.scheme, 0) if url.port is None else url.port


def name_site(url: httpx.URL) -> str:
    """Return whom a request goes to, as far as manners are concerned: the host, whatever the scheme.

    A port that is not the scheme's own makes it another site.
    """
    host, port = host_of(url).rstrip("."), port_of(url)
    return host if port in DEFAULT_PORTS.values() else f"{host}:{port}"


def check_url(url: httpx.URL, allowed: AllowedHosts) -> None:
    """Raise Ended unless the URL is http or https, on port 80, 443 or an allowed one."""
    if url.scheme not in DEFAULT_PORTS or not url.host:
        raise _refuse(f"{url.scheme or 'no scheme'}: only http and https are fetched")
    port = port_of(url)
    if port not in DEFAULT_PORTS.values() and (host_of(url), port) not in allowed:
        raise _refuse(f"port {port}: only 80 and 443 are open (AINEWS_ALLOW_HOSTS opens others)")


async def resolve_host(host: str, port: int) -> Sequence[str]:
    """Ask the operating system's resolver, in a thread that is left behind if nobody waits any more."""
    found = await to_thread.run_sync(
        lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM), abandon_on_cancel=True
    )
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _refuse(why: str) -> Ended:
    return Ended(Outcome.REFUSED_ADDRESS, why)


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Opens connections to public addresses only; to others for the hosts that are `allowed`."""

    def __init__(
        self,
        allowed: AllowedHosts = frozenset(),
        resolve: Resolver = resolve_host,
        backend: httpcore.AsyncNetworkBackend | None = None,
    ) -> None:
        self._allowed = allowed
        self._resolve = resolve
        self._backend = backend or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Resolve, check, and connect to what was checked; each address gets its share of the time.

        Raises Ended if any of the addresses is not public or there is none, or httpcore's errors.
        """
        try:
            async with asyncio.timeout(timeout):
                addresses = await self._checked_addresses(host, port)
        except TimeoutError:
            raise httpcore.ConnectTimeout(f"no answer from DNS about {host}") from None
        share = None if timeout is None else timeout / len(addresses)
        for address in addresses[:-1]:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout):
                return await self._backend.connect_tcp(address, port, share, local_address, socket_options)
        return await self._backend.connect_tcp(addresses[-1], port, share, local_address, socket_options)

    async def _checked_addresses(self, host: str, port: int) -> Sequence[str]:
        try:
            addresses = await self._resolve(host, port)
        except (OSError, UnicodeError) as error:  # UnicodeError: no name that DNS can ask for
            raise Ended(Outcome.DNS_ERROR, f"{host}: {error}") from None
        if not addresses:
            raise Ended(Outcome.DNS_ERROR, f"{host}: no address")
        refused = [address for address in addresses if not is_public(address)]
        if refused and (host.lower(), port) not in self._allowed:
            raise _refuse(f"{host} is {', '.join(refused)}: not a public address")
        return addresses[:_MOST_ADDRESSES]

    async def sleep(self, seconds: float) -> None:
        """Sleep."""
        await asyncio.sleep(seconds)
