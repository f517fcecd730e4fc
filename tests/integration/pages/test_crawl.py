"""Crawls from plain code: shared by batches, stopped early, and in the warehouse's columns."""

import threading
from dataclasses import replace

import pytest

from flows.errors import ArchiveError
from flows.pages.archive.reading import read_attempts
from flows.pages.archive.writing import Archive
from flows.pages.fetching.crawl import fetch_batch, start_crawl
from flows.pages.fetching.grouping import split_batches
from flows.pages.fetching.pace import Manners
from flows.pages.fetching.records import PageRequest
from tests.integration.pages.conftest import QUICK, allow, judge
from tests.integration.pages.hostile_server import make_reply


def test_batches_in_threads_share_pace_and_budget(site, tmp_path) -> None:
    here = site({f"/{n}": make_reply() for n in range(8)})
    urls = [here.url(f"/{n}") for n in range(8)]
    policy = replace(allow(QUICK, urls), manners=Manners(pace=0.05), pages=7)
    fetched = []
    with (
        Archive(tmp_path, "r", user_agent="x") as archive,
        start_crawl(policy, archive, run_id="r", judge=judge) as crawl,
    ):

        def fetch(batch: list[str]) -> None:
            fetched.extend(crawl.fetch(PageRequest(url) for url in batch))

        threads = [threading.Thread(target=fetch, args=[batch]) for batch in (urls[:4], urls[4:])]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(fetched) == 7
    assert sum(crawl.left.values()) == 1
    assert here.paths.count("/robots.txt") == 1
    assert min(here.gaps()) >= 0.05


def test_an_iterator_that_is_closed_stops_the_work(site, crawler) -> None:
    here = site({f"/{n}": make_reply() for n in range(500)})
    urls = [here.url(f"/{n}") for n in range(500)]
    with Archive(crawler.folder, "r", user_agent="x") as archive:
        batch = fetch_batch(map(PageRequest, urls), allow(QUICK, urls), archive, run_id="r", judge=judge)
        seen = [next(batch) for _ in range(3)]
        batch.close()
        asked = len(here.log)
    assert asked < 400
    assert len(here.log) == asked
    assert seen == list(read_attempts(crawler.folder))[:3]


def test_an_error_between_two_pages_leaves_a_finished_archive(site, crawler) -> None:
    here = site({f"/{n}": make_reply() for n in range(50)})
    urls = [here.url(f"/{n}") for n in range(50)]
    seen = []

    def load() -> None:
        with Archive(crawler.folder, "r", user_agent="x") as archive:
            batch = fetch_batch(map(PageRequest, urls), allow(QUICK, urls), archive, run_id="r", judge=judge)
            for fetched in batch:
                seen.append(fetched)
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        load()
    assert [path.suffix for path in crawler.folder.iterdir()] == [".gz"]
    assert seen[0] in list(read_attempts(crawler.folder))


def test_an_archive_that_fails_stops_the_run_and_says_why(site, tmp_path) -> None:
    here = site({"/a": make_reply()})
    (tmp_path / "archive").write_text("a file where the folder should be")
    archive = Archive(tmp_path / "archive", "r", user_agent="x")
    batch = fetch_batch(
        [PageRequest(here.url("/a"))], allow(QUICK, [here.url()]), archive, run_id="r", judge=judge
    )
    with pytest.raises(ArchiveError, match="cannot be written"):
        list(batch)


def test_no_site_is_in_two_batches() -> None:
    sizes = {"a": 5, "b": 3, "c": 3, "d": 1}
    requests = [PageRequest(f"http://{host}.test/{n}") for host, size in sizes.items() for n in range(size)]
    batches = split_batches([*requests, PageRequest("https://d.test/x"), PageRequest("no url")], 3)
    hosts = [{request.url[:9].replace("https://", "http://") for request in batch} for batch in batches]
    assert sorted(map(len, batches)) == [4, 5, 5]
    assert sum(map(len, hosts)) == len(set().union(*hosts))
    assert split_batches([], 3) == []
