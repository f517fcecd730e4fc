"""Each kind of hostile server ends in its outcome within its limits, and the run goes on."""

import gzip
import zlib
from collections.abc import Iterator

import brotli
import pytest
import zstandard

from flows.pages.fetching.records import Fetched
from tests.integration.pages.conftest import TINY, Crawler
from tests.integration.pages.hostile_server import (
    CAPTCHA,
    PAGE,
    Web,
    cut,
    drip,
    endless,
    in_turn,
    make_reply,
    redirect,
    silence,
)

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
ZEROS = bytes(50_000_000)


def bomb(coding: str) -> bytes:
    packed = {
        "gzip": lambda: gzip.compress(ZEROS),
        "deflate": lambda: zlib.compress(ZEROS),
        "br": lambda: brotli.compress(ZEROS, quality=5),
        "zstd": lambda: zstandard.ZstdCompressor().compress(ZEROS),
        "gzip, gzip": lambda: gzip.compress(gzip.compress(ZEROS)),
    }[coding]()
    return make_reply(packed, Content_Encoding=coding)


SLOW = {
    "slow_headers": drip(HEAD),
    "silence": silence,
    "slow_body": drip(bytes(1000), head=HEAD + b"Content-Length: 1000\r\n\r\n"),
    "length_too_long": make_reply(PAGE, length=len(PAGE) + 10),
}
REPLIES = {
    "endless_body": (endless(CHUNKED, b"400\r\n" + bytes(1024) + b"\r\n"), "too_large"),
    "endless_headers": (endless(HEAD, b"X-More: and more\r\n"), "protocol_error"),
    "cookie_flood": (make_reply(**{f"Set_Cookie_{n}": "x" * 50 for n in range(5000)}), "protocol_error"),
    "cookies": (make_reply(Set_Cookie="a=b; Domain=127.0.0.1"), "ok"),
    **{
        f"bomb {coding}": (bomb(coding), "too_large")
        for coding in ("gzip", "deflate", "br", "zstd", "gzip, gzip")
    },
    "three_codings": (make_reply(PAGE, Content_Encoding="gzip, gzip, gzip"), "bad_encoding"),
    "no_gzip": (make_reply(PAGE, Content_Encoding="gzip"), "bad_encoding"),
    "torn_gzip": (make_reply(gzip.compress(PAGE)[:-9], Content_Encoding="gzip"), "bad_encoding"),
    "unknown_coding": (make_reply(PAGE, Content_Encoding="rot13"), "bad_encoding"),
    "length_too_short": (make_reply(PAGE, length=len(PAGE) - 10), "ok"),
    "length_nonsense": (HEAD + b"Content-Length: many\r\n\r\n" + PAGE, "protocol_error"),
    "chunks_nonsense": (CHUNKED + b"zz\r\n" + PAGE, "protocol_error"),
    "no_http": (b"SSH-2.0-OpenSSH_9.6\r\n\r\n", "protocol_error"),
    "cut_at_once": (cut, "connection_error"),
    "cut_in_body": (in_turn(make_reply(PAGE, length=9999)), "connection_error"),  # it closes behind that
    "binary_as_html": (make_reply(bytes(range(256)) * 9), "not_html"),
    "pdf_as_html": (make_reply(b"%PDF-1.7\n" + PAGE), "not_html"),
    "image": (make_reply(b"\x89PNG", content_type="image/png"), "not_html"),
    "json": (make_reply(b'{"a": 1}', content_type="application/json"), "not_html"),
    "html_without_type": (make_reply(content_type=None), "ok"),
    "wrong_charset": (make_reply(content_type="text/html; charset=klingon"), "ok"),
    "nested": (make_reply(b"<html>" + b"<p>" * 30_000), "ok"),
    "one_line_too_long": (make_reply(b"<html>" + b"x" * 2_000_000), "too_large"),
    "empty": (make_reply(b""), "not_html"),
    "gone": (make_reply(b"", "410 Gone"), "gone"),
    "not_found": (make_reply(PAGE, "404 Not Found"), "gone"),
    "soft_404": (make_reply("<html>页面不存在".encode()), "gone"),
    "captcha": (make_reply(CAPTCHA), "blocked"),
    "captcha_403": (make_reply(CAPTCHA, "403 Forbidden"), "blocked"),
    "refused": (make_reply(PAGE, "400 Bad Request"), "http_error"),
    "broken": (make_reply(PAGE, "500 Oops"), "http_error"),
    "odd_status": (b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n", "http_error"),
    "partial": (make_reply(PAGE, "206 Partial Content"), "http_error"),
    "304_unasked": (b"HTTP/1.1 304 Not Modified\r\n\r\n", "http_error"),
    "redirect_to_file": (redirect("file:///etc/passwd"), "redirect_refused"),
    "redirect_to_script": (redirect("javascript:alert(1)"), "redirect_refused"),
    "redirect_nowhere": (make_reply(b"", "302 Found"), "redirect_refused"),
    "redirect_to_no_url": (redirect("http://[::1"), "redirect_refused"),
    "redirect_to_private": (redirect("http://10.0.0.1/"), "refused_address"),
    "redirect_to_metadata": (redirect("http://169.254.169.254/latest/meta-data"), "refused_address"),
    "redirect_to_mapped": (redirect("http://[::ffff:127.0.0.1]/"), "refused_address"),
    "redirect_to_number": (redirect("http://2130706433/"), "refused_address"),
    "redirect_to_port": (redirect("http://127.0.0.1:22/"), "refused_address"),
    "redirect_loop": (redirect("/a"), "too_many_redirects"),
    "redirect_to_captcha": (redirect("http://127.0.0.1:9/captcha?x"), "blocked"),
}


@pytest.fixture(scope="module")
def fetched(tmp_path_factory) -> Iterator[dict[str, Fetched]]:
    """All of them in one run, each on a site of its own, and a calm site among them."""
    web, crawler = Web(), Crawler(tmp_path_factory.mktemp("hostile"))
    names = {web.site({"/a": reply}).url("/a"): name for name, (reply, _) in REPLIES.items()}
    names[web.site({"/a": make_reply()}).url("/a")] = "calm"
    yield {names[each.url]: each for each in crawler.fetch(*names, retries=0)}
    web.close()


@pytest.mark.parametrize("name", REPLIES)
def test_reply_ends_in_its_outcome(name, fetched) -> None:
    outcome = REPLIES[name][1]
    assert fetched[name].outcome == outcome, fetched[name].detail
    assert fetched[name].detail or outcome == "ok"
    assert bool(fetched[name].place) == (fetched[name].http_status is not None)


def test_the_run_goes_on(fetched) -> None:
    assert fetched["calm"].outcome == "ok"


def test_what_is_too_slow_is_a_timeout(site, crawler) -> None:
    urls = [site({"/a": reply}).url("/a") for reply in SLOW.values()]
    assert [each.outcome for each in crawler.fetch(*urls, limits=TINY)] == ["timeout"] * len(SLOW)
