"""Extraction where the golden pages do not go: hostile, broken and misleading pages."""

import json
from datetime import UTC, datetime

import pytest

from flows.pages.extract import PageContent, extract_page
from flows.pages.extracting.batch import StoredPage, extract_pages
from flows.pages.extracting.page import LARGEST_PAGE
from tests.golden.test_pages import PAGES

TITLE = "一家工厂的新设备"
TEXT = "今年春天，工厂换上了新的设备，产量提高了两成。工人说，机器不会累，但要有人教它。"
HEAD = f"<html><head><title>{TITLE}_某某网</title></head><body><h1>{TITLE}</h1><p>2024-05-16 17:02</p>"
ARTICLE = f"{HEAD}<div><p>{TEXT}</p><p>{TEXT[::-1]}</p></div>"
BODY = f"{TEXT}\n\n{TEXT[::-1]}"
FETCHED = datetime(2024, 6, 1, tzinfo=UTC)


def extract(page, url=None, **options):
    return extract_page(page if isinstance(page, bytes) else page.encode(), url, **options)


@pytest.mark.parametrize(
    "tail",
    [
        "<div>" * 100_000,
        "<b><i><font>" * 50_000,
        "<p " + " ".join(f"a{number}" for number in range(100_000)) + ">",
        "<a><b></a></b>" * 50_000,
        "<li><a href='/x'>" * 20_000,
        "<br>" * 150_000,
        "</p></x>" * 100_000,
        "&" * 500_000,
        "<!--" * 200_000,
        "<script>" + "[" * 200_000,
        "<script type='application/ld+json'>" + '{"a":' * 100_000,
        "\0\ufffd&#0;&#xD800;",
    ],
    ids=lambda tail: tail[:12],
)
def test_article_above_hostile_markup_is_read(tail):
    content = extract(ARTICLE + tail)
    assert (content.title, content.body) == (TITLE, BODY)


def test_rules_of_a_site_read_a_hostile_page_of_it():
    nested = "<div id='endText' class='post_body article_title post_info'>" * 200
    content = extract(
        HEAD + nested + f"<p>{TEXT}</p>" + "<h2><span class='time'>x</span></h2>" * 2_000,
        "https://a.163.com/",
    )
    assert (content.title, content.body.split("\n\n")[0]) == (TITLE, TEXT)


def test_line_of_twenty_megabytes_is_a_text_or_none():
    line = TEXT * (20_000_000 // len(TEXT.encode()))
    assert extract(f"{HEAD}<p>{line}</p>").body == line


@pytest.mark.parametrize(
    "content",
    [b"", b" \n", b"<!-- -->", b"\0" * 1000, b"%PDF-1.7", bytes(range(256)) * 50, b"<" * (LARGEST_PAGE + 1)],
    ids=["empty", "blank", "comment", "zeros", "pdf", "bytes", "too large"],
)
def test_what_is_no_page_gives_no_value(content):
    content = extract(content)
    assert (content.title, content.body, content.published_at) == ("", "", None)


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize(
    "content_type", ["text/html; charset=iso-8859-1", "text/html; charset=big5", "image/png"]
)
def test_wrong_charset_header_changes_nothing(encoding, content_type):
    assert extract(ARTICLE.encode(encoding), content_type=content_type).body == BODY


def test_page_cut_off_gives_what_has_come():
    whole = ARTICLE.encode()
    content = extract(whole[: whole.index(TEXT[::-1].encode()) + 31])
    assert content.title == TITLE
    assert BODY.startswith(content.body)
    assert content.body.startswith(TEXT)


def test_date_after_the_fetch_is_none():
    assert extract(ARTICLE, fetched_at=FETCHED).published_at is not None
    assert extract(ARTICLE.replace("2024-05-16", "2024-06-16"), fetched_at=FETCHED).published_at is None


def test_day_in_the_address_is_the_last_resort():
    page = ARTICLE.replace("2024-05-16 17:02", "")
    content = extract(page, "https://news.example.cn/2024-05/16/a_1.htm")
    assert (str(content.published_at)[:10], content.published_precision) == ("2024-05-16", "day")


def test_article_in_a_script_must_be_that_of_the_address():
    page = (PAGES / "baijiahao" / "2025_script_only.html").read_bytes()
    address = "https://baijiahao.baidu.com/s?id="
    assert extract(page, f"{address}1820000000000000005").body
    other = extract(page, f"{address}1830000000000000006")
    assert (other.body, other.published_at, other.author) == ("", None, None)


def test_of_several_articles_in_scripts_the_one_with_the_title_of_the_page_is_taken():
    def page(head_title, *titles):
        stories = [{"title": title, "content": f"<p>{title}。{TEXT * 4}</p>"} for title in titles]
        return f"<title>{head_title}</title><script>var state = {json.dumps({'list': stories})}</script>"

    assert extract(page(f"{TITLE}_某某网", "别的一篇", TITLE)).body == f"{TITLE}。{TEXT * 4}"
    assert extract(page("详情", TITLE)).body == f"{TITLE}。{TEXT * 4}"
    assert extract(page("详情", "别的一篇", TITLE)).body == ""


def test_damage_is_told_in_the_rule():
    content = ARTICLE.encode().replace("两成".encode(), b"\xff\xff", 1)
    assert "damaged=2 characters of utf-8" in extract(content).rule


def test_page_without_a_url_is_known_by_its_own_address():
    page = (PAGES / "163" / "2021_post_body.html").read_text(encoding="utf-8")
    own = page.replace(
        "</title>", '</title><link rel="canonical" href="https://www.163.com/dy/article/G3.html">'
    )
    assert "body=general" in extract(page).rule
    assert "body=163 .post_body" in extract(own).rule


@pytest.mark.parametrize(
    ("head_title", "heading", "title"),
    [
        (f"{TITLE}_频道_某某网", TITLE, TITLE),
        (f"{TITLE}--频道--某某网", f"<a>{TITLE}</a>", TITLE),
        (f"{TITLE} - 某某网", "", TITLE),
        (f"{TITLE}-某某新闻网", "", TITLE),
        (f"{TITLE}——从手工到AI-Agent", "", f"{TITLE}——从手工到AI-Agent"),
        (f"{TITLE}-人工智能的春天-某某网", f"{TITLE}-人工智能的春天", f"{TITLE}-人工智能的春天"),
        (f"{TITLE}为何", f"{TITLE}为何能提高两成产量", f"{TITLE}为何能提高两成产量"),
        ("", TITLE, TITLE),
    ],
)
def test_title_is_the_heading_without_names_of_sites(head_title, heading, title):
    page = f"<title>{head_title}</title><h1>频道</h1><h1>{heading}</h1><p>{TEXT}</p>"
    assert extract(page).title == title


def test_many_pages_come_in_their_order_by_several_processes():
    pulled = 0

    def pages():
        nonlocal pulled
        for number in range(60):
            pulled += 1
            yield StoredPage(ARTICLE.replace(TITLE, f"{TITLE}第{number}号").encode(), None)

    results = extract_pages(pages(), workers=2)
    first = next(results)
    assert pulled <= 20  # what is under way, and no more
    titles = [content.title for content in [first, *results]]
    assert titles == [f"{TITLE}第{number}号" for number in range(60)]


def test_few_pages_need_no_process():
    assert list(extract_pages([StoredPage(b"", None)])) == [PageContent()]
