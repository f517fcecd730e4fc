"""Superset's charts as its bundle has them: what they are called, and the question that each asks.

A chart's question (query context) would be written by Superset's pages when somebody saves the chart;
with it in the bundle, its API, reports and alerts can ask before anybody did.
"""

import json
from typing import Any

from warehouse.dashboard.charts import Chart
from warehouse.exporting.superset.datasets import VERSION, Labels, make_id, tell
from warehouse.exporting.superset.drawing import Drawing, draw, draw_number, is_time

COLOURS = "echarts5Colors"


def describe_drawings(chart: Chart, labels: Labels) -> list[dict[str, Any]]:
    """Return what Superset shows for a chart: one chart there, or one for each of its numbers."""
    if chart.kind == "number":
        return [
            _describe(
                chart,
                f"{chart.name}.{column}",
                labels[column].zh,
                chart.columns[column],
                draw_number(chart, column, labels),
            )
            for column in chart.encodings["value"]
        ]
    return [_describe(chart, chart.name, chart.title.zh, tell(chart), draw(chart, labels))]


def _describe(chart: Chart, name: str, title: str, description: str, drawing: Drawing) -> dict[str, Any]:
    settings = {
        "viz_type": drawing.viz_type,
        "adhoc_filters": _filters(chart),
        "row_limit": drawing.query["row_limit"],
        "color_scheme": COLOURS,
        "extra_form_data": {},
        **drawing.settings,
    }
    context = {
        "datasource": {"id": 0, "type": "table"},  # the import puts in the dataset's number
        "force": False,
        "queries": [{"filters": [], "extras": {"having": "", "where": ""}, **drawing.query}],
        "form_data": settings,
        "result_format": "json",
        "result_type": "full",
    }
    return {
        "slice_name": title,
        "description": description,
        "viz_type": drawing.viz_type,
        "params": settings,
        "query_context": json.dumps(context, ensure_ascii=False),
        "uuid": make_id("chart", name),
        "dataset_uuid": make_id("dataset", f"chart_{chart.name}"),
        "version": VERSION,
    }


def _filters(chart: Chart) -> list[dict[str, Any]]:
    """Return the filter by which a dashboard's choice of time reaches the chart."""
    return [
        {
            "clause": "WHERE",
            "expressionType": "SIMPLE",
            "subject": column,
            "operator": "TEMPORAL_RANGE",
            "comparator": "No filter",
        }
        for column in chart.encodings.get("x", [])
        if is_time(chart, column)
    ]
