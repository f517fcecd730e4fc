"""The archive: standard, complete, and sound after whatever happened to its writer."""

import os
import signal
import subprocess
import sys
import zlib
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from flows.errors import ArchiveError, NotInArchive
from flows.pages.archive.reading import read_attempts, read_page
from flows.pages.archive.writing import Archive
from flows.pages.fetching.exchange import Answer
from flows.pages.fetching.records import Place
from tests.integration.pages.conftest import TINY
from tests.integration.pages.hostile_server import PAGE, make_reply, redirect
from warehouse.home import PROJECT

AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


def make_answer(content: bytes, url: str = "http://a.test/", **fields) -> Answer:
    return Answer(
        url, 200, "OK", headers=[(b"Content-Type", b"text/html")], raw=content, content=content, **fields
    )


def records_of(folder) -> list[tuple[str, str | None]]:
    """Type and URL of each record, every digest checked by warcio."""
    records = []
    for path in sorted(folder.glob("*.warc.gz")):
        assert Checker(SimpleNamespace(inputs=[str(path)], verbose=False)).process_all() == 0
        with path.open("rb") as file:
            records += [(r.rec_type, r.rec_headers["WARC-Target-URI"]) for r in ArchiveIterator(file)]
    return records


def test_every_answer_is_kept_redirects_and_robots_too(site, crawler) -> None:
    head = "HTTP/1.1 200 OK\r\nTitle: 中文\r\nset-cookie: a=b\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    chunked = head + b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)
    here = site({"/old": redirect("/new"), "/new": chunked, "/gone": make_reply(b"no", "404 Not Found")})
    fetched, gone = crawler.fetch(here.url("/old"), here.url("/gone"))
    kinds = records_of(crawler.folder)
    assert [kind for kind, _ in kinds] == ["warcinfo", *["response"] * 3, "metadata", "response", "metadata"]
    assert [url for kind, url in kinds if kind == "response"] == [
        here.url(path) for path in ("/robots.txt", "/old", "/new", "/gone")
    ]
    data = (crawler.folder / fetched.archive_file).read_bytes()[fetched.archive_offset :]
    record = zlib.decompressobj(31).decompress(data)  # one member
    assert record.startswith(b"WARC/1.1\r\n")
    assert "Title: 中文\r\nset-cookie: a=b\r\n".encode() in record  # in the bytes in which they came
    assert b"X-Archive-Orig-Transfer-Encoding: chunked\r\n" in record  # for the chunks are joined
    assert crawler.read(gone).content == b"no"
    assert list(read_attempts(crawler.folder)) == [fetched, gone]


def test_what_was_cut_short_says_so(site, crawler) -> None:
    here = site({"/big": make_reply(b"<html>" + bytes(200_000)), "/cut": make_reply(PAGE, length=9999)})
    big, cut = crawler.fetch(here.url("/big"), here.url("/cut"), retries=0, limits=TINY)
    pages = [crawler.read(fetched) for fetched in (big, cut)]
    assert [(len(page.content), page.truncated) for page in pages] == [
        (100_000, "length"),
        (len(PAGE), "time"),
    ]
    assert (big.content_sha256, big.size_bytes) == (None, None)
    records_of(crawler.folder)


def test_files_are_rotated_and_content_is_stored_once_over_all_of_them(tmp_path) -> None:
    with Archive(tmp_path, "r", user_agent="x", file_bytes=3000) as archive:
        contents = [os.urandom(2000) for _ in range(3)]
        places = [
            archive.write_answer(make_answer(c), AT, str(n)) for n, c in enumerate(contents) for _ in "ab"
        ]
    assert len({place.archive_file for place in places}) == 3
    kinds = [kind for kind, _ in records_of(tmp_path)]
    assert (kinds.count("response"), kinds.count("revisit"), kinds.count("warcinfo")) == (3, 3, 3)
    assert [read_page(tmp_path, place).content for place in places] == [c for c in contents for _ in "ab"]


def test_an_earlier_run_is_referred_to_only_if_it_holds_the_bytes(tmp_path) -> None:
    with Archive(tmp_path, "one", user_agent="x") as archive:
        place = archive.write_answer(make_answer(PAGE), AT, "hash")
    hints = {"hash": place, "other": place, "lost": Place("nowhere.warc.gz", 0)}
    with Archive(tmp_path, "two", user_agent="x", find_copy=hints.get) as archive:
        for name, content in (("hash", PAGE), ("other", b"other bytes"), ("lost", b"lost"), ("new", b"new")):
            again = archive.write_answer(make_answer(content), AT, name)
            assert read_page(tmp_path, again).content == content
    kinds = [kind for kind, _ in records_of(tmp_path)]
    assert (kinds.count("response"), kinds.count("revisit")) == (4, 1)


