"""Pages again: what did not change costs a 304, what moved is told, and old versions stay readable."""

import gzip
import zlib
from dataclasses import replace

import brotli
import zstandard

from flows.pages.archive.reading import read_page
from flows.pages.fetching.records import PageRequest
from tests.integration.pages.conftest import known_of
from tests.integration.pages.hostile_server import PAGE, in_turn, make_reply, redirect

NOT_MODIFIED = b"HTTP/1.1 304 Not Modified\r\nContent-Length: 0\r\n\r\n"
MODIFIED = "Mon, 05 Oct 2026 08:00:00 GMT"


def test_an_unchanged_page_costs_a_304_and_keeps_its_content(site, crawler) -> None:
    here = site({"/a": in_turn(make_reply(ETag='"v1"', Last_Modified=MODIFIED), NOT_MODIFIED)})
    first = crawler.one(here.url("/a"))
    again = crawler.one(PageRequest(here.url("/a"), known_of(first)))
    third = crawler.one(PageRequest(here.url("/a"), known_of(again)))
    assert [each.outcome for each in (first, again, third)] == ["ok", "unchanged", "unchanged"]
    assert here.log[-1].headers["if-none-match"] == '"v1"'
    assert here.log[-1].headers["if-modified-since"] == MODIFIED
    assert third.content_sha256 == first.content_sha256
    assert (third.etag, third.size_bytes, third.http_status) == ('"v1"', None, 304)
    assert crawler.read(third).content == PAGE  # through the revisit record


def test_the_same_bytes_again_are_unchanged_and_stored_once(site, crawler) -> None:
    body = PAGE + bytes(range(48, 58)) * 5000
    here = site({"/a": make_reply(body), "/b": make_reply(body)})
    first = crawler.one(here.url("/a"))
    again, other = crawler.fetch(PageRequest(here.url("/a"), known_of(first)), here.url("/b"))
    assert [each.outcome for each in (first, again, other)] == ["ok", "unchanged", "ok"]
    assert "if-none-match" not in here.log[-1].headers
    assert crawler.read(again).content == crawler.read(other).content == body
    sizes = [path.stat().st_size for path in sorted(crawler.folder.iterdir())]
    assert len(sizes) == 2


def test_a_changed_page_is_new_and_the_old_one_stays(site, crawler) -> None:
    here = site({"/a": in_turn(make_reply(ETag="1"), make_reply(PAGE + b"new", ETag="2"))})
    first = crawler.one(here.url("/a"))
    again = crawler.one(PageRequest(here.url("/a"), known_of(first)))
    assert again.outcome == "ok"
    assert again.content_sha256 != first.content_sha256
    assert (crawler.read(first).content, crawler.read(again).content) == (PAGE, PAGE + b"new")


def test_a_304_whose_body_is_lost_is_asked_for_without_conditions(site, crawler) -> None:
    here = site({"/a": in_turn(make_reply(ETag="1"), NOT_MODIFIED, make_reply(ETag="1"))})
    known = known_of(crawler.one(here.url("/a")))
    for path in crawler.folder.iterdir():
        path.unlink()
    fetched = crawler.one(PageRequest(here.url("/a"), known))
    assert fetched.outcome == "unchanged"  # the bytes are those of the known version
    assert fetched.http_status == 200
    assert "if-none-match" not in here.log[-1].headers
    assert crawler.read(fetched).content == PAGE


def test_hashes_and_tags_that_are_no_text_are_not_sent(site, crawler) -> None:
    here = site({"/a": make_reply()})
    known = replace(known_of(crawler.one(here.url("/a"))), etag="é\r\nX: y", last_modified="")
    assert crawler.one(PageRequest(here.url("/a"), known)).outcome == "unchanged"
    assert not {"if-none-match", "if-modified-since", "x"} & set(here.log[-1].headers)


def test_moved_for_good_or_only_for_now(site, crawler) -> None:
    here = site(
        {
            "/old": redirect("/new", "301 Moved Permanently"),
            "/now": redirect("/new"),
            "/both": redirect("/now", "308 Permanent Redirect"),
            "/中": redirect("/new"),
            "/new": make_reply(),
            "/to-chinese": redirect("/中文"),
            "/%E4%B8%AD%E6%96%87": make_reply(),
        }
    )
    urls = [here.url(path) for path in ("/old", "/now", "/both", "/to-chinese")]
    old, now, both, chinese = crawler.fetch(*urls)
    assert (old.outcome, now.outcome, both.outcome, chinese.outcome) == ("moved", "ok", "ok", "ok")
    assert old.final_url == now.final_url == here.url("/new")
    assert chinese.final_url == here.url("/%E4%B8%AD%E6%96%87")


def test_eight_redirects_are_followed_and_no_more(site, crawler) -> None:
    hops = {f"/{n}": redirect(f"/{n + 1}") for n in range(20)}
    here = site({**hops, "/20": make_reply()})
    eight, nine = crawler.fetch(here.url("/12"), here.url("/11"))
    assert (eight.outcome, nine.outcome) == ("ok", "too_many_redirects")


def test_content_encodings_are_undone_and_archived_as_they_came(site, crawler) -> None:
    packed = {
        "gzip": gzip.compress(PAGE),
        "deflate": zlib.compress(PAGE),
        "deflate ": zlib.compress(PAGE)[2:-4],  # raw, as some servers send it
        "br": brotli.compress(PAGE),
        "zstd": zstandard.ZstdCompressor().compress(PAGE),
        "gzip, br": brotli.compress(gzip.compress(PAGE)),
    }
    here = site({f"/{n}": make_reply(body, Content_Encoding=c) for n, (c, body) in enumerate(packed.items())})
    fetched = crawler.fetch(*[here.url(f"/{n}") for n in range(len(packed))])
    assert [each.outcome for each in fetched] == ["ok"] * len(packed), [each.detail for each in fetched]
    assert {each.content_sha256 for each in fetched} == {fetched[0].content_sha256}
    assert all(read_page(crawler.folder, each.place).content == PAGE for each in fetched)
