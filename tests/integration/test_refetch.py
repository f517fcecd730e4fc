"""Refetching end to end: seeds, a web on loopback, and what both make of the warehouse."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.progress import Silent
from flows.steps import page_rows
from flows.steps.plan import plan
from flows.steps.refetch import RefetchSummary, refetch
from flows.text.dates import Precision
from tests.conftest import Workshop
from tests.integration.pages.hostile_server import NOT_FOUND, Reply, Seen, Site, Web, in_turn, make_reply
from warehouse.home import PROJECT

START = datetime(2026, 11, 1, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
FACTORY = [
    "视觉检测系统在这家工厂上线半年，漏检率从百分之二降到千分之三，每条产线省下六名质检员。",
    "厂长说，模型并不神奇，难的是把三年来的次品照片一张张标好，再教会班组长看懂它的判断。",
    "工程师把旧相机换成了带补光的新相机，误报立刻少了一半，这比换更大的模型便宜得多。",
    "下一步，他们要把同样的办法用到设备的预测性维护上，先从两台空压机开始。",
]
FOOTBALL = [
    "昨晚的德比在加时赛中分出胜负，客队替补前锋在最后两分钟连进两球，看台上鸦雀无声。",
    "主教练赛后承认换人太晚，他说球队需要的不是新战术，而是一个安静的星期。",
    "两队将在下周的杯赛里再次相遇，门票在开售后一小时内售完。",
]


def make_page(
    title: str, body: list[str], published: str = "2024-02-23 10:15", outlet: str = "工业观察报"
) -> str:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title></head><body><h1>{title}</h1>"
        f"<div class=info><span>{published}</span> <span>来源：{outlet}</span> <span>作者：郭冀川</span>"
        f"</div><div class=article>{paragraphs}</div></body></html>"
    )


TEASER = [
    f"{FACTORY[0][:16]}……",
    "请登录客户端阅读全文，新用户注册即可获得三十天的免费试读，老用户每邀请一位好友再得七天。",
]
REFETCH = [sys.executable, "-c", "from flows.cli import main; main()", "refetch"]
CAPTCHA = "<html><head><title>百度安全验证</title></head><body><p>网络不给力，请稍后重试</p></body></html>"


def versioned(*pages: str) -> Reply:
    """Pages one after another, each with its ETag; asked on condition, an unchanged one costs a 304."""
    rest = list(pages)

    async def reply(seen: Seen, writer) -> None:
        body = (rest.pop(0) if len(rest) > 1 else rest[0]).encode()
        tag = f'"{hashlib.md5(body).hexdigest()}"'
        if seen.headers.get("if-none-match") == tag:
            writer.write(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 0\r\n\r\n")
        else:
            writer.write(make_reply(body, ETag=tag))

    return reply


class Newsroom(Workshop):
    """A workshop whose articles link to sites on loopback; its clock stands at `day`."""

    web: Web
    day: float = 0

    def site(self, **pages: Reply) -> Site:
        """Open a site with these pages; a seed for each is written: the beginning of the factory's text."""
        site = self.web.site({f"/{name}": reply for name, reply in pages.items()})
        for name in pages:
            self.write_seed(name, site.url(f"/{name}"))
        allowed = self.flags.get("allow_hosts", "")
        self.flags |= {"allow_hosts": f"{allowed},127.0.0.1:{site.port}", "host_pace_seconds": 0}
        return site

    def write_seed(self, name: str, link: str, body: str = "".join(FACTORY[:2])) -> None:
        self.write(f"{name}.txt", f"标题: 工厂里的视觉检测\n链接: {link}\n总结: {body}\n关键词: 质检\n")

    def now(self) -> datetime:
        return START + self.day * DAY

    def publish(self, *, refetch: bool = True) -> RefetchSummary | None:
        self.flags["refetch"] = refetch
        return self.run(now=self.now).refetch

    def outcomes(self) -> dict[str, int]:
        summary = self.publish()
        assert summary
        return dict(summary.outcomes)

    def article(self, name: str, columns: str) -> tuple:
        (row,) = self.rows(f"SELECT {columns} FROM core.article WHERE canonical_url LIKE '%/{name}'")
        return row

    def texts(self) -> list[tuple]:
        return self.rows("SELECT title, body, title_source, body_source FROM core.article ORDER BY link")


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    room = Newsroom(tmp_path)
    room.web = Web()
    yield room
    room.web.close()


