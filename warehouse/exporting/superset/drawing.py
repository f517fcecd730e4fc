"""Superset's charts: what each kind of chart is called there, its settings, and the question that it asks.

A chart's question (query context) would be written by Superset's pages when somebody saves the chart;
with it in the bundle, its API, reports and alerts can ask before anybody did.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from warehouse.dashboard.charts import Chart
from warehouse.exporting.superset.datasets import VERSION, Labels, make_id, tell

_COLOURS = "echarts5Colors"
_ROWS = 10_000
_SERIES = 8  # lines that an eye can follow
_BARS = 20
_CELLS = 400
_LISTED = 200


@dataclass(frozen=True, slots=True)
class Drawing:
    """A kind of chart in Superset (`viz_type`), its settings, and the columns, metrics and order it asks for."""

    viz_type: str
    settings: dict[str, Any]
    columns: list[Any] = field(default_factory=list)
    metrics: list[Any] = field(default_factory=list)
    order: list[Any] = field(default_factory=list)
    rows: int = _ROWS


def describe_drawings(chart: Chart, labels: Labels) -> list[dict[str, Any]]:
    """Return what Superset shows for a chart: one chart there, or one for each of its numbers."""
    if chart.kind == "number":
        return [
            _describe(chart, f"{chart.name}.{column}", labels[column].zh, chart.columns[column], _number(metric))
            for column in chart.encodings["value"]
            for metric in [_metric(chart, column, labels)]
        ]
    return [_describe(chart, chart.name, chart.title.zh, tell(chart), _KINDS[chart.kind](chart, labels))]


def _describe(chart: Chart, name: str, title: str, description: str, drawing: Drawing) -> dict[str, Any]:
    settings = {
        "viz_type": drawing.viz_type,
        "adhoc_filters": _filters(chart),
        "row_limit": drawing.rows,
        "color_scheme": _COLOURS,
        "extra_form_data": {},
        **drawing.settings,
    }
    query = {
        "columns": drawing.columns,
        "metrics": drawing.metrics,
        "orderby": drawing.order,
        "row_limit": drawing.rows,
        "filters": [],
        "extras": {"having": "", "where": ""},
    }
    context = {
        "datasource": {"id": 0, "type": "table"},  # the import puts in the dataset's number
        "force": False,
        "queries": [query],
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
        if chart.kind in ("line", "area", "timeline")
    ]


def _metric(chart: Chart, column: str, labels: Labels) -> dict[str, Any]:
    """Return the sum of a column; a number of loaded articles is never added to one of published articles."""
    total = expression = f"SUM({column})"
    for basis in chart.encodings.get("filter", []):
        known = labels[f"{basis}=published"].zh
        expression = f"COALESCE({total} FILTER (WHERE {basis} = '{known}'), {total})"
    return {
        "expressionType": "SQL",
        "sqlExpression": expression,
        "label": labels[column].zh,
        "hasCustomLabel": True,
        "optionName": f"metric_{column}",
    }


def _format(column: str) -> str:
    return ".0%" if column == "share" else ",d"


def _number(metric: dict[str, Any]) -> Drawing:
    settings = {"metric": metric, "y_axis_format": ",d", "header_font_size": 0.4, "subheader_font_size": 0.15}
    return Drawing("big_number_total", settings, metrics=[metric], rows=1)


def _trend(chart: Chart, labels: Labels, viz_type: str, **more: Any) -> Drawing:
    ((x,), (y,), colours) = chart.encodings["x"], chart.encodings["y"], chart.encodings.get("colour", [])
    metric = _metric(chart, y, labels)
    settings = {
        "x_axis": x,
        "time_grain_sqla": "P1M",
        "x_axis_time_format": "%Y-%m",
        "tooltipTimeFormat": "%Y-%m",
        "metrics": [metric],
        "groupby": colours,
        "limit": _SERIES,
        "timeseries_limit_metric": metric,
        "order_desc": True,
        "truncate_metric": True,
        "rich_tooltip": True,
        "tooltipSortByMetric": True,
        "show_legend": True,
        "legendType": "scroll",
        "legendOrientation": "top",
        "markerEnabled": True,
        "markerSize": 5,
        "y_axis_format": _format(y),
        **more,
    }
    month = {"columnType": "BASE_AXIS", "expressionType": "SQL", "sqlExpression": x, "label": x, "timeGrain": "P1M"}
    return Drawing(viz_type, settings, [month, *colours], [metric], [[metric, False]])


def _line(chart: Chart, labels: Labels) -> Drawing:
    return _trend(chart, labels, "echarts_timeseries_line")


def _area(chart: Chart, labels: Labels) -> Drawing:
    return _trend(chart, labels, "echarts_area", stack="Stack", opacity=0.6, limit=0)


def _bar(chart: Chart, labels: Labels) -> Drawing:
    """Draw names from top to bottom by size, or, if the bars' place is a time, columns from left to right."""
    is_timed = len(chart.encodings["y"]) > 1 or chart.encodings["x"][0].endswith("_at")
    place, sizes = ("x", "y") if is_timed else ("y", "x")
    (axis,) = chart.encodings[place]
    metrics = [_metric(chart, column, labels) for column in chart.encodings[sizes]]
    colours = chart.encodings.get("colour", [])
    rows = _BARS * (3 if colours else 1)
    settings = {
        "x_axis": axis,
        "xAxisForceCategorical": True,
        "orientation": "vertical" if is_timed else "horizontal",
        "metrics": metrics,
        "groupby": colours,
        "stack": "Stack" if colours or len(metrics) > 1 else None,
        "order_desc": True,
        "truncate_metric": True,
        "show_legend": bool(colours) or len(metrics) > 1,
        "legendOrientation": "top",
        "rich_tooltip": True,
        "show_value": not is_timed,
        "only_total": True,
        "x_axis_time_format": "%m-%d %H:%M",
        "tooltipTimeFormat": "%Y-%m-%d %H:%M",
        "y_axis_format": _format(chart.encodings[sizes][0]),
    }
    if not is_timed:
        by_size = {"x_axis_sort_series": "sum"} if colours else {"x_axis_sort": metrics[0]["label"]}
        settings |= {**by_size, "x_axis_sort_asc": True, "x_axis_sort_series_ascending": True}
    order = [[axis, False]] if is_timed else [[metrics[0], False]]
    return Drawing("echarts_timeseries_bar", settings, [axis, *colours], metrics, order, rows)


