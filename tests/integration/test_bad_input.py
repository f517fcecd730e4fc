"""Bad input through the real program: nothing is lost, nothing is absorbed, nobody else is hurt.

Most inputs are only files, so they are all loaded in one run, as neighbours of each other
(`crowd`); what needs several runs or odd circumstances has a workshop of its own below.
"""

import codecs
import gzip
import json
import os
import socket
import subprocess
import sys
from dataclasses import dataclass, field

import pytest

from flows.seedfiles.discover import ListedFile
from flows.seedfiles.read import UnreadableError, read_content
from flows.seedfiles.records import FIELDS
from tests.conftest import Workshop

SITE = "https://news.example.cn"
LABELS = dict(zip(FIELDS, ("标题", "链接", "总结", "关键词", "AI技术", "行业", "重大事件摘要"), strict=True))


def written(key, **changes):
    """A whole record as written; a value of None takes its label away."""
    values = {
        "title": f"题目{key}",
        "link": f"{SITE}/{key}",
        "body": f"首段。\u3000\u3000末段{key}。",
        "keywords": "AI赋能, 央企",
        "technologies": "大模型",
        "industries": "制造业",
        "event_summary": "摘要。",
    }
    return {name: value for name, value in {**values, **changes}.items() if value is not None}


def cleaned(key, **changes):
    """The article of that record: canonical URL, title and body."""
    values = {"url": f"{SITE}/{key}", "title": f"题目{key}", "body": f"首段。\n\n末段{key}。"}
    return tuple({**values, **changes}.values())


def as_text(*records, colon=": ", end="\n", between="", before=""):
    return between.join(
        "".join(f"{before}{LABELS[name]}{colon}{value}{end}" for name, value in record.items())
        for record in records
    )


def as_jsonl(*records):
    return "".join(
        json.dumps({LABELS[name]: value for name, value in record.items()}, ensure_ascii=False) + "\n"
        for record in records
    )


def as_csv(*records):
    rows = [list(LABELS.values()), *([record[name] for name in LABELS] for record in records)]
    return "".join(",".join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)


@dataclass
class Case:
    """A file, the records that land, the articles that come of them, and the codes of its problems."""

    name: str
    content: str | bytes
    written: list[dict[str, str]] = field(default_factory=list)
    cleaned: list[tuple[str | None, str, str]] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return ascii(self.name)[1:30].rstrip("'")


def ordinary(name, key, encode=str.encode, codes=(), **form):
    """A file of one good record in an unusual form."""
    return Case(name, encode(as_text(written(key), **form)), [written(key)], [cleaned(key)], [*codes])


def of_record(name, key, codes=(), clean=None, **changes):
    """A file of one record with some values changed; `clean` is what its article becomes."""
    record = written(key, **changes)
    return Case(name, as_text(record), [record], [cleaned(key, **(clean or {}))], [*codes])


RARE = {"title": "喆镕㐀𠮷", "body": "朱镕基、陶喆。㐀𠮷。"}
RARE_CLEAN = {"title": RARE["title"], "body": RARE["body"]}