def test_pages_improve_articles_and_cost_a_304_when_unchanged(newsroom: Newsroom) -> None:
    first = newsroom.site(a=versioned(make_page("视觉检测走进工厂", FACTORY)))
    newsroom.site(b=versioned(make_page("工厂里的视...", FACTORY[:2], "2024年3月5日", "人民网")))
    newsroom.publish(refetch=False)
    assert newsroom.article("a", "outlet, published_at, body_source") == (None, None, "seed")
    assert newsroom.outcomes() == {"ok": 2}
    columns = (
        "title, title_source, body, body_source, outlet, author, published_at::VARCHAR, published_precision"
    )
    body = "\n\n".join(FACTORY)
    assert newsroom.article("a", columns) == (
        *(
            "视觉检测走进工厂",
            "page",
            body,
            "page",
            "工业观察报",
            "郭冀川",
            "2024-02-23 10:15:00",
            Precision.MINUTE,
        ),
    )
    assert newsroom.article(
        "b", "title, title_source, outlet, published_on::VARCHAR, published_precision"
    ) == (*("工厂里的视觉检测", "seed", "人民网", "2024-03-05", Precision.DAY),)
    before = newsroom.rows("FROM core.article_base ORDER BY ALL")
    newsroom.day = 2
    assert newsroom.outcomes() == {"unchanged": 2}
    assert first.log[-1].headers["if-none-match"]
    assert newsroom.rows("FROM core.article_base ORDER BY ALL") == before
    assert newsroom.outcomes() == {}
    assert newsroom.rows("SELECT month::VARCHAR, date_basis FROM tag_trend_monthly ORDER BY ALL") == [
        ("2024-02-01", "published"),
        ("2024-03-01", "published"),
    ]
    assert newsroom.rows("SELECT outlet, outlet_basis FROM outlet_coverage ORDER BY ALL") == [
        ("人民网", "outlet"),
        ("工业观察报", "outlet"),
    ]


def test_a_changed_page_is_a_revision_that_explain_compares(newsroom: Newsroom) -> None:
    newsroom.site(a=versioned(make_page("题", FACTORY[:3]), make_page("题", [*FACTORY[:2], FACTORY[3]])))
    newsroom.publish()
    newsroom.day = 2
    assert newsroom.outcomes() == {"ok": 1}
    assert newsroom.rows("SELECT revision_no, source FROM core.article_revision ORDER BY 1") == [
        *((1, "seed"), (2, "page"), (3, "page")),
    ]
    environment = {"AINEWS_HOME": str(newsroom.home.root), "COLUMNS": "200"}
    told = CliRunner().invoke(app, ["explain", "题"], env=environment).output
    assert f"- {FACTORY[2]}" in told
    assert f"+ {FACTORY[3]}" in told
    explained = json.loads(CliRunner().invoke(app, ["explain", "题", "--json"], env=environment).output)
    kinds = [change["kind"] for change in explained["revisions"][2]["changes"]]
    assert kinds == ["kept", "removed", "added"]
    outlet = next(value for value in explained["values"] if value["name"] == "outlet")
    archived = newsroom.home.archive / outlet["archive_file"]
    assert outlet["value"] == "工业观察报"
    assert outlet["archive_offset"] < archived.stat().st_size