def _heatmap(chart: Chart, labels: Labels) -> Drawing:
    ((x,), (y,), (colour,)) = (chart.encodings[role] for role in ("x", "y", "colour"))
    metric = _metric(chart, colour, labels)
    settings = {
        "x_axis": x,
        "groupby": y,
        "metric": metric,
        "sort_x_axis": "value_desc",
        "sort_y_axis": "value_asc",
        "normalize_across": "heatmap",
        "linear_color_scheme": "schemeBlues",
        "legend_type": "continuous",
        "show_legend": True,
        "show_values": False,
        "xscale_interval": 1,
        "yscale_interval": 1,
        "left_margin": "auto",
        "bottom_margin": "auto",
        "value_bounds": [None, None],
        "y_axis_format": ",d",
    }
    return Drawing("heatmap_v2", settings, [x, y], [metric], [[metric, False]], _CELLS)


def _network(chart: Chart, labels: Labels) -> Drawing:
    ((source,), (target,), (weight,)) = (chart.encodings[role] for role in ("source", "target", "weight"))
    metric = _metric(chart, weight, labels)
    settings = {
        "source": source,
        "target": target,
        "metric": metric,
        "layout": "force",
        "edgeSymbol": "none,none",
        "edgeLength": 120,
        "repulsion": 400,
        "gravity": 0.3,
        "friction": 0.2,
        "baseNodeSize": 14,
        "baseEdgeWidth": 3,
        "roam": True,
        "draggable": True,
        "selectedMode": "single",
        "show_legend": False,
    }
    return Drawing("graph_chart", settings, [source, target], [metric], [[metric, False]], _LISTED)


def _table(chart: Chart, labels: Labels) -> Drawing:
    """List the rows, the newest first where the first column is a time."""
    columns = [name for name in chart.columns if not name.endswith("_id")]
    order = [[columns[0], False]]
    settings = {
        "query_mode": "raw",
        "all_columns": columns,
        "order_by_cols": [json.dumps(each) for each in order],
        "table_timestamp_format": "%Y-%m-%d %H:%M",
        "include_search": True,
        "page_length": 20,
        "allow_render_html": False,
    }
    return Drawing("table", settings, columns, order=order, rows=_LISTED)


_KINDS: dict[str, Callable[[Chart, Labels], Drawing]] = {
    "line": _line,
    "area": _area,
    "bar": _bar,
    "heatmap": _heatmap,
    "network": _network,
    "timeline": _table,
    "table": _table,
}
