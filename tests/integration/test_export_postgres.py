"""Exports to a real PostgreSQL: what arrives, what readers see meanwhile, what a failed export leaves."""

import signal
import threading
import traceback
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
from psycopg import conninfo
from typer.testing import CliRunner, Result

from flows.cli import app
from tests.conftest import Workshop
from tests.integration.held_export import hold_export
from tests.integration.postgres import run_postgres
from warehouse.exporting.tables import list_relations
from warehouse.models import read_models

_NUMBERS = count(1)
RECORD = "标题: 文章{0}\n链接: https://news.example.cn/{0}\n总结: 文{0}。\n关键词: 甲 乙\n行业: 制造业\n"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with run_postgres() as url:
        yield url


@pytest.fixture
def url(server: str) -> str:
    """An empty database of the test's own."""
    name = f"of_test_{next(_NUMBERS)}"
    with psycopg.connect(server, autocommit=True) as pg:
        pg.execute(f'CREATE DATABASE "{name}"')
    return conninfo.make_conninfo(server, dbname=name)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    workshop = Workshop(tmp_path_factory.mktemp("postgres"))
    for number in range(3):
        workshop.write(f"{number}.txt", RECORD.format(number))
    workshop.run()
    return workshop


def export(workshop: Workshop, url: str, *arguments: str, **environment: str) -> Result:
    given = ["export", "--postgres", *([url] if url else []), *arguments]
    return CliRunner().invoke(
        app, given, env={"AINEWS_HOME": str(workshop.home.root), "COLUMNS": "300", **environment}
    )


