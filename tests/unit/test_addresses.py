import asyncio

import httpcore
import httpx
import pytest

from flows.pages.fetching.addresses import GuardedBackend, check_url, is_public, name_site, read_allowed_hosts
from flows.pages.fetching.outcomes import Ended

INNER = [
    *("127.0.0.1", "127.8.9.10", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "172.31.255.255"),
    *("192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192", "168.63.129.16"),
    *("198.18.0.1", "192.0.2.1", "198.51.100.7", "203.0.113.9", "192.88.99.1", "224.0.0.1", "240.0.0.1"),
    *("239.255.255.250", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::7f00:1"),
    *("64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "2002:7f00:1::", "2001::1", "2001:20::1"),
    *("2001:db8::1", "3fff::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1"),
    *("100::1", "5f00::1"),
]
OUTER = ["1.1.1.1", "110.242.68.66", "172.32.0.1", "100.128.0.1", "2400:da00::6666", "2001:4860:4860::8888"]


@pytest.mark.parametrize("address", INNER)
def test_inner_address_is_not_public(address) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTER)
def test_outer_address_is_public(address) -> None:
    assert is_public(address)


class Recorder(httpcore.AsyncNetworkBackend):
    """Connects to nothing, and remembers to what."""

    def __init__(self, *unreachable: str) -> None:
        self.asked: list[tuple[str, int]] = []
        self.unreachable = unreachable

    async def connect_tcp(self, host, port, timeout=None, local_address=None, socket_options=None):
        self.asked.append((host, port))
        if host in self.unreachable:
            raise httpcore.ConnectError("unreachable")
        return httpcore.AsyncMockStream([])


def connect(backend: GuardedBackend, host: str = "site.test", port: int = 80) -> None:
    asyncio.run(backend.connect_tcp(host, port, 1.0))


def test_dns_cannot_change_between_check_and_connection() -> None:
    answers = [["110.242.68.66"], ["127.0.0.1"], ["110.242.68.66", "10.0.0.1"]]

    async def rebinding(host, port):
        return answers.pop(0)

    recorder = Recorder()
    backend = GuardedBackend(resolve=rebinding, backend=recorder)
    connect(backend)
    assert recorder.asked == [("110.242.68.66", 80)]  # the address that was checked, not the name
    for _ in range(2):
        with pytest.raises(Ended, match="not a public address") as refused:
            connect(backend)
        assert refused.value.outcome == "refused_address"
    assert len(recorder.asked) == 1


def test_all_addresses_are_tried() -> None:
    async def resolve(host, port):
        return ["2400:da00::6666", "110.242.68.66"]

    recorder = Recorder("2400:da00::6666")
    connect(GuardedBackend(resolve=resolve, backend=recorder))
    assert [address for address, _ in recorder.asked] == ["2400:da00::6666", "110.242.68.66"]


def test_an_allowed_host_is_that_name_and_port_only() -> None:
    async def resolve(host, port):
        return ["10.0.0.1"]

    backend = GuardedBackend(read_allowed_hosts("Intranet.test:8080"), resolve, Recorder())
    connect(backend, "intranet.test", 8080)
    for host, port in (("intranet.test", 80), ("other.test", 8080)):
        with pytest.raises(Ended):
            connect(backend, host, port)


def test_slow_dns_is_a_timeout() -> None:
    async def never(host, port):
        await asyncio.sleep(60)

    with pytest.raises(httpcore.ConnectTimeout):
        asyncio.run(GuardedBackend(resolve=never).connect_tcp("site.test", 80, 0.01))


def test_allowed_hosts_are_read_strictly() -> None:
    assert read_allowed_hosts("a.test:80, [::1]:8080,") == {("a.test", 80), ("::1", 8080)}
    for text in ("a.test", "a.test:x", "::1:80", "http://a.test:80"):
        with pytest.raises(ValueError, match="host:port"):
            read_allowed_hosts(text)


@pytest.mark.parametrize(
    "url", ["ftp://a.test/", "file:///etc/passwd", "http://a.test:22/", "http://a.test:0/", "http:///", "/a"]
)
def test_url_of_another_scheme_or_port_is_refused(url) -> None:
    with pytest.raises(Ended):
        check_url(httpx.URL(url), frozenset())


def test_ports_of_the_web_are_open_and_others_when_allowed() -> None:
    for url in ("http://a.test/", "https://a.test:443/", "https://a.test:80/", "http://中国.test:99/"):
        check_url(httpx.URL(url), read_allowed_hosts("xn--fiqs8s.test:99"))


def test_site_is_the_host_whatever_the_scheme() -> None:
    urls = ("http://A.test/x", "https://a.test/", "https://a.test./", "http://a.test:8080/")
    assert [name_site(httpx.URL(url)) for url in urls] == ["a.test", "a.test", "a.test", "a.test:8080"]
