"""The page's data: every chart's rows from a generation, packed by column."""

from datetime import date, datetime
from typing import Any

import duckdb

from warehouse.dashboard.charts import Chart, read_charts, read_labels

# How a value is shown, by how the form behind the semicolon of its column's description begins.
_FORMS = {
    "count": "count",
    "share": "share",
    "date of its first day": "month",
    "date": "date",
    "local time": "time",
    "seconds": "seconds",
    "true or false": "flag",
    "URL": "link",
}
_SHARE_DIGITS = 4


def collect_data(con: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Ask all charts of an open marts or warehouse file; return what the page's script reads.

    A chart whose SQL does not run has its error as `fault` and no rows: the others are shown all the same.
    """
    generation = con.execute(
        "SELECT max_by((generation_id, created_at), generation_id) FROM ops.generation"
    ).fetchone()
    newest = generation[0] if generation and generation[0] else ("", None)
    return {
        "generation": {"id": newest[0], "created_at": _plain(newest[1])},
        "labels": {name: [words.zh, words.en] for name, words in read_labels().items()},
        "charts": {chart.name: _collect_chart(con, chart) for chart in read_charts()},
    }


def list_faults(data: dict[str, Any]) -> list[str]:
    """Return a line for each chart that could not be filled."""
    charts = data["charts"].items()
    return [f"sql/charts/{name}.sql: {chart['fault']}" for name, chart in charts if chart["fault"]]


def _collect_chart(con: duckdb.DuckDBPyConnection, chart: Chart) -> dict[str, Any]:
    rows: list[tuple[Any, ...]] = []
    columns, fault = list(chart.columns), ""
    try:
        answer = con.execute(chart.sql)
        columns = [each[0] for each in answer.description or []]
        rows = answer.fetchall()
    except duckdb.Error as error:
        fault = str(error).strip()
    return {
        "title": [chart.title.zh, chart.title.en],
        "tells": [chart.tells.zh, chart.tells.en],
        "limit": [chart.limit.zh, chart.limit.en],
        "kind": chart.kind,
        "encodings": chart.encodings,
        "columns": [[name, _form(chart.columns.get(name, ""))] for name in columns],
        "sql": chart.select,
        "fault": fault,
        "values": [_pack(list(values)) for values in zip(*rows, strict=True)],
    }


def _form(description: str) -> str:
    form = description.rpartition("; ")[2]
    return next((name for start, name in _FORMS.items() if form.startswith(start)), "text")


def _pack(values: list[Any]) -> Any:
    """Return the values, or where most repeat, the distinct ones and each value's place among them."""
    plain = [_plain(value) for value in values]
    distinct = dict.fromkeys(plain)
    if len(distinct) * 2 > len(plain):
        return plain
    places = {value: place for place, value in enumerate(distinct)}
    return {"distinct": list(distinct), "places": [places[value] for value in plain]}


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, _SHARE_DIGITS)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return value.isoformat() if isinstance(value, date) else value
