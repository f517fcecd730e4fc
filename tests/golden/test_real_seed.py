"""The real seed file: what is read and cleaned of it, value by value.

After a wanted change: .venv/bin/python tests/golden/test_real_seed.py renews the JSON file; look at its diff.
"""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from flows.seedfiles.assess import assess
from flows.seedfiles.discover import list_files, read_roots
from flows.seedfiles.labels import read_labels
from flows.seedfiles.read import parse_content, read_content
from flows.seedfiles.records import FIELDS
from flows.settings import VOCABULARY
from warehouse.home import PROJECT

NAME = "000_4eae6479506a09f7"
SEED_FILE = PROJECT / "seeds" / "articles" / f"{NAME}.txt"
GOLDEN = Path(__file__).with_name(f"{NAME}.json")


def read_seed():
    """The only record of the file as written, its article as cleaned, and its problems."""
    [file] = list_files(read_roots([str(SEED_FILE)])).files
    content = read_content(file, 1_000_000)
    parsed = parse_content(file, content.raw, read_labels(VOCABULARY / "labels.csv"), 1_000_000)
    [record] = parsed.items
    article, problems = assess(record)
    return {
        "seed_path": file.seed_path,
        "sha256": content.sha256,
        "encoding": parsed.encoding,
        "line_no": record.line_no,
        "lines": record.lines,
        "written": dict(zip(FIELDS, record.values, strict=True)),
        "extra": record.extra,
        "cleaned": article._asdict(),
        "problems": [asdict(problem) for problem in problems],
    }


@pytest.fixture(scope="module")
def seed():
    return read_seed()


@pytest.fixture(scope="module")
def paragraphs(seed):
    return seed["cleaned"]["body"].split("\n\n")


def test_record_is_the_golden_one(seed):
    assert seed == json.loads(GOLDEN.read_text(encoding="utf-8"))


def test_text_is_kept_as_it_was(seed):
    text = SEED_FILE.read_text(encoding="utf-8")
    assert all(value in text for value in seed["written"].values())
    assert len(text) - sum(map(len, seed["written"].values())) < 60  # the labels, and nothing else


def test_link_becomes_canonical(seed):
    assert seed["cleaned"]["canonical_url"] == "https://baijiahao.baidu.com/s?id=1791657449909440187"
    assert seed["written"]["link"].endswith("&wfr=spider&for=pc")


def test_byline_becomes_the_author(seed):
    assert seed["cleaned"]["author"] == "郭冀川、韩昱"
    assert "本报记者" not in seed["cleaned"]["body"]


def test_body_begins_and_ends_with_its_text(seed):
    assert seed["cleaned"]["body"].startswith("近日，国务院国资委召开")
    assert seed["cleaned"]["body"].endswith("推广智能化解决方案等。")


@pytest.mark.parametrize("heading", ["龙头企业“技术溢出”", "搭建平台赋能产业生态"])
def test_doubled_heading_is_one_paragraph(paragraphs, heading):
    assert paragraphs.count(heading) == 1
    assert f"{heading}{heading}" not in "".join(paragraphs)


@pytest.mark.parametrize("furniture", ["举报", "反馈", "图片", "站酷海洛", "周文睿", "\u3000"])
def test_no_furniture_is_left(seed, furniture):
    assert furniture not in seed["cleaned"]["body"]


def test_event_summary_has_two_paragraphs(seed):
    assert len(seed["cleaned"]["event_summary"].split("\n\n")) == 2


def test_nothing_is_doubtful(seed):
    assert seed["problems"] == []


def test_warehouse_gives_what_the_seed_says(workshop):
    workshop.write(SEED_FILE.name, SEED_FILE.read_bytes())
    workshop.run()
    assert workshop.problems() == []
    assert workshop.rows("SELECT canonical_url, author FROM core.article") == [
        ("https://baijiahao.baidu.com/s?id=1791657449909440187", "郭冀川、韩昱")
    ]
    tags = workshop.rows("SELECT name FROM core.article_tag JOIN core.tag USING (tag_id) ORDER BY position")
    assert [name for (name,) in tags] == ["AI赋能", "产业焕新", "央企跨界融合应用"]
    technologies = workshop.rows("""
        SELECT name, rule FROM core.article_technology JOIN core.technology USING (technology_id)
        JOIN core.label_resolution ON target_id = technology_id AND kind = 'technology'
        ORDER BY article_technology.position
        """)
    assert [name for name, _ in technologies] == ["大模型", "算法工具", "智能平台", "解决方案", "数据挖掘"]
    assert [rule for _, rule in technologies][2:] == ["glued"] * 3
    sections = workshop.rows("""
        SELECT coalesce(industry.parent_id, industry.industry_id) FROM core.article_industry
        JOIN core.industry USING (industry_id) ORDER BY position
        """)
    assert sections == [("C",), ("G",), ("Q",)]
    written = workshop.rows(f"SELECT {', '.join(FIELDS)} FROM landing.seed_record")
    assert written == [tuple(read_seed()["written"].values())]


if __name__ == "__main__":
    text = json.dumps(read_seed(), ensure_ascii=False, indent=1, default=str)
    GOLDEN.write_text(text + "\n", encoding="utf-8")