@pytest.mark.parametrize(
    ("later", "outcome", "code"),
    [
        (make_reply(CAPTCHA.encode()), "blocked", "page_blocked"),
        (NOT_FOUND, "gone", "page_gone"),
        (versioned(make_page("德比之夜", FOOTBALL)), "ok", "text_differs_from_page"),
        (versioned(make_page("视觉检测走进工厂", TEASER)), "ok", "text_differs_from_page"),
        (
            versioned("<html><title>视频</title><body><video src=1></video></body></html>"),
            "ok",
            "page_text_missing",
        ),
    ],
    ids=["captcha", "gone", "other_article", "teaser", "video"],
)
def test_what_is_not_the_article_changes_nothing_but_is_reported(
    newsroom: Newsroom, later: Reply, outcome: str, code: str
) -> None:
    good = versioned(make_page("视觉检测走进工厂", FACTORY))
    newsroom.site(a=in_turn(make_reply(make_page("视觉检测走进工厂", FACTORY).encode()), later, good))
    newsroom.publish()
    before = newsroom.rows("FROM core.article_base")
    assert before
    newsroom.day = 2
    assert newsroom.outcomes() == {outcome: 1}
    assert newsroom.rows("FROM core.article_base") == before
    assert newsroom.problems() == [code]
    assert newsroom.rows("SELECT open_problem_count FROM reporting.article_overview") == [(1,)]
    newsroom.day = 100
    newsroom.publish()
    assert (newsroom.problems(), newsroom.problems("resolved")) == ([], [code])
    assert newsroom.rows("FROM core.article_base") == before


def test_a_seed_that_changes_is_compared_with_the_page_that_is_there(newsroom: Newsroom) -> None:
    site = newsroom.site(a=versioned(make_page("德比之夜", FOOTBALL)))
    newsroom.publish()
    assert newsroom.problems() == ["text_differs_from_page"]
    newsroom.write_seed("a", site.url("/a"), FOOTBALL[0] + FOOTBALL[1])
    newsroom.publish(refetch=False)
    assert newsroom.problems() == []
    assert newsroom.article("a", "body, body_source") == ("\n\n".join(FOOTBALL), "page")


