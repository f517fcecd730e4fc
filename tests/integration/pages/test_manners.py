"""Politeness, as the servers saw it: robots.txt, pace, pauses, and who we say we are."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from flows.pages.fetching.pace import Manners
from flows.pages.fetching.records import Fetched, PageRequest
from tests.integration.pages.conftest import TINY, Crawler
from tests.integration.pages.hostile_server import (
    CAPTCHA,
    PAGE,
    Site,
    Web,
    cut,
    drip,
    endless,
    in_turn,
    make_reply,
    redirect,
    silence,
)

PACED = Manners(pace=0.1, failure_pause=0.01, failures=9, longest_pause=2.0)


def rules(text: str, **headers: str) -> bytes:
    return make_reply(text.encode(), content_type="text/plain", **headers)


ROBOTS = {
    "denies_all": (rules("User-agent: *\nDisallow: /"), "robots_denied"),
    "denies_us": (rules("User-agent: AINews\nDisallow: /a\n\nUser-agent: *\nAllow: /"), "robots_denied"),
    "denies_others": (rules("User-agent: googlebot\nUser-agent: ai\nDisallow: /"), "ok"),
    "allows_ours": (rules("User-agent: *\nDisallow: /\nAllow: /a"), "ok"),
    "missing": (make_reply(b"", "404 Not Found"), "ok"),
    "forbidden": (make_reply(b"", "403 Forbidden"), "ok"),
    "empty": (rules(""), "ok"),
    "html": (make_reply(b"<html>Disallow: /\nUser-agent: *\nDisallow: /"), "ok"),
    "image": (make_reply(b"\x89PNG", content_type="image/png"), "ok"),
    "byte_order_mark": (rules("\ufeffUser-agent: *\r\nDisallow: /"), "robots_denied"),
    "broken": (make_reply(b"", "500 Oops"), "robots_unreachable"),
    "busy": (make_reply(b"", "429 Too Many Requests"), "robots_unreachable"),
    "cut": (cut, "connection_error"),
    "huge_then_denies": (rules("User-agent: *\nDisallow: /a\n" + "# much\n" * 100_000), "robots_denied"),
    "huge_before_denies": (rules("# much\n" * 100_000 + "User-agent: *\nDisallow: /a\n"), "ok"),
    "endless": (endless(b"HTTP/1.1 200 OK\r\n\r\n", b"Disallow: /a\n" * 1000), "ok"),
    "costly": (
        rules("".join(f"User-agent: a{n}\n" for n in range(9000)) + "Disallow: /x\n" * 9000 + "Disallow: /a"),
        "ok",
    ),
    "redirected": (redirect("/rules.txt"), "robots_denied"),
    "redirected_inside": (redirect("http://10.0.0.1/robots.txt"), "refused_address"),
    "redirected_for_ever": (redirect("/robots.txt"), "ok"),
}


SLOW_ROBOTS = {"slow": drip(b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\n" * 9), "silent": silence}


@pytest.fixture(scope="module")
def visited(tmp_path_factory) -> Iterator[dict[str, tuple[Site, list[Fetched]]]]:
    """Two pages of a site with each kind of robots.txt, all in one run."""
    web, crawler = Web(), Crawler(tmp_path_factory.mktemp("robots"))
    replies = {"/a": make_reply(), "/rules.txt": rules("User-agent: *\nDisallow: /a")}
    sites = {name: web.site(replies, robots=reply) for name, (reply, _) in ROBOTS.items()}
    fetched = crawler.fetch(*[each.url(path) for each in sites.values() for path in ("/a", "/b")], retries=0)
    yield {name: (site, fetched[2 * n : 2 * n + 2]) for n, (name, site) in enumerate(sites.items())}
    web.close()


@pytest.mark.parametrize("name", ROBOTS)
def test_robots_txt_is_obeyed_whatever_it_is(name, visited) -> None:
    outcome, (site, (first, _)) = ROBOTS[name][1], visited[name]
    assert first.outcome == outcome, first.detail
    assert (outcome == "ok") == ("/a" in site.paths)
    # once a run, for all pages
    assert site.paths.count("/robots.txt") == (6 if name == "redirected_for_ever" else 1)


def test_robots_txt_that_is_too_slow_forbids_for_now(site, crawler) -> None:
    sites = [site({"/a": make_reply()}, robots=reply) for reply in SLOW_ROBOTS.values()]
    fetched = crawler.fetch(*[each.url("/a") for each in sites], limits=TINY)
    assert [each.outcome for each in fetched] == ["robots_unreachable"] * 2
    assert not any("/a" in each.paths for each in sites)


def test_pace_is_kept_and_the_longer_one_counts(site, crawler) -> None:
    ours = site({f"/{n}": make_reply() for n in range(4)})
    theirs = site({f"/{n}": make_reply() for n in range(4)}, robots=rules("User-agent: *\nCrawl-delay: 0.25"))
    rate = site({f"/{n}": make_reply() for n in range(3)}, robots=rules("User-agent: *\nRequest-rate: 10/3"))
    urls = [each.url(f"/{n}") for each in (ours, theirs, rate) for n in range(3)]
    assert {each.outcome for each in crawler.fetch(*urls, manners=PACED, host_places=3)} == {"ok"}
    assert min(ours.gaps()) >= 0.1
    assert min(theirs.gaps()) >= 0.25
    assert min(rate.gaps()) >= 0.3


def test_redirects_and_robots_count_as_requests_of_the_host_they_go_to(site, crawler) -> None:
    target = site({f"/{n}": make_reply() for n in range(6)})
    sources = [site({"/x": redirect(target.url(f"/{n}"))}) for n in range(3)]
    urls = [each.url("/x") for each in sources] + [target.url(f"/{n}") for n in range(3, 6)]
    fetched = crawler.fetch(
        *urls, manners=PACED, allowed=frozenset(("127.0.0.1", each.port) for each in (*sources, target))
    )
    assert {each.outcome for each in fetched} == {"ok"}
    assert len(target.log) == 7  # robots.txt once
    assert min(target.gaps()) >= 0.1


@pytest.mark.parametrize(("status", "form"), [("429 Too Many Requests", "seconds"), ("503 Busy", "date")])
def test_retry_after_is_waited_for(status, form, site, crawler) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    reply = make_reply(b"", status, Retry_After="1" if form == "seconds" else date)
    here = site({"/a": in_turn(reply, make_reply())})
    fetched = crawler.one(here.url("/a"))
    assert (fetched.outcome, fetched.requests) == ("ok", 2)
    assert max(here.gaps()) >= 0.9  # dates know whole seconds only


def test_a_pause_longer_than_a_run_ends_the_host_for_it(site, crawler) -> None:
    here = site({"/a": make_reply(b"", "503 Busy", Retry_After="3600"), "/b": make_reply()})
    other = site({"/a": make_reply()})
    first, third = crawler.fetch(here.url("/a"), here.url("/b"), other.url("/a"))
    assert (first.outcome, first.retry_after, third.outcome) == ("throttled", 3600, "ok")
    assert "3,600" in first.host_given_up
    assert "/b" not in here.paths
    assert sum(crawler.left.values()) == 1


def test_a_captcha_ends_the_host_and_nothing_evades_it(site, crawler) -> None:
    turned = in_turn(make_reply(), make_reply(CAPTCHA))
    here = site({f"/{n}": turned for n in range(5)})
    fetched = crawler.fetch(*[here.url(f"/{n}") for n in range(5)])
    assert [each.outcome for each in fetched] == ["ok", "blocked"]
    assert fetched[1].host_given_up
    assert len(here.log) == 3
    assert sum(crawler.left.values()) == 3


def test_a_dead_host_is_given_up_and_what_may_not_pass_is_not_tried_again(site, crawler) -> None:
    dying = site({f"/{n}": cut for n in range(9)})
    bad = site({f"/{n}": make_reply(b"", "400 Bad Request") for n in range(3)})
    urls = [each.url(f"/{n}") for each, count in ((dying, 9), (bad, 3)) for n in range(count)]
    fetched = crawler.fetch(*urls, manners=Manners(0.01, 0.01, failures=4), retries=2)
    assert [each.outcome for each in fetched] == ["connection_error"] * 2 + ["http_error"] * 3
    assert len(dying.log) == 5
    assert len(bad.log) == 4


def test_we_say_who_we_are_and_keep_no_cookies(site, crawler) -> None:
    here = site({"/a": make_reply(Set_Cookie="id=1"), "/b": make_reply()})
    crawler.fetch(here.url("/a"), here.url("/b"))
    assert [seen.headers["user-agent"] for seen in here.log] == [crawler.policy.user_agent] * 3
    assert not any("cookie" in seen.headers or "authorization" in seen.headers for seen in here.log)


def test_a_password_in_a_url_is_neither_sent_nor_kept(site, crawler) -> None:
    here = site({"/a": make_reply()})
    url = f"http://me:secret@127.0.0.1:{here.port}/a"
    fetched = crawler.one(PageRequest(here.url("/a"), address=url))
    assert (fetched.outcome, fetched.final_url) == ("ok", here.url("/a"))
    assert "authorization" not in here.log[-1].headers


def test_budget_of_pages_and_of_time(site, crawler) -> None:
    here = site({f"/{n}": make_reply() for n in range(9)})
    urls = [here.url(f"/{n}") for n in range(9)]
    assert len(crawler.fetch(*urls, pages=3)) == 3
    assert sum(crawler.left.values()) == 6
    fetched = crawler.fetch(*urls, seconds=0.5, manners=Manners(pace=0.2))
    assert 0 < len(fetched) < 9
    assert len(fetched) + sum(crawler.left.values()) == 9


def test_many_pages_of_many_hosts_each_once(site, crawler) -> None:
    sites = [site({f"/{n}": make_reply(PAGE + b"%d" % n) for n in range(5)}) for _ in range(20)]
    urls = [each.url(f"/{n}") for each in sites for n in range(5)]
    fetched = crawler.fetch(*urls)
    assert [each.url for each in fetched] == urls
    assert {each.outcome for each in fetched} == {"ok"}
    assert all(sorted(each.paths) == ["/0", "/1", "/2", "/3", "/4", "/robots.txt"] for each in sites)
