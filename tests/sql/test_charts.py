"""Each chart of sql/charts: what its head promises, what the marts hold for it, what it makes of rows."""

from typing import Any

import duckdb
import pytest

from flows.pages.fetching.outcomes import Outcome
from flows.seedfiles.records import Code
from tests.sql.sql_cases import (
    CASES,
    describe,
    difference,
    expected_columns,
    read_cases,
    relations_read,
    run_model,
    show_rows,
)
from warehouse.dashboard.charts import Chart, read_chart, read_charts, read_labels
from warehouse.errors import ModelError

CHARTS = {chart.name: chart for chart in read_charts()}
each_chart = pytest.mark.parametrize("chart", CHARTS.values(), ids=CHARTS.keys())
CHART_CASES = [
    pytest.param(CHARTS[path.stem], case, id=f"{path.stem}-{title}")
    for path in sorted((CASES / "charts").glob("*.yaml"))
    for title, case in read_cases(path).items()
]


@pytest.mark.parametrize(("chart", "case"), CHART_CASES)
def test_chart_makes_expected_rows(chart: Chart, case: dict[str, Any]) -> None:
    columns = expected_columns(case["expect"])
    expected = show_rows(case["expect"], columns)
    backwards = {relation: rows[::-1] for relation, rows in case["given"].items()}
    for given in (case["given"], backwards):
        found = run_model(chart.sql, given, columns)
        assert found == expected, difference(expected, found)


@each_chart
def test_head_documents_and_labels_the_columns_in_their_order(
    chart: Chart, empty: duckdb.DuckDBPyConnection
) -> None:
    columns = describe(empty, chart.select)
    assert list(chart.columns) == list(columns)
    assert [name for name in columns if name not in read_labels()] == []
    assert [name for name, text in chart.columns.items() if not all(text.partition("; "))] == []
    assert set(columns.values()) <= {"VARCHAR", "BOOLEAN", "BIGINT", "DOUBLE", "DATE", "TIMESTAMP"}


@each_chart
def test_the_marts_hold_all_that_it_reads(chart: Chart) -> None:
    relations = relations_read(chart.sql)
    assert relations
    assert all(name.startswith("reporting.") or name == "ops.generation" for name in relations)


@each_chart
def test_it_speaks_chinese_and_english_and_fits_the_page(chart: Chart) -> None:
    texts = [chart.title, chart.tells, *([chart.limit] if "LIMIT" in chart.sql else [])]
    assert all(words.zh and words.en.isascii() and not words.zh.isascii() for words in texts)
    lines = [line for line in chart.sql.splitlines() if not line.startswith("-- chart:")]
    assert not [line for line in lines if len(line) > 120 or line != line.rstrip()]


def test_labels_are_used_and_name_every_value_that_is_a_code() -> None:
    columns = {column for chart in read_charts() for column in chart.columns}
    assert [name for name in read_labels() if name.partition("=")[0] not in columns] == []
    assert [code for code in Code if f"code={code}" not in read_labels()] == []
    assert [outcome for outcome in Outcome if f"last_outcome={outcome}" not in read_labels()] == []


def test_a_chart_line_that_names_no_column_is_told(tmp_path) -> None:
    path = tmp_path / "odd.sql"
    path.write_text(CHARTS["outlets"].sql.replace("y=outlet ", "y=paper "), encoding="utf-8")
    with pytest.raises(ModelError, match="names paper, which is not there") as told:
        read_chart(path)
    assert "outlet_basis" in told.value.hint