def test_a_better_extractor_reads_the_archive_again_without_the_network(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    from flows.pages.extracting import batch

    site = newsroom.site(a=versioned(make_page("题", FACTORY)))
    newsroom.publish()
    requests = len(site.log)
    read = batch.extract_page

    def read_better(*arguments, **options):
        return replace(read(*arguments, **options), outlet="工业观察报（更好）")

    monkeypatch.setattr(batch, "extract_page", read_better)
    monkeypatch.setattr(page_rows, "EXTRACTOR_VERSION", 99)
    again = refetch(newsroom.settings, Silent(), from_archive=True, now=newsroom.now)
    assert (again.read, again.build.changed, again.lost) == (1, 1, [])
    same = refetch(newsroom.settings, Silent(), from_archive=True, now=newsroom.now)
    assert (same.read, same.build.changed) == (1, 0)
    newsroom.publish(refetch=False)
    assert newsroom.article("a", "outlet") == ("工业观察报（更好）",)
    assert newsroom.rows("SELECT extractor_version FROM landing.page_content") == [(99,)]
    assert len(site.log) == requests


def test_pages_and_sites_are_due_when_their_time_has_come(newsroom: Newsroom) -> None:
    """What came after 1, 7 and 30 days, what is gone after 90, and a site that blocks us ever later."""
    sites = {
        "good": newsroom.site(good=versioned(make_page("题", FACTORY))),
        "gone": newsroom.site(gone=NOT_FOUND),
        "wall": newsroom.site(wall=make_reply(CAPTCHA.encode())),
    }
    newsroom.publish()
    asked = {}
    for day in (0.5, 1.1, 2, 3.2, 7, 8.2, 20, 38.3, 89, 90.1):
        newsroom.day = day
        before = {name: len(site.log) for name, site in sites.items()}
        due = plan(newsroom.settings, Silent(), newsroom.now)
        refetch(newsroom.settings, Silent(), now=newsroom.now)
        asked[day] = {name for name, site in sites.items() if len(site.log) > before[name]}
        assert (len(due.sites), due.pages_new, due.pages_again) == (len(asked[day]), 0, len(asked[day]))
    assert {day for day in asked if "good" in asked[day]} == {1.1, 8.2, 38.3, 89}
    assert {day for day in asked if "gone" in asked[day]} == {90.1}
    assert {day for day in asked if "wall" in asked[day]} == {
        1.1,
        3.2,
        8.2,
        20,
        38.3,
        89,
    }  # 1, 2, 4, 8, 16, 30


def test_budget_and_host_restrict_a_refetch_and_the_rest_stays_due(newsroom: Newsroom) -> None:
    pages = {f"p{number}": versioned(make_page("题", FACTORY)) for number in range(3)}
    newsroom.site(**pages)
    newsroom.flags |= {"refetch_pages": 2}
    summary = newsroom.publish()
    assert summary
    assert (summary.due, summary.outcomes.total(), summary.left.total()) == (3, 2, 1)
    assert plan(newsroom.settings, Silent(), newsroom.now).pages_new == 1
    other = refetch(newsroom.settings, Silent(), host="example.org", now=newsroom.now)
    assert other.due == 0
    assert newsroom.outcomes() == {"ok": 1}


def test_a_run_killed_in_the_middle_of_a_batch_is_made_good_by_the_next(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    texts = {f"p{number}": [f"第{number}版：{each}" for each in FACTORY] for number in range(12)}
    site = newsroom.site(**{name: versioned(make_page(name, text)) for name, text in texts.items()})
    newsroom.publish(refetch=False)
    environment = os.environ | {
        "AINEWS_HOME": str(newsroom.home.root),
        "AINEWS_ALLOW_HOSTS": f"127.0.0.1:{site.port}",
        "AINEWS_HOST_PACE_SECONDS": "0.05",
    }
    with subprocess.Popen(REFETCH, env=environment, cwd=PROJECT, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        while len(site.log) < 10 and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        workers = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGKILL)
    assert psutil.wait_procs(workers, timeout=30)[1] == []
    before = len(site.log)
    assert before < 13  # robots.txt and twelve pages
    summary = newsroom.publish()
    assert summary
    assert summary.recovered + summary.outcomes.total() == 12
    assert summary.recovered >= before - 3  # robots.txt, and what was on the way when it died
    undisturbed = Newsroom(tmp_path / "undisturbed", newsroom.flags)
    shutil.copytree(newsroom.seeds, undisturbed.seeds, dirs_exist_ok=True)
    undisturbed.publish()
    for sql in (
        "SELECT * EXCLUDE (first_run_id, changed_run_id, first_loaded_at, changed_at) FROM core.article",
        "SELECT url, content_sha256, text_sha256, resemblance, gives_body FROM core.article_page",
        "SELECT article_id, revision_no, source, text_sha256 FROM core.article_revision",
        "SELECT url, attempts, last_outcome FROM core.page",
        "SELECT url, outcome, content_sha256, size_bytes FROM landing.page_fetch",
        "FROM landing.page_content",
    ):
        assert newsroom.rows(f"FROM ({sql}) ORDER BY ALL") == undisturbed.rows(
            f"FROM ({sql}) ORDER BY ALL"
        ), sql


def test_ctrl_c_keeps_what_is_archived(newsroom: Newsroom) -> None:
    site = newsroom.site(**{f"p{n}": versioned(make_page(f"p{n}", FACTORY)) for n in range(12)})
    newsroom.publish(refetch=False)
    environment = os.environ | {
        "AINEWS_HOME": str(newsroom.home.root),
        "AINEWS_ALLOW_HOSTS": f"127.0.0.1:{site.port}",
        "AINEWS_HOST_PACE_SECONDS": "0.1",
    }
    with subprocess.Popen(
        REFETCH, env=environment, cwd=PROJECT, stderr=subprocess.PIPE, text=True
    ) as process:
        deadline = time.monotonic() + 60
        while len(site.log) < 5 and process.poll() is None:
            assert time.monotonic() < deadline
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        told = process.communicate(timeout=60)[1]
    assert process.returncode == 130, told
    assert "No contact is set" in told
    assert "Stopped." in told
    summary = newsroom.publish()
    assert summary
    assert summary.recovered >= 3
    assert summary.recovered + summary.outcomes.total() == 12