def ask(url: str, sql: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as pg:
        return pg.execute(sql).fetchall()


def test_all_arrives_with_types_keys_comments_and_its_generation(home: Workshop, url: str) -> None:
    result = export(home, url, "--core")
    assert result.exit_code == 0, result.output
    generation = home.home.current_generation().name
    assert f"schema reporting: {generation}" in result.output
    relations = list_relations(with_core=True)
    models = {model.name: model for model in read_models("reporting", "core")}
    for relation in relations:
        table = relation.removeprefix("reporting.").replace(".", "_")
        columns = ", ".join(f'"{name}"' for name in models[relation].columns)
        wanted = home.rows(f"SELECT {columns} FROM {relation}")
        found = ask(url, f"SELECT {columns} FROM reporting.{table}")
        assert sorted(map(repr, found)) == sorted(map(repr, wanted)), relation
        comments = ask(
            url,
            f"SELECT attname, col_description(attrelid, attnum) FROM pg_attribute "
            f"WHERE attrelid = 'reporting.{table}'::regclass AND attnum > 0 ORDER BY attnum",
        )
        assert dict(comments) == models[relation].columns
        assert ask(url, f"SELECT obj_description('reporting.{table}'::regclass)") == [
            (models[relation].comment,)
        ]
    assert ask(
        url,
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'article_overview' "
        "AND column_name IN ('title', 'month', 'tag_count', 'changed_at') ORDER BY 1",
    ) == [
        ("changed_at", "timestamp without time zone"),
        ("month", "date"),
        ("tag_count", "bigint"),
        ("title", "text"),
    ]
    keys = "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'p'"
    assert ("reporting.industry_trend_monthly",) in ask(url, keys)
    record = "SELECT DISTINCT generation_id FROM reporting.ainews_export"
    assert ask(url, record) == [(generation,)]


def test_readers_see_no_error_no_torn_result_and_keep_their_rights(make_workshop: Any, url: str) -> None:
    """Three exports, each of one article more, while a role with SELECT and a view of its own asks on."""
    workshop = make_workshop("growing")
    add_article(workshop, 0)
    assert export(workshop, url).exit_code == 0
    with psycopg.connect(url, autocommit=True) as pg:
        pg.execute("CREATE ROLE bi LOGIN; GRANT USAGE ON SCHEMA reporting TO bi")
        pg.execute("GRANT SELECT ON ALL TABLES IN SCHEMA reporting TO bi; CREATE SCHEMA mine")
        pg.execute("CREATE VIEW mine.titles AS SELECT title FROM reporting.article_overview")
        pg.execute("GRANT USAGE ON SCHEMA mine TO bi; GRANT SELECT ON mine.titles TO bi")
    seen: set[tuple[Any, ...]] = set()
    over = threading.Event()
    reader = threading.Thread(target=read_on, args=(conninfo.make_conninfo(url, user="bi"), over, seen))
    reader.start()
    try:
        for number in range(1, 4):
            add_article(workshop, number)
            result = export(workshop, url)
            assert result.exit_code == 0, result.output
    finally:
        over.set()
        reader.join(60)
    counts = {count for count, *_ in seen}
    assert counts >= {4}
    assert counts <= {1, 2, 3, 4}
    # articles, titles in the reader's own view, sum over outlets, events in the record: of one generation
    assert {row for row in seen if len(set(row)) > 1} == set()


def add_article(workshop: Workshop, number: int) -> None:
    workshop.write(f"{number}.txt", RECORD.format(number))
    workshop.run()


def read_on(url: str, over: threading.Event, seen: set[tuple[Any, ...]]) -> None:
    """Ask four questions a transaction until it is over, and once more; an error is seen as a row."""
    try:
        with psycopg.connect(url) as pg:
            pg.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            last = False
            while not last:
                last = over.is_set()
                with pg.transaction():
                    seen.add(
                        tuple(
                            pg.execute(sql).fetchone()[0]
                            for sql in (
                                "SELECT count(*) FROM reporting.article_overview",
                                "SELECT count(*) FROM mine.titles",
                                "SELECT sum(article_count)::int FROM reporting.outlet_coverage",
                                "SELECT row_count FROM reporting.ainews_export "
                                "WHERE table_name = 'article_overview'",
                            )
                        )
                    )
    except psycopg.Error as error:
        seen.add((-1, str(error)))


HOLD = """
import psycopg, sys, time, pathlib
from warehouse.exporting import tables
def stream(self, table, columns, go_on=tables.Generation.stream):
    if table.name == "outlet_coverage":
        pathlib.Path({waits!r}).touch()
        time.sleep(600)
    return go_on(self, table, columns)
tables.Generation.stream = stream
from flows.cli import main
main()
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_killed_export_leaves_the_tables_as_they_were(
    home: Workshop, url: str, tmp_path: Path, number: signal.Signals
) -> None:
    assert export(home, url).exit_code == 0
    digest = (
        "SELECT md5(string_agg(t::text, ';' ORDER BY article_id)), count(*) FROM reporting.article_overview t"
    )
    before = ask(url, digest), ask(url, "SELECT * FROM reporting.ainews_export ORDER BY 1")
    waits = tmp_path / "waits"
    with hold_export(HOLD, waits, home, "--postgres", url) as process:
        process.send_signal(number)
        process.communicate(timeout=60)
        assert process.returncode == (-number if number == signal.SIGKILL else 128 + number)
    assert (ask(url, digest), ask(url, "SELECT * FROM reporting.ainews_export ORDER BY 1")) == before
    assert export(home, url).exit_code == 0  # and nothing of it holds up the next


class TestShapes:
    """What an export finds from versions before or after, and what it refuses to touch."""

    def test_columns_and_keys_that_changed_are_mended_and_grants_stay(self, home: Workshop, url: str) -> None:
        assert export(home, url).exit_code == 0
        with psycopg.connect(url, autocommit=True) as pg:
            pg.execute("GRANT SELECT ON reporting.outlet_coverage TO public")
            pg.execute("ALTER TABLE reporting.outlet_coverage DROP share, ADD gone text NOT NULL DEFAULT 'x'")
            pg.execute("ALTER TABLE reporting.outlet_coverage ALTER article_count TYPE text")
            pg.execute("ALTER TABLE reporting.outlet_coverage DROP CONSTRAINT outlet_coverage_pkey")
        result = export(home, url)
        assert result.exit_code == 0, result.output
        assert ask(url, "SELECT share, article_count FROM reporting.outlet_coverage") == [(1.0, 3)]
        columns = "SELECT count(*) FROM information_schema.columns WHERE table_name = 'outlet_coverage'"
        wanted = next(m for m in read_models("reporting") if m.name == "reporting.outlet_coverage")
        assert ask(url, columns) == [(len(wanted.columns),)]
        grants = "SELECT has_table_privilege('public', 'reporting.outlet_coverage', 'SELECT')"
        assert ask(url, grants) == [(True,)]
        key = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'outlet_coverage_pkey'"
        assert ask(url, key) == [("PRIMARY KEY (outlet, outlet_basis)",)]

    def test_tables_of_others_are_not_touched(self, home: Workshop, url: str) -> None:
        with psycopg.connect(url, autocommit=True) as pg:
            pg.execute("CREATE SCHEMA reporting; CREATE TABLE reporting.freshness AS SELECT 1 AS mine")
        result = export(home, url)
        assert (result.exit_code, "freshness" in result.output, "--schema" in result.output) == (
            1,
            True,
            True,
        )
        assert ask(url, "SELECT * FROM reporting.freshness") == [(1,)]
        assert ask(url, "SELECT to_regclass('reporting.ainews_export')") == [(None,)]
        assert export(home, url, "--schema", 'news "1"').exit_code == 0
        assert ask(url, 'SELECT count(*) FROM "news ""1""".article_overview') == [(3,)]

    def test_what_an_earlier_export_left_is_told(self, home: Workshop, make_workshop: Any, url: str) -> None:
        assert export(home, url, "--table", "core.tag", "--table", "freshness").exit_code == 0
        other = make_workshop("other")
        add_article(other, 7)
        result = export(other, url, "--table", "freshness")
        assert "no part of this one: core_tag" in result.output


class TestTexts:
    def test_what_postgresql_refuses_is_replaced_and_told(self, make_workshop: Any, url: str) -> None:
        workshop = make_workshop("nul")
        workshop.write("a.txt", RECORD.format(1))
        workshop.run()
        marts = workshop.home.current_generation() / "marts.duckdb"
        with duckdb.connect(marts) as con:
            con.execute("UPDATE reporting.article_overview SET title = ?", ["a\0\tb\\N\né𝄞"])
            con.execute("UPDATE reporting.outlet_coverage SET outlet = repeat('长', 3000)")
            con.execute("UPDATE reporting.link_health SET host = NULL")
        result = export(workshop, url)
        assert result.exit_code == 0, result.output
        assert "NUL character, now \ufffd: 1" in result.output
        assert ask(url, "SELECT title FROM reporting.article_overview") == [("a\ufffd\tb\\N\né𝄞",)]
        keys = {
            t for (t,) in ask(url, "SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'p'")
        }
        assert "reporting.freshness" in keys
        assert not keys & {"reporting.outlet_coverage", "reporting.link_health"}  # too long, and not whole


class TestSecrets:
    @pytest.mark.parametrize(
        ("wrong", "hint"),
        [
            ("postgresql://ainews:geheim%2F1@127.0.0.1:1/news", "Does the server run"),
            ("postgresql://ainews:geheim/1@127.0.0.1:x/news", "postgresql://USER@HOST"),
            ("postgresql://ainews:12@geheim@127.0.0.1/news", "postgresql://USER@HOST"),
            ("postgresql://ainews:12/geheim@127.0.0.1/news", "postgresql://USER@HOST"),
            ("postgresql://ainews:12?geheim@127.0.0.1/news", "postgresql://USER@HOST"),
            ("postgres//ainews:geheim/1@h", "postgresql://USER@HOST"),
            ("postgresql://postgres:geheim%2F1@/nowhere?host={host}", "createdb"),
            ("host={host} user=nobody password=geheim/1 dbname=postgres", "nobody@"),
        ],
    )
    def test_no_error_shows_the_password(self, home: Workshop, url: str, wrong: str, hint: str) -> None:
        wrong = wrong.format(host=conninfo.conninfo_to_dict(url)["host"])
        for result in (export(home, wrong), export(home, "", AINEWS_POSTGRES_URL=wrong)):
            assert (result.exit_code, hint in result.output) == (1, True), result.output
            assert result.exception
            assert "geheim" not in result.output + "".join(traceback.format_exception(result.exception))

    def test_the_url_may_come_from_the_settings_which_hide_it(self, home: Workshop, url: str) -> None:
        secret = conninfo.make_conninfo(url, password="geheim/1")
        assert export(home, "", AINEWS_POSTGRES_URL=secret).exit_code == 0
        for arguments in (["config"], ["config", "--json"]):
            told = CliRunner().invoke(app, arguments, env={"AINEWS_POSTGRES_URL": secret, "COLUMNS": "300"})
            assert told.exit_code == 0
            assert "geheim" not in told.output
            assert "AINEWS_POSTGRES_URL" in told.output
        assert export(home, "", AINEWS_POSTGRES_URL="").exit_code == 2
