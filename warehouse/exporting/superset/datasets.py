"""Superset's datasets: every reporting table as it is, and the SQL of every chart."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

import duckdb

from warehouse.dashboard.charts import Chart, Words
from warehouse.models import Model

# All ids come of it: the same name is the same thing at every import, on every machine.
_NAMESPACE = UUID("a1e05ed5-2f0b-5d1c-9a55-5c2e19c0ffee")
VERSION = "1.0.0"  # of Superset's form of bundles
DATABASE_NAME = "ainews"
_TIMES = ("DATE", "TIMESTAMP")
# The column that says when, if a table has several: the first of these.
_MAIN_TIMES = ("month", "date", "started_at", "published_at")

Labels = Mapping[str, Words]


def make_id(kind: str, name: str) -> str:
    """Return the id of a database, dataset, chart or dashboard of that name."""
    return str(uuid5(_NAMESPACE, f"{kind}/{name}"))


def describe_table(con: duckdb.DuckDBPyConnection, model: Model, labels: Labels) -> dict[str, Any]:
    """Return the dataset of a reporting table; `con` has its view."""
    schema, _, table = model.name.partition(".")
    metrics = [_metric("count", "COUNT(*)", "行数", "Rows; count")]
    if counted := model.columns.get("article_count"):
        text = f"Sum over rows, in which an article may be several times: {counted}"
        metrics.append(_metric("articles", "CAST(SUM(article_count) AS BIGINT)", "文章数合计", text))
    return {
        **_dataset(table, _columns(con, f"SELECT * FROM {model.name}", model.columns, labels)),
        "schema": schema,
        "description": model.comment,
        "metrics": metrics,
    }


def describe_chart(con: duckdb.DuckDBPyConnection, chart: Chart, labels: Labels) -> dict[str, Any]:
    """Return the virtual dataset of a chart: its SQL, with people's words in place of codes."""
    return {
        **_dataset(f"chart_{chart.name}", _columns(con, chart.select, chart.columns, labels)),
        "sql": word_values(chart, labels),
        "description": tell(chart),
    }


def tell(chart: Chart) -> str:
    """Return what a chart tells, and of which rows only."""
    return f"{chart.tells.zh}（{chart.limit.zh}）" if chart.limit.zh else chart.tells.zh


def word_values(chart: Chart, labels: Labels) -> str:
    """Return the chart's SQL with the word of `labels` in place of each code that has one."""
    worded = []
    for column in chart.columns:
        words = {
            name.partition("=")[2]: word.zh for name, word in labels.items() if name.startswith(f"{column}=")
        }
        if words:
            cases = " ".join(f"WHEN {_quoted(code)} THEN {_quoted(word)}" for code, word in words.items())
            worded.append(f"CASE coalesce({column}, '') {cases} ELSE {column} END AS {column}")
    if not worded:
        return chart.select
    return "SELECT * REPLACE (\n  " + ",\n  ".join(worded) + f"\n) FROM (\n{chart.select}\n)"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _columns(
    con: duckdb.DuckDBPyConnection, sql: str, texts: Mapping[str, str], labels: Labels
) -> list[dict[str, Any]]:
    return [
        {
            "column_name": name,
            "verbose_name": labels[name].zh if name in labels else None,
            "description": texts[name],
            "type": type_,
            "is_dttm": type_ in _TIMES,
            "groupby": True,
            "filterable": True,
        }
        for name, type_, *_ in con.execute(f"DESCRIBE {sql}").fetchall()
    ]


def _metric(name: str, expression: str, title: str, description: str) -> dict[str, Any]:
    return {
        "metric_name": name,
        "expression": expression,
        "verbose_name": title,
        "description": description,
        "d3format": ",d",
    }


def _dataset(name: str, columns: list[dict[str, Any]]) -> dict[str, Any]:
    times = [column["column_name"] for column in columns if column["is_dttm"]]
    return {
        "table_name": name,
        "main_dttm_col": next((time for time in (*_MAIN_TIMES, *times) if time in times), None),
        "columns": columns,
        "uuid": make_id("dataset", name),
        "database_uuid": make_id("database", DATABASE_NAME),
        "version": VERSION,
    }