ENCODINGS = [
    ordinary("gbk.txt", "gbk", lambda text: text.encode("gbk")),
    Case(
        "gb18030.txt",
        as_text(written("gb", **RARE)).encode("gb18030"),
        [written("gb", **RARE)],
        [cleaned("gb", **RARE_CLEAN)],
    ),
    Case(
        "rare.txt",
        as_text(written("rare", **RARE)),
        [written("rare", **RARE)],
        [cleaned("rare", **RARE_CLEAN)],
    ),
    ordinary("le.txt", "le", lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le")),
    ordinary("be.txt", "be", lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be")),
    ordinary("bom.txt", "bom", lambda text: codecs.BOM_UTF8 + text.encode()),
    ordinary("crlf.txt", "crlf", end="\r\n"),
    ordinary("cr.txt", "cr", end="\r"),
    Case(
        "stray.txt",
        as_text(written("stray", body="首段。甲乙。")).encode().replace("甲".encode(), b"\xff"),
        [written("stray", body="首段。\ufffd乙。")],
        [cleaned("stray", body="首段。\ufffd乙。")],
        ["encoding_replaced"],
    ),
    Case(
        "nul.txt",
        as_text(written("nul", body="首段\x00。")),
        [written("nul", body="首段\x00。")],
        [cleaned("nul", body="首段。")],
    ),
    Case("gbk.jsonl", as_jsonl(written("gj")).encode("gb18030"), [written("gj")], [cleaned("gj")]),
    Case("wide.csv", as_csv(written("wide")).encode("utf-16"), [written("wide")], [cleaned("wide")]),
]

A, B, C = written("A"), written("B"), written("C")


def three(name, content, keys, codes=(), second=None):
    """A file of three records about articles of their own; `second` are changes to the middle one."""
    one, two, last = keys
    changed = second or {}
    return Case(
        name,
        content(written(one), written(two, **changed), written(last)),
        [written(one), written(two, **changed), written(last)],
        [cleaned(one), cleaned(two, **{k: "" for k in changed if k in ("title", "body")}), cleaned(last)],
        [*codes],
    )


FORMS = [
    ordinary("colon.txt", "colon", colon="："),
    ordinary("blanks.txt", "blanks", before="\u3000 \t"),
    of_record("within.txt", "within", body="他说标题: 好。", clean={"body": "他说标题: 好。"}),
    of_record(
        "unknown.txt",
        "unknown",
        body="首段。\n作者: 张三\n末段。",
        clean={"body": "首段。\n\n作者: 张三\n\n末段。"},
    ),
    Case(
        "line-start.txt",
        f"标题: 题目ls\n链接: {SITE}/ls\n总结: 首段。\n行业: 都在用。\n关键词: a\n行业: 制造业\n",
        [
            {
                "title": "题目ls",
                "link": f"{SITE}/ls",
                "body": "首段。",
                "industries": "都在用。",
                "keywords": "a\n行业: 制造业",
            }
        ],
        [cleaned("ls", body="首段。")],
        ["label_repeated"],
    ),
    Case(
        "repeated.txt",
        as_text(written("rep")) + "关键词: 又一\n" + as_text(written("rep2")),
        [written("rep", event_summary="摘要。\n关键词: 又一"), written("rep2")],
        [cleaned("rep"), cleaned("rep2")],
        ["label_repeated"],
    ),
    Case(
        "few.txt",
        "标题: 题目few\n",
        [{"title": "题目few"}],
        [(None, "题目few", "")],
        ["body_missing", "link_missing"],
    ),
    Case(
        "empty-values.txt",
        f"标题:\n链接: {SITE}/ev\n总结：首段。\n关键词: \nAI技术:\n行业：\n重大事件摘要:",
        [
            written(
                "ev", title="", body="首段。", keywords="", technologies="", industries="", event_summary=""
            )
        ],
        [cleaned("ev", title="", body="首段。")],
        ["title_missing"],
    ),
    Case("only-labels.txt", "标题:\n链接:\n总结:\n关键词: a\n", codes=["record_empty"]),
    three("together.txt", as_text, ("t1", "t2", "t3")),
    three("apart.txt", lambda *r: as_text(*r, between="\n-----\n\n"), ("a1", "a2", "a3")),
    three("apart-crlf.txt", lambda *r: as_text(*r, end="\r\n", between="=====\r\n"), ("w1", "w2", "w3")),
    three("untitled.txt", as_text, ("u1", "u2", "u3"), ["title_missing"], {"title": None}),
    three(
        "untitled-apart.txt",
        lambda *r: as_text(*r, between="---\n"),
        ("v1", "v2", "v3"),
        ["title_missing"],
        {"title": None},
    ),
    three("bodiless.txt", as_text, ("x1", "x2", "x3"), ["body_missing"], {"body": None}),
    Case(
        "preface.txt",
        "导出于 2024 年\n" + as_text(written("preface")),
        [written("preface")],
        [cleaned("preface")],
        ["text_before_record"],
    ),
    Case("no-label.txt", "只是一段话。\n", codes=["record_malformed"]),
    Case("empty.txt", b"", codes=["file_empty"]),
    Case("empty.jsonl", b"", codes=["file_empty"]),
    Case("empty.csv", b"", codes=["file_empty"]),
    Case("blank.txt", "\n \u3000\r\n", codes=["file_empty"]),
    Case("empty.txt.gz", gzip.compress(b""), codes=["file_empty"]),
    Case("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)), codes=["file_binary"]),
]

LINKS = [
    of_record("bad-link.txt", "bl", ["link_invalid"], {"url": None}, link="见附件第三页"),
    of_record("script.txt", "js", ["link_invalid"], {"url": None}, link="javascript:alert(1)"),
    of_record("no-link.txt", "nl", ["link_missing"], {"url": None}, link=None),
    of_record("no-scheme.txt", "ns", ["link_without_scheme"], link="news.example.cn/ns"),
    Case(
        "tracking.txt",
        as_text(
            *(
                written("tr", link=f"{SITE}/tr?{query}")
                for query in ("id=7&wfr=spider&for=pc", "for=pc&wfr=spider&id=7", "utm_source=x&id=7#top")
            )
        ),
        [
            written("tr", link=f"{SITE}/tr?{query}")
            for query in ("id=7&wfr=spider&for=pc", "for=pc&wfr=spider&id=7", "utm_source=x&id=7#top")
        ],
        [cleaned("tr", url=f"{SITE}/tr?id=7")],
    ),
    Case(
        "two-texts.txt",
        as_text(written("tt", body="短。"), written("tt", body="长一些的。"), written("tt", body="中等。")),
        [written("tt", body="短。"), written("tt", body="长一些的。"), written("tt", body="中等。")],
        [cleaned("tt", body="长一些的。")],
    ),
    of_record("two-files-1.txt", "tf", body="长一些的。", clean={"body": "长一些的。"}),
    of_record("two-files-2.txt", "tf", body="短。", clean={"body": "长一些的。"}),
    of_record("reprint-1.txt", "r1", title="同题", body="同文。", clean={"title": "同题", "body": "同文。"}),
    of_record("reprint-2.txt", "r2", title="同题", body="同文。", clean={"title": "同题", "body": "同文。"}),
]

HTML = "<p onclick=\"x('1')\">首段 &amp; 末段</p><script>alert(1)</script>"
SQL = "'); DROP TABLE core.article; -- \" $$ {x}"
TAGS = [f"标签{number}" for number in range(10_000)]
VALUES = [
    of_record("tags.txt", "tags", keywords=", ".join(TAGS)),
    of_record(
        "control.txt",
        "ctl",
        title="题\x07目\u200b\ufeff",
        body="首\u200b段\x1b[31m。\u202e末\u2066段\x7f。",
        clean={"title": "题目", "body": "首段[31m。末段。"},
    ),
    of_record("html.txt", "html", title=HTML, body=HTML, clean={"title": HTML, "body": HTML}),
    of_record("sql.txt", "sql", title=SQL, body=SQL, keywords=SQL, clean={"title": SQL, "body": SQL}),
    of_record("sentence.txt", "sentence", ["label_too_long"], technologies="一句很长的话" * 20),
    of_record(
        "long-value.txt",
        "lv",
        ["value_too_long"],
        body="字" * 200_001,
        clean={"body": "字" * 200_001},
    ),
]

TABLES = [
    Case(
        "nul.jsonl",
        f'{{"标题": "题\\u0000目", "链接": "{SITE}/jn", "总结": "文。"}}\n',
        [{"title": "题\x00目", "link": f"{SITE}/jn", "body": "文。"}],
        [cleaned("jn", title="题目", body="文。")],
    ),
    Case(
        "surrogate.jsonl",
        as_jsonl(written("s1")) + f'{{"标题": "题\\ud800", "链接": "{SITE}/s2", "总结": "文。"}}\n',
        [written("s1"), {"title": "题\ufffd", "link": f"{SITE}/s2", "body": "文。"}],
        [cleaned("s1"), cleaned("s2", title="题\ufffd", body="文。")],
        ["encoding_replaced"],
    ),
    Case(
        "broken.jsonl",
        as_jsonl(written("j1")) + '{"标题": "坏\n' + as_jsonl(written("j2")),
        [written("j1"), written("j2")],
        [cleaned("j1"), cleaned("j2")],
        ["record_malformed"],
    ),
    Case(
        "quote.csv",
        as_csv(written("c1")) + '坏,"没有关,\r\n' + as_csv(written("c2"), written("c3")).split("\r\n", 1)[1],
        [written("c1"), written("c2"), written("c3")],
        [cleaned("c1"), cleaned("c2"), cleaned("c3")],
        ["record_malformed"],
    ),
    Case("packed.txt.gz", gzip.compress(as_text(written("g1")).encode()), [written("g1")], [cleaned("g1")]),
    Case(
        "packed.jsonl.gz", gzip.compress(as_jsonl(written("g2")).encode()), [written("g2")], [cleaned("g2")]
    ),
    Case("packed.csv.gz", gzip.compress(as_csv(written("g3")).encode()), [written("g3")], [cleaned("g3")]),
    Case(
        "packed-gbk.txt.gz",
        gzip.compress(as_text(written("g4")).encode("gbk")),
        [written("g4")],
        [cleaned("g4")],
    ),
    Case("torn.txt.gz", gzip.compress(as_text(written("g5")).encode())[:-12], codes=["file_torn"]),
    Case("no.txt.gz", b"this is no archive", codes=["file_unreadable"]),
    Case("binary.csv.gz", gzip.compress(bytes(range(256))), codes=["file_binary"]),
]

NAMES = [
    ordinary(os.fsdecode(name), f"name{number}")
    for number, name in enumerate(
        [
            *(b"a\nb.txt", b"a'b\"c.txt", b"-rf.txt", b"$(x) `y` ;.txt", b"*?[z].txt", b"%s{0}.txt"),
            *(b"n" * 251 + b".txt", b".hidden.txt", b"deep/x.txt/er.txt"),
            *("新闻 稿.txt".encode(), "新闻.txt".encode("gbk")),
        ]
    )
]

CASES = [*ENCODINGS, *FORMS, *LINKS, *VALUES, *TABLES, *NAMES]


def path_of(name):
    """The seed path of a file: bytes that are no UTF-8 become \\xNN."""
    return "articles/" + os.fsencode(name).decode("utf-8", "backslashreplace")


def quoted(path):
    return "'" + path.replace("'", "''") + "'"


def records_of(workshop, path):
    rows = workshop.rows(
        f"SELECT {', '.join(FIELDS)} FROM landing.seed_record"
        f" WHERE seed_path = {quoted(path)} ORDER BY record_no"
    )
    return [
        {name: value for name, value in zip(FIELDS, row, strict=True) if value is not None} for row in rows
    ]


def articles_of(workshop, path):
    return workshop.rows(f"""
        SELECT canonical_url, title, body FROM core.article
        WHERE article_id IN (SELECT article_id FROM landing.seed_article WHERE seed_path = {quoted(path)})
        ORDER BY canonical_url
        """)


def codes_of(workshop, path, status="open"):
    return [
        code
        for (code,) in workshop.rows(f"""
            SELECT code FROM landing.problem
            WHERE seed_path = {quoted(path)} AND status = '{status}' ORDER BY code
            """)
    ]


def file_of(workshop, name):
    """Status, number of records and number of problems of a file."""
    [row] = workshop.rows(
        "SELECT status, record_count, problem_count FROM landing.seed_file"
        f" WHERE seed_path = {quoted(path_of(name))}"
    )
    return row


def assert_settled(workshop):
    """A further run changes nothing and publishes nothing."""
    before = workshop.home.current_generation()
    again = workshop.run()
    assert (again.ingest.batches.loaded, again.ingest.batches.touched, again.ingest.missing) == (0, 0, 0)
    build = again.ingest.build
    assert (build.added, build.changed, build.removed, build.labels_resolved) == (0, 0, 0, 0)
    assert again.publish.generation is None
    assert workshop.home.current_generation() == before


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    """All cases loaded in one run, beside links and pipes that are no files."""
    workshop = Workshop(tmp_path_factory.mktemp("crowd"))
    for case in CASES:
        workshop.write(case.name, case.content)
    folder = workshop.seeds
    (folder / "dangling.txt").symlink_to("nowhere.txt")
    (folder / "itself.txt").symlink_to("itself.txt")
    (folder / "deep" / "loop").symlink_to("..")
    os.mkfifo(folder / "fifo.txt")
    (folder / "link.txt").symlink_to("crlf.txt")
    workshop.run()
    return workshop


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(crowd, case):
    path = path_of(case.name)
    assert records_of(crowd, path) == case.written
    by_url = sorted(case.cleaned, key=lambda article: article[0] or "")
    assert articles_of(crowd, path) == by_url
    assert codes_of(crowd, path) == case.codes
    loaded = not any(code.startswith("file_") and code != "file_empty" for code in case.codes)
    assert file_of(crowd, case.name) == (
        "loaded" if loaded else "unreadable",
        len(case.written),
        len(case.codes),
    )


@pytest.mark.parametrize("name", ["dangling.txt", "itself.txt", "deep/loop", "fifo.txt"])
def test_what_is_no_file_is_unreadable(crowd, name):
    assert codes_of(crowd, path_of(name)) == ["file_unreadable"]
    assert file_of(crowd, name) == ("unreadable", 0, 1)


def test_link_to_a_file_is_read(crowd):
    assert records_of(crowd, "articles/link.txt") == [written("crlf")]


def test_crowd_has_no_other_problem_and_is_settled(crowd):
    expected = sorted([code for case in CASES for code in case.codes] + ["file_unreadable"] * 4)
    assert crowd.problems() == expected
    assert_settled(crowd)
    assert crowd.problems() == expected


def test_rejected_input_is_kept_as_raw_text(crowd):
    raw = dict(
        crowd.rows(
            "SELECT seed_path, raw_text FROM landing.problem"
            " WHERE code IN ('record_malformed', 'record_empty')"
        )
    )
    assert raw["articles/no-label.txt"].strip() == "只是一段话。"
    assert raw["articles/only-labels.txt"] == "标题:\n链接:\n总结:\n关键词: a"
    assert raw["articles/broken.jsonl"] == '{"标题": "坏'
    assert raw["articles/quote.csv"] == '坏,"没有关,'


def test_stray_byte_is_named(crowd):
    [(detail, line_no)] = crowd.rows(
        "SELECT detail, line_no FROM landing.problem WHERE seed_path = 'articles/stray.txt'"
    )
    content = (crowd.seeds / "stray.txt").read_bytes()
    assert str(content.index(b"\xff")) in detail
    assert line_no == content[: content.index(b"\xff")].count(b"\n") + 1


def test_encoding_is_recorded(crowd):
    found = dict(
        crowd.rows("SELECT seed_path[10:], encoding FROM landing.seed_file WHERE encoding IS NOT NULL")
    )
    assert {
        name: found[name] for name in ("gbk.txt", "gb18030.txt", "le.txt", "be.txt", "bom.txt", "crlf.txt")
    } == {
        "gbk.txt": "gb18030",
        "gb18030.txt": "gb18030",
        "le.txt": "utf-16",
        "be.txt": "utf-16",
        "bom.txt": "utf-8-sig",
        "crlf.txt": "utf-8",
    }


@pytest.mark.parametrize(
    ("key", "bodies"),
    [
        ("tt", ["短。", "中等。", "长一些的。"]),
        ("tf", ["短。", "长一些的。"]),
        ("tr?id=7", ["首段。\n\n末段tr。"]),
    ],
)
def test_every_text_of_an_article_is_a_revision(crowd, key, bodies):
    rows = crowd.rows(f"""
        SELECT revision.body FROM core.article_revision AS revision JOIN core.article USING (article_id)
        WHERE canonical_url = '{SITE}/{key}' ORDER BY length(revision.body), revision.body DESC
        """)
    assert sorted(body for (body,) in rows) == sorted(bodies)


def test_one_text_under_two_links_is_one_story_stored_once(crowd):
    [(articles, stories, texts)] = crowd.rows("""
        SELECT count(*), count(DISTINCT story_id), count(DISTINCT text_sha256)
        FROM core.article WHERE title = '同题'
        """)
    assert (articles, stories, texts) == (2, 1, 1)
    assert crowd.rows("SELECT count(*) FROM core.article_text WHERE title = '同题'") == [(1,)]


def test_ten_thousand_tags_are_all_kept_in_their_order(crowd):
    rows = crowd.rows(f"""
        SELECT tag.name
        FROM core.article JOIN core.article_tag USING (article_id) JOIN core.tag USING (tag_id)
        WHERE canonical_url = '{SITE}/tags' ORDER BY article_tag.position
        """)
    assert [name for (name,) in rows] == TAGS


def test_labels_lose_the_blanks_around_them_and_no_letter(workshop):
    labels = ["Sora", "a股", "2030", "Llama3", "0", "u盘", "C\\"]
    workshop.write(
        "a.txt", as_text(written("a", keywords=",".join(f"\u3000\u00a0 {x}\t\u3000" for x in labels)))
    )
    workshop.run()
    rows = workshop.rows("SELECT raw_label FROM core.article_label WHERE kind = 'tag' ORDER BY position")
    assert [label for (label,) in rows] == labels


def test_link_is_kept_as_received(crowd):
    rows = crowd.rows("SELECT link FROM core.article WHERE canonical_url IS NULL AND link IS NOT NULL")
    assert sorted(rows) == [("javascript:alert(1)",), ("见附件第三页",)]


def test_unknown_keys_are_kept(workshop):
    workshop.write("a.jsonl", '{"标题": "甲", "来源": "报", "n": [1, {"k": null}]}\n')
    workshop.write("b.csv", "标题,来源\n甲,报,多\n")
    workshop.run()
    rows = workshop.rows("SELECT extra FROM landing.seed_record ORDER BY seed_path")
    assert [json.loads(extra) for (extra,) in rows] == [
        {"来源": "报", "n": '[1, {"k": null}]'},
        {"来源": "报", "column 3": "多"},
    ]


def test_label_as_long_as_a_text_stops_no_run(workshop):
    workshop.write(
        "long.txt", as_text(written("long", technologies="大模型" * 5_000, industries="医疗" * 5_000))
    )
    workshop.write("good.txt", as_text(written("good")))
    workshop.run()
    assert articles_of(workshop, "articles/good.txt") == [cleaned("good")]
    assert workshop.problems() == ["label_too_long", "label_too_long"]


def test_file_over_the_limit_is_rejected_and_its_neighbour_loaded(make_workshop):
    workshop = make_workshop("limited")
    workshop.flags["max_file_mb"] = 1
    workshop.write("big.txt", as_text(written("big", body="字" * 400_000)))
    workshop.write("bomb.txt.gz", gzip.compress(as_text(written("bomb", body="字" * 400_000)).encode()))
    workshop.write("good.txt", as_text(written("good", body="字" * 100_000)))
    workshop.run()
    assert codes_of(workshop, "articles/big.txt") == ["file_unreadable"]
    assert codes_of(workshop, "articles/bomb.txt.gz") == ["file_unreadable"]
    assert workshop.rows("SELECT canonical_url FROM core.article") == [(f"{SITE}/good",)]
    assert_settled(workshop)
    workshop.flags["max_file_mb"] = 10
    workshop.run()
    assert workshop.problems() == ["value_too_long", "value_too_long"]
    assert workshop.problems("resolved") == ["file_unreadable", "file_unreadable"]
    assert workshop.rows("SELECT count(*) FROM core.article") == [(3,)]


PEAK = """
import resource, sys
from flows.progress import Silent
from flows.settings import load_settings
from flows.steps.run import run
summary = run(load_settings({"home": sys.argv[1], "seeds": [sys.argv[2]]}), Silent())
print(summary.ingest.batches.records, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.slow
def test_file_of_200_mb_is_loaded_whole_in_900_mb(workshop):
    body = "今年工厂产量增长，人工智能带来的变化正在发生。" * 60
    number, size = 0, 0
    with (workshop.seeds / "huge.txt").open("w", encoding="utf-8") as file:
        while size < 200_000_000:
            number += 1
            text = as_text(written(f"h{number}", body=f"{body}{number}。"))
            size += len(text.encode())
            file.write(text)
    workshop.write("good.txt", as_text(written("good")))
    done = subprocess.run(
        [sys.executable, "-c", PEAK, str(workshop.home.root), str(workshop.seeds)],
        check=True,
        capture_output=True,
        text=True,
    )
    records, peak_mb = map(int, done.stdout.split())
    assert records == number + 1
    assert workshop.problems() == []
    assert workshop.rows("SELECT count(*), count(DISTINCT body) FROM core.article") == [(number + 1,) * 2]
    last = workshop.rows(f"SELECT title, body FROM core.article WHERE canonical_url = '{SITE}/h{number}'")
    assert last == [(f"题目h{number}", f"{body}{number}。")]
    assert peak_mb < 900
    assert_settled(workshop)


def test_socket_is_unreadable(workshop, monkeypatch):
    monkeypatch.chdir(workshop.seeds)  # a socket's path may not be long
    workshop.write("good.txt", as_text(written("good")))
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket.txt")
        workshop.run()
    assert codes_of(workshop, "articles/socket.txt") == ["file_unreadable"]
    assert articles_of(workshop, "articles/good.txt") == [cleaned("good")]


def test_pipe_given_by_name_does_not_hang(workshop):
    fifo = workshop.root / "pipe.txt"
    os.mkfifo(fifo)
    script = "import sys; from flows.progress import Silent; from flows.settings import load_settings\n"
    script += "from flows.steps.run import run\n"
    script += "run(load_settings({'home': sys.argv[1], 'seeds': [sys.argv[2]]}), Silent())"
    subprocess.run([sys.executable, "-c", script, str(workshop.home.root), str(fifo)], check=True, timeout=10)
    assert workshop.problems() == ["file_unreadable"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_file_without_rights_is_unreadable_until_it_has_them(workshop):
    workshop.write("closed.txt", as_text(written("closed"))).chmod(0)
    workshop.write("good.txt", as_text(written("good")))
    workshop.run()
    assert workshop.problems() == ["file_unreadable"]
    assert articles_of(workshop, "articles/good.txt") == [cleaned("good")]
    assert_settled(workshop)
    (workshop.seeds / "closed.txt").chmod(0o644)
    workshop.run()
    assert workshop.problems() == []
    assert articles_of(workshop, "articles/closed.txt") == [cleaned("closed")]


def test_file_that_vanished_before_it_was_read_is_unreadable(tmp_path):
    gone = ListedFile("articles/a.txt", str(tmp_path / "a.txt"), 1, 1)
    with pytest.raises(UnreadableError) as error:
        read_content(gone, 1_000_000)
    assert error.value.problem.code == "file_unreadable"


def before_reading(act):
    """Hand out the batches as a run does, but `act` first: the files are listed, not yet read."""

    def map_batches(function, batches):
        act()
        return map(function, batches)

    return map_batches


def test_file_that_vanishes_while_a_run_reads_hurts_nobody(workshop):
    victim = workshop.write("a.txt", as_text(written("a")))
    workshop.write("b.txt", as_text(written("b")))
    workshop.run(map_batches=before_reading(victim.unlink))
    assert workshop.problems() == ["file_unreadable"]
    assert workshop.rows("SELECT canonical_url FROM core.article") == [(f"{SITE}/b",)]
    workshop.run()
    assert (workshop.problems(), workshop.problems("resolved")) == ([], ["file_unreadable"])
    assert_settled(workshop)
    workshop.write("a.txt", as_text(written("a")))
    workshop.run()
    assert articles_of(workshop, "articles/a.txt") == [cleaned("a")]


def test_file_that_keeps_changing_is_torn_and_read_when_it_rests(workshop):
    path = workshop.seeds / "a.txt"
    path.symlink_to("/proc/self/status")  # never has the size that it is listed with
    workshop.write("b.txt", as_text(written("b")))
    workshop.run()
    assert codes_of(workshop, "articles/a.txt") == ["file_torn"]
    assert workshop.rows("SELECT canonical_url FROM core.article") == [(f"{SITE}/b",)]
    assert_settled(workshop)
    path.unlink()
    workshop.write("a.txt", as_text(written("a")))
    workshop.run()
    assert (workshop.problems(), workshop.problems("resolved")) == ([], ["file_torn"])
    assert articles_of(workshop, "articles/a.txt") == [cleaned("a")]
    assert_settled(workshop)


def test_file_changed_between_listing_and_reading_lands_as_it_was_read(workshop):
    path = workshop.write("a.txt", as_text(written("a")))
    new = as_text(written("a", body="改过的。"))
    workshop.run(map_batches=before_reading(lambda: path.write_text(new, encoding="utf-8")))
    assert articles_of(workshop, "articles/a.txt") == [cleaned("a", body="改过的。")]
    assert_settled(workshop)


BROKEN = {
    "binary.txt": (bytes(range(256)), "file_binary"),
    "torn.txt.gz": (gzip.compress(as_text(written("x")).encode())[:-9], "file_torn"),
    "no-label.txt": ("只是一段话。", "record_malformed"),
    "empty.txt": ("", "file_empty"),
    "untitled.txt": (as_text(written("untitled", title=None)), "title_missing"),
    "quote.csv": ('标题,链接\n"甲', "record_malformed"),
}


def test_mended_file_resolves_its_problem_and_keeps_it(workshop):
    for name, (content, _) in BROKEN.items():
        workshop.write(name, content)
    (workshop.seeds / "dangling.txt").symlink_to("nowhere.txt")
    workshop.run()
    codes = sorted([*(code for _, code in BROKEN.values()), "file_unreadable"])
    assert workshop.problems() == codes
    assert_settled(workshop)

    (workshop.seeds / "dangling.txt").unlink()
    for name in [*BROKEN, "dangling.txt"]:
        content = as_csv(written(name)) if name.endswith("csv") else as_text(written(name))
        workshop.write(name, gzip.compress(content.encode()) if name.endswith("gz") else content)
    workshop.run()
    assert (workshop.problems(), workshop.problems("resolved")) == ([], codes)
    for name in [*BROKEN, "dangling.txt"]:
        assert records_of(workshop, path_of(name)) == [written(name)]
        assert file_of(workshop, name) == ("loaded", 1, 0)
    assert_settled(workshop)


def test_problem_that_comes_back_is_the_same_problem(workshop):
    for content in (
        as_text(written("a", title=None)),
        as_text(written("a")),
        as_text(written("a", title=None)),
    ):
        workshop.write("a.txt", content)
        workshop.run()
    assert workshop.rows("SELECT code, status FROM landing.problem") == [("title_missing", "open")]


def test_vanished_file_is_missing_and_its_article_stays(workshop):
    workshop.write("a.txt", as_text(written("a", link="a.example.cn/x")))
    workshop.write("b.txt", as_text(written("b")))
    workshop.run()
    (workshop.seeds / "a.txt").unlink()
    workshop.run()
    assert file_of(workshop, "a.txt")[:2] == ("missing", 1)
    assert articles_of(workshop, "articles/a.txt") == [cleaned("a", url="https://a.example.cn/x")]
    assert records_of(workshop, "articles/a.txt") == [written("a", link="a.example.cn/x")]
    assert_settled(workshop)


def test_file_that_comes_back_is_as_if_it_had_never_gone(workshop):
    files = {
        "good.txt": as_text(written("good")),
        "preface.txt": "导出于 2024 年\n" + as_text(written("preface")),
        "binary.txt": bytes(range(256)),
    }
    for name, content in files.items():
        workshop.write(name, content)
    workshop.run()
    before = [file_of(workshop, name) for name in files]
    for name in files:
        (workshop.seeds / name).unlink()
    workshop.run()
    assert {file_of(workshop, name)[0] for name in files} == {"missing"}
    assert workshop.problems() == []
    for name, content in files.items():
        workshop.write(name, content)
    workshop.run()
    assert [file_of(workshop, name) for name in files] == before
    assert workshop.problems() == ["file_binary", "text_before_record"]
    assert workshop.rows("SELECT count(*) FROM core.article") == [(2,)]
    assert_settled(workshop)


def test_changed_file_replaces_its_own_records_and_its_old_text_stays_as_a_revision(workshop):
    workshop.write("a.txt", as_text(written("a1"), written("a2")))
    workshop.write("b.txt", as_text(written("b")))
    workshop.run()
    [untouched] = workshop.rows(f"SELECT * FROM core.article WHERE canonical_url = '{SITE}/b'")
    workshop.write("a.txt", as_text(written("a1", body="新文。")))
    workshop.run()
    assert records_of(workshop, "articles/a.txt") == [written("a1", body="新文。")]
    assert articles_of(workshop, "articles/a.txt") == [cleaned("a1", body="新文。")]
    urls = workshop.rows("SELECT canonical_url FROM core.article ORDER BY ALL")
    assert urls == [(f"{SITE}/a1",), (f"{SITE}/b",)]
    revisions = workshop.rows("SELECT body FROM core.article_revision ORDER BY article_id, revision_no")
    assert sorted(revisions) == sorted(
        [("首段。\n\n末段a1。",), ("新文。",), ("首段。\n\n末段a2。",), ("首段。\n\n末段b。",)]
    )
    assert workshop.rows(f"SELECT * FROM core.article WHERE canonical_url = '{SITE}/b'") == [untouched]
    assert_settled(workshop)


def test_loaded_file_that_becomes_unreadable_keeps_its_records(workshop):
    path = workshop.write("a.txt", as_text(written("a")))
    workshop.run()
    path.write_bytes(bytes(range(256)))
    workshop.run()
    assert workshop.problems() == ["file_binary"]
    assert records_of(workshop, "articles/a.txt") == [written("a")]
    assert articles_of(workshop, "articles/a.txt") == [cleaned("a")]
    assert_settled(workshop)
    path.write_text(as_text(written("a")), encoding="utf-8")
    workshop.run()
    assert (workshop.problems(), file_of(workshop, "a.txt")) == ([], ("loaded", 1, 0))
    assert_settled(workshop)


def test_touched_file_is_read_and_changes_nothing(workshop):
    path = workshop.write("a.txt", as_text(written("a")))
    workshop.run()
    os.utime(path, ns=(1, 1))
    again = workshop.run()
    assert (again.ingest.batches.touched, again.ingest.batches.loaded) == (1, 0)
    assert again.publish.generation is None
    assert_settled(workshop)