def test_two_archives_of_one_run_do_not_meet(tmp_path) -> None:
    with Archive(tmp_path, "r", user_agent="x") as one, Archive(tmp_path, "r", user_agent="x") as two:
        places = [each.write_answer(make_answer(b"%d" % n), AT, "") for n, each in enumerate((one, two))]
        with Archive(tmp_path, "r", user_agent="x") as third:
            assert third.repairs == []  # both writers live
        assert [read_page(tmp_path, place).content for place in places] == [b"0", b"1"]
    assert len(list(tmp_path.glob("*.warc.gz"))) == 2


def test_a_torn_tail_is_cut_and_all_before_it_kept(tmp_path) -> None:
    with Archive(tmp_path, "r", user_agent="x") as archive:
        places = [archive.write_answer(make_answer(b"%d" % n * 99), AT, str(n)) for n in range(3)]
        (path,) = tmp_path.iterdir()
        whole = path.read_bytes()
    ends = [place.archive_offset for place in places] + [len(whole)]
    for cut in {0, 1, ends[0], ends[0] + 1, ends[1] - 5, ends[1], ends[2] + 20, len(whole) - 5, len(whole)}:
        for tail in (b"", b"\x00" * 4096):
            folder = tmp_path / f"{cut}-{len(tail)}"
            folder.mkdir()
            (folder / f"{places[0].archive_file}.open").write_bytes(whole[:cut] + tail)
            with Archive(folder, "next", user_agent="x") as next_one:
                kept = max((end for end in ends if end <= cut), default=0)
                assert [repair.cut_bytes for repair in next_one.repairs] == [cut + len(tail) - kept]
            for place, end in zip(places, ends[1:], strict=True):
                if end <= cut:
                    assert read_page(folder, place).content
            records_of(folder)
            assert not list(folder.glob("*.open"))


def test_a_full_disk_stops_the_run_and_spoils_nothing(tmp_path) -> None:
    resource = pytest.importorskip("resource")
    archive = Archive(tmp_path, "r", user_agent="x")
    place = archive.write_answer(make_answer(PAGE), AT, "1")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (5000, hard))
        with pytest.raises(ArchiveError, match="cannot be written"):
            archive.write_answer(make_answer(os.urandom(50_000)), AT, "2")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, ignored)
    later = archive.write_answer(make_answer(b"later"), AT, "3")
    archive.__exit__()
    assert [read_page(tmp_path, each).content for each in (place, later)] == [PAGE, b"later"]
    records_of(tmp_path)


def test_a_place_that_holds_nothing_is_said_so(tmp_path) -> None:
    with Archive(tmp_path, "r", user_agent="x") as archive:
        place = archive.write_answer(make_answer(PAGE), AT, "1")
    for wrong in (Place("none.warc.gz", 0), Place(place.archive_file, 0), Place(place.archive_file, 7)):
        with pytest.raises(NotInArchive):
            read_page(tmp_path, wrong)
    with pytest.raises(NotInArchive):
        read_page(tmp_path, Place(place.archive_file, 10**9))


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGINT])
def test_a_batch_that_is_stopped_in_the_middle_loses_nothing(stop, site, crawler) -> None:
    sites = [
        site({f"/{n}": make_reply(PAGE + os.urandom(500).hex().encode()) for n in range(40)})
        for _ in range(4)
    ]
    urls = [each.url(f"/{n}") for each in sites for n in range(40)]
    command = [sys.executable, "-m", "tests.integration.pages.batch", str(crawler.folder), "killed", *urls]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=PROJECT
    ) as batch:
        told = [batch.stdout.readline().split() for _ in range(30)]
        batch.send_signal(stop)
        told += [line.split() for line in batch.stdout]
    assert batch.returncode in (-stop, 130, 1)
    assert len(told) < len(urls)
    assert bool(list(crawler.folder.glob("*.open"))) == (stop == signal.SIGKILL)

    fetched = crawler.fetch(*urls)  # the next run finds the file, and goes on
    assert {each.outcome for each in fetched} == {"ok"}
    assert not list(crawler.folder.glob("*.open"))
    before = {each.url: each for each in read_attempts(crawler.folder, "killed")}
    for url, archive_file, offset in told:
        assert before[url].place == Place(archive_file, int(offset))
    assert all(crawler.read(each).content.startswith(PAGE) for each in before.values())
    records_of(crawler.folder)
