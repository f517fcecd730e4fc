"""Nobody reaches inside, and no TLS failure is overlooked."""

import ssl

import h2.config
import h2.connection
import h2.events
import pytest
import trustme
from warcio.archiveiterator import ArchiveIterator

from tests.integration.pages.hostile_server import PAGE, Seen, make_reply, redirect


def resolver(**names: list[str]):
    async def resolve(host: str, port: int) -> list[str]:
        addresses = [host] if host[0].isdigit() else names.get(host.partition(".")[0])
        if addresses is None:
            raise OSError("Name or service not known")
        return addresses

    return resolve


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::ffff:127.0.0.1"], ["fd00::1"]]
)
def test_a_name_of_an_inner_address_is_refused_and_never_connected_to(addresses, site, crawler) -> None:
    here = site({"/": make_reply()})
    crawler.options["resolve"] = resolver(inside=addresses)
    fetched = crawler.one(f"http://inside.test:{here.port}/", allowed=frozenset([("other.test", here.port)]))
    assert fetched.outcome == "refused_address"
    assert fetched.detail.startswith("port ")
    outer = site({"/": redirect("http://inside.test/")})
    fetched = crawler.one(outer.url("/"))
    assert fetched.outcome == "refused_address"
    assert addresses[-1] in fetched.detail
    assert not here.log


def test_allowed_hosts_are_allowed_by_name_and_port(site, crawler) -> None:
    here = site({"/": make_reply()})
    crawler.options["resolve"] = resolver(intranet=["127.0.0.1"])
    url = f"http://intranet.test:{here.port}/"
    assert crawler.one(url, allowed=frozenset([("intranet.test", here.port)])).outcome == "ok"
    assert here.log[-1].headers["host"] == f"intranet.test:{here.port}"


def test_what_is_no_name_no_url_and_no_web(site, crawler) -> None:
    crawler.options["resolve"] = resolver()
    urls = [
        "http://nowhere.test/",
        "http://a..b/",
        "ftp://example.com/",
        "http://",
        "nonsense",
        "http://[::1",
    ]
    fetched = crawler.fetch(*urls, retries=0)
    assert [each.outcome for each in fetched] == ["dns_error"] * 2 + ["refused_address"] * 4


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


def serve_with(certificate: trustme.LeafCert, *protocols: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    context.set_alpn_protocols(protocols)
    return context


def trust_in(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


async def say_no(reader, writer) -> None:
    writer.write(make_reply(b"", "400 The plain HTTP request was sent to HTTPS port, the other way round"))


def test_tls_is_verified(authority, site, crawler) -> None:
    right = site({"/": make_reply()}, tls=serve_with(authority.issue_cert("127.0.0.1")))
    other_name = site({"/": make_reply()}, tls=serve_with(authority.issue_cert("127.0.0.2")))
    no_tls = site(serve=say_no)
    urls = [right.url(), other_name.url(), f"https://127.0.0.1:{no_tls.port}/"]
    assert [each.outcome for each in crawler.fetch(*urls)] == ["tls_error"] * 3
    crawler.options["trust"] = trust_in(authority)
    assert [each.outcome for each in crawler.fetch(*urls)] == ["ok", "tls_error", "tls_error"]
    assert not other_name.log


def test_http_2(authority, web, crawler) -> None:
    """Over TLS with ALPN; archived as a response that readers of WARC know."""

    async def answer(reader, writer) -> None:
        connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        connection.initiate_connection()
        writer.write(connection.data_to_send())
        while data := await reader.read(65536):
            for event in connection.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    path = dict(event.headers)[b":path"].decode()
                    here.log.append(Seen(0, path, {}))
                    found = path != "/robots.txt"
                    head = [
                        (":status", "200" if found else "404"),
                        ("content-type", "text/html"),
                        ("etag", "a"),
                    ]
                    connection.send_headers(event.stream_id, head)
                    connection.send_data(event.stream_id, PAGE if found else b"", end_stream=True)
            writer.write(connection.data_to_send())

    here = web.site(tls=serve_with(authority.issue_cert("127.0.0.1"), "h2"), serve=answer)
    crawler.options["trust"] = trust_in(authority)
    first, second = crawler.fetch(here.url("/a"), here.url("/b"))
    assert (first.outcome, second.outcome, first.etag) == ("ok", "ok", "a")
    assert here.paths == ["/robots.txt", "/a", "/b"]
    (path,) = crawler.folder.iterdir()
    with path.open("rb") as file:
        records = [record for record in ArchiveIterator(file) if record.rec_type == "response"]
        assert {record.rec_headers["WARC-Protocol"] for record in records} == {"h2"}
