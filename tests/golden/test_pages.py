"""Pages written for the purpose, on the real structures of each family of sites and each of its generations.

Beside each page lies a JSON file: where it came from, and what must come out. After a wanted change:
.venv/bin/python tests/golden/test_pages.py renews the JSON files; look at their diff.
"""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import pytest

from flows.pages.extract import extract_page
from flows.pages.extracting.judge import Standing, judge_page
from flows.pages.sites.registry import all_sites

PAGES = Path(__file__).with_name("pages")
FILES = sorted(PAGES.glob("*/*.html"))
# What went in, and stays when the file is renewed.
GIVEN = ("url", "content_type", "fetched_at")


def read_golden(file):
    """What the JSON file beside a page says; only its URL, if there is none yet."""
    path = file.with_suffix(".json")
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"url": None}


def extract(file):
    """What comes out of a page, in the form of its JSON file."""
    given = {name: value for name, value in read_golden(file).items() if name in GIVEN}
    fetched_at = given.get("fetched_at")
    content = extract_page(
        file.read_bytes(),
        given["url"],
        content_type=given.get("content_type"),
        fetched_at=datetime.fromisoformat(fetched_at) if fetched_at else None,
    )
    values = asdict(content)
    values["body"] = content.body.split("\n\n")
    values["published_at"] = str(content.published_at) if content.published_at else None
    return given | values


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_page_gives_what_its_golden_file_says(file):
    assert extract(file) == read_golden(file)


@pytest.mark.parametrize("site", all_sites(), ids=lambda site: site.name)
def test_each_body_rule_of_each_family_has_a_page_that_it_reads(site):
    proven = {
        part.removeprefix(f"body={site.name} ")
        for file in FILES
        if file.parent.name == site.name
        for part in read_golden(file)["rule"].split("; ")
    }
    assert site.body
    assert [rule for rule in site.body if rule not in proven] == [], (
        f"Write tests/golden/pages/{site.name}/<generation>.html on the real structure, in your own words, "
        "then run .venv/bin/python tests/golden/test_pages.py"
    )


def test_each_host_belongs_to_one_family():
    hosts = [host for site in all_sites() for host in site.hosts]
    assert sorted(hosts) == sorted(set(hosts))


@pytest.mark.parametrize(
    "site", [each for each in all_sites() if each.read_story], ids=lambda site: site.name
)
def test_each_reader_of_data_has_a_page_that_it_reads(site):
    rules = [read_golden(file)["rule"] for file in FILES if file.parent.name == site.name]
    told = [rule for rule in rules if not any(f"body={site.name} {each}" in rule for each in site.body)]
    assert told


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_no_page_is_taken_for_blocked_or_gone(file):
    assert judge_page(file.read_bytes(), url=read_golden(file)["url"]).standing is Standing.PAGE


if __name__ == "__main__":
    for page in FILES:
        text = json.dumps(extract(page), ensure_ascii=False, indent=1, default=str)
        page.with_suffix(".json").write_text(text + "\n", encoding="utf-8")
