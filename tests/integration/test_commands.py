"""The command line as people use it."""

import csv
import io
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from flows.cli import app
from flows.commands.common import seeds_of
from flows.seedfiles.records import Code
from tests.conftest import SEED_FILE
from warehouse.home import PROJECT

COMMANDS = [command.callback.__name__ for command in app.registered_commands] + ["vocabulary"]


def ainews(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments], env={"AINEWS_HOME": str(home), "COLUMNS": "200"})


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the real seed file and some bad input, published."""
    root = tmp_path_factory.mktemp("commands")
    seeds = root / "articles"
    seeds.mkdir()
    (seeds / SEED_FILE.name).write_bytes(SEED_FILE.read_bytes())
    (seeds / "bad.txt").write_text("没有标签的文字", encoding="utf-8")
    (seeds / "odd.txt").write_text(
        "标题: [red]甲[/] <b>\n链接: javascript:alert(1)\n总结: 文\n行业: 星际旅行业\n"
    )
    result = ainews(root / "home", "run", "--seeds", str(seeds))
    assert result.exit_code == 0, result.output
    assert "3 listed, 3 loaded" in result.output
    return root / "home"


class TestHelp:
    @pytest.mark.parametrize("command", COMMANDS)
    def test_every_command_has_help_and_stands_in_the_readme(self, home: Path, command: str) -> None:
        result = ainews(home, command, "--help")
        assert result.exit_code == 0
        assert f"ainews {command}" in (PROJECT / "README.md").read_text(encoding="utf-8")

    def test_paragraphs_fill_the_lines(self) -> None:
        result = CliRunner().invoke(app, ["demo", "--help"], env={"COLUMNS": "80"})
        told = [line.strip() for line in result.output.splitlines()]
        first = told.index("Three years of news of invented companies in invented outlets, each text")
        assert len(told[first + 1]) > 50

    def test_problem_codes_are_explained(self, home: Path) -> None:
        text = ainews(home, "problems", "--help").output
        assert [code for code in Code if code not in text] == []

    def test_help_imports_nothing_heavy(self) -> None:
        probe = (
            "import sys, flows.cli; heavy = ('duckdb', 'pyarrow', 'prefect', 'pydantic');"
            "print([module for module in heavy if module in sys.modules])"
        )
        done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "[]"


class TestQuery:
    def test_formats(self, home: Path) -> None:
        sql = "SELECT title, 1 AS n FROM article_overview WHERE host IS NULL"
        rows = json.loads(ainews(home, "query", sql, "--format", "json").output)
        assert rows == [{"title": "[red]甲[/] <b>", "n": 1}]
        assert list(csv.reader(io.StringIO(ainews(home, "query", sql, "-f", "csv").output))) == [
            ["title", "n"],
            ["[red]甲[/] <b>", "1"],
        ]
        assert "[red]甲[/] <b>" in ainews(home, "query", sql).output
        assert ainews(home, "query", sql, "-f", "markdown").output.startswith(
            "| title | n |\n| --- | --- |\n"
        )

    def test_json_is_valid_and_keeps_columns_of_one_name(self, home: Path) -> None:
        sql = "SELECT 1 AS a, 2 AS b, 3 AS a, 'NaN'::DOUBLE AS c, '-inf'::DOUBLE AS d"
        answer = ainews(home, "query", sql, "--json").output
        rows = json.loads(answer, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
        assert rows == [{"a": 1, "b": 2, "a_2": 3, "c": "nan", "d": "-inf"}]

    @pytest.mark.parametrize(
        "sql",
        [
            "SELECT * FROM read_csv('/etc/passwd')",
            "SELECT * FROM '/etc/passwd'",
            "SELECT * FROM read_text('/etc/hostname')",
            "SELECT * FROM glob('/*')",
            "COPY (SELECT 1) TO '/tmp/ainews-test.csv'",
            "ATTACH '/tmp/ainews-test.duckdb'",
            "SET enable_external_access = true",
            "SET lock_configuration = false",
            "INSTALL httpfs",
            "DELETE FROM core.article_base",
            "CREATE TABLE core.x (a INT)",
            "PRAGMA database_list; DROP VIEW reporting.article_overview",
            "EXPORT DATABASE '/tmp/ainews-test'",
        ],
    )
    def test_nothing_but_reading_the_warehouse(self, home: Path, sql: str) -> None:
        result = ainews(home, "query", sql)
        assert result.exit_code == 1
        assert "Error:" in result.output
        assert not list(Path("/tmp").glob("ainews-test*"))

    def test_errors_say_what_to_do(self, home: Path) -> None:
        result = ainews(home, "query", "SELECT * FROM no_such_table")
        assert (result.exit_code, "ainews dictionary" in result.output) == (1, True)

    def test_sql_that_would_be_misread_is_refused(self, home: Path) -> None:
        result = ainews(home, "query", "SELECT 1; SELECT 2")
        assert (result.exit_code, "2 statements" in result.output) == (1, True)
        result = CliRunner().invoke(
            app, ["query", "-", "--home", str(home)], input="SELECT '大'".encode("gbk")
        )
        assert (result.exit_code, "UTF-8" in result.output) == (1, True), result.output

    def test_a_reader_that_leaves_early_is_no_failure(self, home: Path) -> None:
        command = f"set -o pipefail; {shlex.quote(sys.executable)} -c 'from flows.cli import main; main()'"
        for arguments in ("query 'FROM range(100)'", "query 'FROM range(100)' -f csv"):
            done = subprocess.run(
                ["bash", "-c", f"{command} {arguments} --home {shlex.quote(str(home))} | true"],
                capture_output=True,
                text=True,
            )
            assert (done.returncode, done.stderr) == (0, "")

    def test_without_sql_it_says_how_to_open_the_file(self, home: Path) -> None:
        assert "duckdb -readonly" in ainews(home, "query").output


class TestExplain:
    def test_labels_say_which_rule_and_line_made_them(self, home: Path) -> None:
        explained = json.loads(ainews(home, "explain", "央企可推动", "--json").output)
        glued = {label["name"]: label for label in explained["labels"] if label["rule"] == "glued"}
        assert sorted(glued) == sorted(["智能平台", "解决方案", "数据挖掘"])
        label = glued["数据挖掘"]
        assert (label["raw_label"], label["line_no"]) == ("智能平台解决方案数据挖掘", 5)
        name, line = label["vocabulary_line"].split(":")
        stands_there = (
            (PROJECT / "seeds/vocabulary" / name).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        )
        assert "数据挖掘" in stands_there
        author = next(value for value in explained["values"] if value["name"] == "author")
        assert (author["value"], author["line_no"]) == ("郭冀川、韩昱", 3)

    @pytest.mark.parametrize(
        "wanted", ["https://baijiahao.baidu.com/s?id=1791657449909440187&wfr=x", "8284ff1f"]
    )
    def test_an_article_is_found_by_link_and_by_the_beginning_of_its_id(
        self, home: Path, wanted: str
    ) -> None:
        assert "郭冀川、韩昱" in ainews(home, "explain", wanted).output

    def test_unknown_article(self, home: Path) -> None:
        result = ainews(home, "explain", "没有这篇")
        assert (result.exit_code, "No article" in result.output) == (1, True)


class TestPlan:
    def test_it_writes_nothing(self, tmp_path: Path) -> None:
        nowhere = tmp_path / "home"
        result = ainews(nowhere, "plan", "--seeds", str(SEED_FILE.parent))
        assert "1 to add" in result.output
        assert not nowhere.exists()

    def test_it_foretells_the_run(self, tmp_path: Path) -> None:
        seeds = tmp_path / "articles"
        seeds.mkdir()
        for name in ("a", "b", "c"):
            (seeds / f"{name}.txt").write_text(
                f"标题: {name}\n链接: https://x.cn/{name}\n总结: 文", encoding="utf-8"
            )
        ainews(tmp_path / "home", "run", "--seeds", str(seeds))
        (seeds / "a.txt").write_text("标题: a\n链接: https://x.cn/a\n总结: 新文", encoding="utf-8")
        (seeds / "b.txt").write_text("标题: d\n链接: https://x.cn/d\n总结: 文", encoding="utf-8")
        (seeds / "c.txt").unlink()
        (seeds / "e.txt").write_text("没有标签", encoding="utf-8")
        planned = json.loads(ainews(tmp_path / "home", "plan", "--seeds", str(seeds), "--json").output)
        done = json.loads(ainews(tmp_path / "home", "run", "--seeds", str(seeds), "--json").output)["ingest"]
        for kind in ("articles_added", "articles_changed", "articles_removed", "files_missing", "problems"):
            assert planned[kind] == done[kind], kind
        assert (planned["articles_added"], planned["articles_changed"], planned["articles_removed"]) == (
            1,
            1,
            1,
        )


class TestUsage:
    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (["run", "--seeds", "no/such/folder"], "no such file or folder"),
            (["run", "--seeds", str(PROJECT / "README.md")], "not a seed file"),
            (["problems", "--code", "nonsense"], "file_binary"),
            (["export", "out", "--format", "xml"], "parquet"),
            (["export", str(PROJECT / "README.md")], "is a file"),
            (["dictionary", "nonsense"], "no table nonsense"),
            (["dictionary", "article_overveiw"], "nearest is article_overview"),
            (["query", "risng_tags"], "nearest is rising_tags"),
            (["query", "--examples", "risng_tags"], "nearest is rising_tags"),
        ],
    )
    def test_wrong_usage_is_told_and_exits_2(
        self, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
    ) -> None:
        monkeypatch.chdir(tmp_path)
        result = ainews(home, *arguments)
        assert (result.exit_code, says in result.output) == (2, True), result.output

    @pytest.mark.parametrize(
        "arguments",
        [
            ["search", "\udce5"],
            ["search", "大模型", "--tag", "\udce5"],
            ["query", "SELECT '\udce5'"],
            ["explain", "\udce5"],
            ["dictionary", "\udce5"],
            ["export", "\udce5"],
            ["export", "out", "--table", "\udce5"],
            ["status", "--home", "\udce5"],
            ["extract", str(SEED_FILE), "--url", "\udce5"],
            ["plan", "--seeds", f"\udce5={SEED_FILE}"],
            ["demo", "\udce5"],
        ],
        ids=lambda arguments: arguments[0],
    )
    def test_bytes_that_are_no_text_are_refused(self, home: Path, arguments: list[str]) -> None:
        result = ainews(home, *arguments)
        assert (result.exit_code, "UTF-8" in result.output) == (2, True), result.output

    def test_a_home_that_is_no_text_is_refused(self) -> None:
        result = ainews(Path("\udce5"), "status")
        assert (result.exit_code, "UTF-8" in result.output) == (2, True), result.output

    def test_a_seed_file_may_have_any_name(self, home: Path, tmp_path: Path) -> None:
        name = os.fsencode(tmp_path / "\udce5.txt")
        Path(os.fsdecode(name)).write_text("标题: 甲", encoding="utf-8")
        assert ainews(tmp_path / "home", "ingest", "--seeds", os.fsdecode(name)).exit_code == 0

    def test_unknown_flags_exit_2(self, home: Path) -> None:
        assert ainews(home, "run", "--nonsense").exit_code == 2

    def test_wrong_setting_is_named(self, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AINEWS_BATCH_MB", "many")
        result = ainews(home, "run")
        assert (result.exit_code, "batch_mb" in result.output) == (2, True)

    def test_strict_exits_3_when_something_was_rejected(self, tmp_path: Path) -> None:
        (tmp_path / "a.txt").write_text("没有标签", encoding="utf-8")
        arguments = ("run", "--seeds", str(tmp_path / "a.txt"))
        assert ainews(tmp_path / "one", *arguments).exit_code == 0
        assert ainews(tmp_path / "two", *arguments, "--strict").exit_code == 3

    def test_seeds_without_a_seed_file_are_told(self, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        result = ainews(tmp_path / "home", "ingest", "--seeds", str(tmp_path / "empty"))
        assert (result.exit_code, "no .txt, .jsonl or .csv there" in result.output) == (0, True)

    def test_nothing_published_yet(self, tmp_path: Path) -> None:
        result = ainews(tmp_path, "query", "SELECT 1")
        assert (result.exit_code, "ainews run" in result.output) == (1, True)
        assert ainews(tmp_path, "status").exit_code == 0

    def test_paths_behind_seeds_are_seeds_too(self) -> None:
        assert seeds_of(["a"], ["b", "c"]) == ["a", "b", "c"]
        assert seeds_of(None, []) is None


class TestUpkeep:
    def test_problems_show_place_and_raw_text(self, home: Path) -> None:
        text = ainews(home, "problems").output
        assert "没有标签的文字" in text
        assert "articles/bad.txt" in text
        only = json.loads(ainews(home, "problems", "--severity", "reject", "--json").output)
        assert [problem["code"] for problem in only] == ["record_malformed"]

    def test_status(self, home: Path) -> None:
        found = json.loads(ainews(home, "status", "--json").output)
        assert found["generation"]["articles"] == 2
        assert found["runs"][0]["status"] == "succeeded"
        assert "link_invalid" in ainews(home, "status").output

    def test_check(self, home: Path) -> None:
        assert all(
            check["broken_count"] == 0
            for check in json.loads(ainews(home, "check", "--json").output)
            if check["severity"] == "fail"
        )

    def test_config_says_where_each_setting_comes_from(self, home: Path) -> None:
        rows = {row["name"]: row for row in json.loads(ainews(home, "config", "--json").output)}
        assert rows["home"]["source"] == "AINEWS_HOME"
        assert rows["batch_mb"]["source"] == "default"
        given = json.loads(ainews(home, "config", "--home", "/elsewhere", "--json").output)
        assert given[0]["source"] == "flag"

    def test_unknown_labels_with_their_nearest(self, home: Path) -> None:
        rows = json.loads(ainews(home, "vocabulary", "unknown", "--json").output)
        assert [(row["kind"], row["name"], row["article_count"]) for row in rows] == [
            ("industry", "星际旅行业", 1)
        ]

    def test_dictionary_describes_every_column(self, home: Path) -> None:
        relations = json.loads(ainews(home, "dictionary", "--json").output)
        assert len(relations) > 35
        lacking = [
            (relation["name"], column["name"])
            for relation in relations
            for column in relation["columns"]
            if not relation["description"] or not column["description"]
        ]
        assert lacking == []
