"""How each kind of our charts is drawn in Superset: its name there, its settings, and its question."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from warehouse.dashboard.charts import Chart
from warehouse.exporting.superset.datasets import Labels

_ROWS = 10_000
_LISTED = 1000
_SERIES = 8  # lines that an eye can follow
_BARS = 20  # that can be told apart in a chart's height
_BANDS = 32  # rows of a heat map that can be read


@dataclass(frozen=True, slots=True)
class Drawing:
    """A kind of chart in Superset (`viz_type`), its settings, and what its question adds to all others."""

    viz_type: str
    settings: dict[str, Any]
    query: dict[str, Any]


def draw(chart: Chart, labels: Labels) -> Drawing:
    """Return how a chart is drawn that is no number."""
    return _KINDS[chart.kind](chart, labels)


def draw_number(chart: Chart, column: str, labels: Labels) -> Drawing:
    """Return how one number of a chart is drawn."""
    metric = _metric(chart, column, labels)
    settings = {"metric": metric, "y_axis_format": ",d", "header_font_size": 0.4, "subheader_font_size": 0.15}
    return Drawing("big_number_total", settings, {"columns": [], "metrics": [metric], "row_limit": 1})


def is_time(chart: Chart, column: str) -> bool:
    """Whether the head gives the column the form of a date or a time."""
    return chart.columns[column].rpartition("; ")[2].startswith(("date", "local time"))


def _metric(chart: Chart, column: str, labels: Labels) -> dict[str, Any]:
    """Return the sum of a column; articles counted by loading are never added to those by publication."""
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


def _format_axis(column: str) -> dict[str, Any]:
    if column == "share":
        return {"y_axis_format": ".0%", "truncateYAxis": True, "y_axis_bounds": [0, 1]}
    return {"y_axis_format": ",d"}


def _time_format(column: str) -> str:
    if column == "month":
        return "%Y-%m"
    return "%Y-%m-%d %H:%M" if column.endswith("_at") else "%Y-%m-%d"


def _trend(chart: Chart, labels: Labels, viz_type: str, **more: Any) -> Drawing:
    ((x,), (y,), colours) = chart.encodings["x"], chart.encodings["y"], chart.encodings["colour"]
    metric = _metric(chart, y, labels)
    settings = {
        "x_axis": x,
        "time_grain_sqla": "P1M",
        "x_axis_time_format": _time_format(x),
        "tooltipTimeFormat": _time_format(x),
        "metrics": [metric],
        "groupby": colours,
        "limit": _SERIES,
        "timeseries_limit_metric": metric,
        "order_desc": True,
        "sort_series_type": "sum",
        "sort_series_ascending": False,
        "truncate_metric": True,
        "rich_tooltip": True,
        "tooltipSortByMetric": True,
        "show_legend": True,
        "legendType": "scroll",
        "legendOrientation": "top",
        **_format_axis(y),
        **more,
    }
    month = {
        "columnType": "BASE_AXIS",
        "expressionType": "SQL",
        "sqlExpression": x,
        "label": x,
        "timeGrain": "P1M",
    }
    query = {
        "columns": [month, *colours],
        "metrics": [metric],
        "orderby": [[metric, False]],
        "series_columns": colours,
        "series_limit": _SERIES,
        "series_limit_metric": metric,
        "group_others_when_limit_reached": "group_others_when_limit_reached" in more,
        "row_limit": _ROWS,
    }
    return Drawing(viz_type, settings, query)


def _line(chart: Chart, labels: Labels) -> Drawing:
    return _trend(chart, labels, "echarts_timeseries_line", markerEnabled=True, markerSize=5)


def _area(chart: Chart, labels: Labels) -> Drawing:
    more = {"stack": "Stack", "opacity": 0.6, "group_others_when_limit_reached": True}
    return _trend(chart, labels, "echarts_area", **more)


def _bar(chart: Chart, labels: Labels) -> Drawing:
    """Draw names from top to bottom by size, or columns from left to right if they stand for times."""
    is_timed = is_time(chart, chart.encodings["x"][0])
    place, sizes = ("x", "y") if is_timed else ("y", "x")
    (axis,) = chart.encodings[place]
    metrics = [_metric(chart, column, labels) for column in chart.encodings[sizes]]
    colours = chart.encodings.get("colour", [])
    is_stacked = bool(colours) or len(metrics) > 1
    # times as words: on an axis of time, columns of two runs an hour apart would be hair lines
    named = _time_in_words(axis, labels) if is_timed else axis
    by = ("name", named["label"]) if isinstance(named, dict) else ("sum", metrics[0]["label"])
    settings = {
        "x_axis": named,
        "xAxisForceCategorical": True,
        "x_axis_sort": by[0] if is_stacked else by[1],
        "x_axis_sort_asc": True,
        "xAxisLabelInterval": "auto" if is_timed else "0",
        "orientation": "vertical" if is_timed else "horizontal",
        "metrics": metrics,
        "groupby": colours,
        "stack": "Stack" if is_stacked else None,
        "order_desc": True,
        "truncate_metric": True,
        "show_legend": is_stacked,
        "legendOrientation": "top",
        "rich_tooltip": True,
        "show_value": not is_timed,
        "only_total": True,
        **_format_axis(chart.encodings[sizes][0]),
    }
    query = {
        "columns": [named, *colours],
        "metrics": metrics,
        "orderby": [[metrics[0], False]],
        "row_limit": _ROWS if is_timed else _BARS,
    }
    return Drawing("echarts_timeseries_bar", settings, query)


def _time_in_words(column: str, labels: Labels) -> dict[str, Any]:
    return {
        "expressionType": "SQL",
        "sqlExpression": f"strftime({column}, '{_time_format(column)}')",
        "label": labels[column].zh,
    }


def _heatmap(chart: Chart, labels: Labels) -> Drawing:
    ((x,), (y,), (colour,)) = (chart.encodings[role] for role in ("x", "y", "colour"))
    metric = _metric(chart, colour, labels)
    limit = {"series_columns": [y], "series_limit": _BANDS, "series_limit_metric": metric}
    settings = {
        "x_axis": x,
        "groupby": y,
        "metric": metric,
        **limit,
        "sort_x_axis": "value_desc",
        "sort_y_axis": "value_asc",
        "normalize_across": "heatmap",
        "linear_color_scheme": "schemeBlues",
        "border_color": {"r": 255, "g": 255, "b": 255, "a": 1},
        "border_width": 1,
        "legend_type": "continuous",
        "show_legend": True,
        "show_values": True,
        "xscale_interval": 1,
        "yscale_interval": 1,
        "xAxisLabelRotation": 45,
        "left_margin": "auto",
        "bottom_margin": "auto",
        "value_bounds": [None, None],
        "y_axis_format": ",d",
    }
    query = {
        "columns": [x, y],
        "metrics": [metric],
        "orderby": [[metric, False]],
        **limit,
        "row_limit": _ROWS,
    }
    return Drawing("heatmap_v2", settings, query)


def _network(chart: Chart, labels: Labels) -> Drawing:
    ((source,), (target,), (weight,)) = (chart.encodings[role] for role in ("source", "target", "weight"))
    metric = _metric(chart, weight, labels)
    settings = {
        "source": source,
        "target": target,
        "metric": metric,
        "layout": "force",
        "edgeSymbol": "none,none",
        "edgeLength": 80,
        "repulsion": 200,
        "gravity": 0.3,
        "friction": 0.2,
        "baseNodeSize": 14,
        "baseEdgeWidth": 4,
        "roam": True,
        "draggable": True,
        "selectedMode": "single",
        "show_legend": False,
    }
    query = {"columns": [source, target], "metrics": [metric], "row_limit": _ROWS}
    return Drawing("graph_chart", settings, query)


def _table(chart: Chart, labels: Labels) -> Drawing:
    """List the rows, the newest or greatest of the first column first; ids and codes are for programs."""
    columns = [name for name in chart.columns if not name.endswith(("_id", "_code", "_codes"))]
    order = [[columns[0], False]]
    times = [name for name in columns if is_time(chart, name)]
    settings = {
        "query_mode": "raw",
        "all_columns": columns,
        "order_by_cols": [json.dumps(each) for each in order],
        "column_config": {name: {"d3TimeFormat": _time_format(name)} for name in times},
        "show_cell_bars": False,
        "include_search": True,
        "page_length": 20,
        "allow_render_html": False,
    }
    return Drawing("table", settings, {"columns": columns, "orderby": order, "row_limit": _LISTED})


_KINDS: dict[str, Callable[[Chart, Labels], Drawing]] = {
    "line": _line,
    "area": _area,
    "bar": _bar,
    "heatmap": _heatmap,
    "network": _network,
    "timeline": _table,
    "table": _table,
}
