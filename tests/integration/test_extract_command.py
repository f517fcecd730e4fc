"""`ainews extract` on stored pages."""

import gzip
import json

import pytest
from typer.testing import CliRunner

from flows.cli import app
from tests.golden.test_pages import PAGES, read_golden

PAGE = PAGES / "baijiahao" / "2024_testid.html"


def extract(*arguments):
    return CliRunner().invoke(app, ["extract", *map(str, arguments)])


def test_page_comes_out_as_a_json_line_also_from_gzip(tmp_path):
    packed = tmp_path / "page.html.gz"
    packed.write_bytes(gzip.compress(PAGE.read_bytes()))
    golden = read_golden(PAGE)
    for file in (PAGE, packed):
        result = extract(file, "--url", golden["url"])
        assert result.exit_code == 0
        [line] = result.stdout.splitlines()
        expected = golden | {"file": str(file), "body": "\n\n".join(golden["body"])}
        assert json.loads(line) == expected


def test_many_files_come_in_their_order():
    files = sorted(PAGES.glob("*/*.html"))[:12]
    result = extract(*files)
    assert [json.loads(line)["file"] for line in result.stdout.splitlines()] == [str(file) for file in files]


def test_file_that_cannot_be_read_is_told_and_the_others_come(tmp_path):
    torn = tmp_path / "torn.html.gz"
    torn.write_bytes(gzip.compress(b"x" * 1000)[:20])
    result = extract(torn, PAGE)
    assert result.exit_code == 1
    assert "torn.html.gz" in result.stderr
    assert [json.loads(line)["file"] for line in result.stdout.splitlines()] == [str(PAGE)]


def test_blocked_page_says_so(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<title>百度安全验证</title>", encoding="utf-8")
    line = json.loads(extract(page).stdout)
    assert (line["title"], line["body"], line["rule"]) == ("", "", "none: blocked: title 百度安全验证")


@pytest.mark.parametrize("arguments", [[PAGE, PAGE, "--url", "https://a.cn/"], ["missing.html"], ["."], []])
def test_wrong_usage_is_told(arguments):
    assert extract(*arguments).exit_code == 2
