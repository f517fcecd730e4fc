"""Superset's dashboard: where each chart stands, and the filters beside them."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from warehouse.exporting.superset.charts import COLOURS
from warehouse.exporting.superset.datasets import VERSION, Labels, make_id

TITLE = "AI 产业新闻"
SLUG = "ainews"
_GRID = 12
_MOST_IN_ROW = 6
# Rows of charts by tab; what stands nowhere here comes last, so that a new chart is never lost.
_TABS = {
    "概览": (
        ("totals",),
        ("section_trend", "technology_trend"),
        ("industry_technology_matrix",),
        ("industry_trend", "event_trend"),
        ("event_timeline",),
        ("tag_network", "syndicated_stories"),
    ),
    "数据与运行": (
        ("freshness",),
        ("newest_articles",),
        ("outlets", "link_health"),
        ("field_completeness", "open_problems"),
        ("recent_runs", "vocabulary_gaps"),
    ),
}
# Heights in Superset's units of 8 px.
_HEIGHT = 54
_HEIGHTS = {"big_number_total": 15, "heatmap_v2": 96, "table": 62}
_LOW = {"freshness": 26}


def describe_dashboard(charts: Mapping[str, Sequence[Mapping[str, Any]]], labels: Labels) -> dict[str, Any]:
    """Return the dashboard of these charts of Superset, given by the names of the charts' files."""
    return {
        "dashboard_title": TITLE,
        "slug": SLUG,
        "description": "ainews export --superset",
        "published": True,
        "position": _place(charts),
        "metadata": {
            "native_filter_configuration": _filters(labels),
            "cross_filters_enabled": True,
            "refresh_frequency": 300,
            "color_scheme": COLOURS,
        },
        "uuid": make_id("dashboard", SLUG),
        "version": VERSION,
    }


def _place(charts: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    placed = {name for rows in _TABS.values() for row in rows for name in row}
    *_, last = _TABS
    tabs = {**_TABS, last: (*_TABS[last], *((name,) for name in charts if name not in placed))}
    position: dict[str, Any] = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"id": "ROOT_ID", "type": "ROOT", "children": []},
        "HEADER_ID": {"id": "HEADER_ID", "type": "HEADER", "meta": {"text": TITLE}},
        "GRID_ID": {"id": "GRID_ID", "type": "GRID", "children": [], "parents": ["ROOT_ID"]},
    }
    root = _add(position, "TABS", "all", ["ROOT_ID"], {})
    for title, rows in tabs.items():
        tab = _add(position, "TAB", title, root, {"text": title})
        for names in rows:
            found = [chart for name in names for chart in charts.get(name, ())]
            for part in _split(found):
                height = max(_HEIGHTS.get(chart["viz_type"], _HEIGHT) for chart in part)
                _add_row(position, tab, part, _LOW.get(names[0], height))
    return position


def _split(charts: list[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Cut a row into as many of about the same length as it takes, none if it is empty."""
    rows = -(-len(charts) // _MOST_IN_ROW)
    bounds = [-(-len(charts) * row // rows) for row in range(rows + 1)] if rows else []
    return [charts[low:high] for low, high in pairwise(bounds)]


def _add_row(
    position: dict[str, Any], tab: list[str], charts: Sequence[Mapping[str, Any]], height: int
) -> None:
    row = _add(position, "ROW", charts[0]["uuid"], tab, {"background": "BACKGROUND_TRANSPARENT"})
    for chart in charts:
        meta = {
            "uuid": chart["uuid"],
            "chartId": len(position),  # any number of its own: the import puts in the real one
            "sliceName": chart["slice_name"],
            "width": _GRID // len(charts),
            "height": height,
        }
        _add(position, "CHART", chart["uuid"], row, meta)


def _add(
    position: dict[str, Any], type_: str, name: str, parents: list[str], meta: dict[str, Any]
) -> list[str]:
    """Put a component below the last of its parents; return it as parents of what comes into it."""
    id_ = f"{type_}-{name}"
    position[id_] = {"id": id_, "type": type_, "children": [], "parents": parents, "meta": meta}
    position[parents[-1]]["children"].append(id_)
    return [*parents, id_]


def _filters(labels: Labels) -> list[dict[str, Any]]:
    """Return the filters; each reaches the charts that have its column, and no other."""
    return [
        # publication before loading: the first that there is, in the order of the words
        _filter("select", labels["date_basis"].zh, "technology_trend", "date_basis", is_single=True),
        _filter("select", labels["section_name"].zh, "section_trend", "section_name"),
        _filter("time", "时间范围"),
    ]


def _filter(
    kind: str, title: str, chart: str = "", column: str = "", *, is_single: bool = False
) -> dict[str, Any]:
    target = (
        {"column": {"name": column}, "datasetUuid": make_id("dataset", f"chart_{chart}")} if column else {}
    )
    controls = {
        "enableEmptyFilter": is_single,
        "defaultToFirstItem": is_single,
        "multiSelect": not is_single,
        "sortAscending": not is_single,
        "inverseSelection": False,
        "searchAllOptions": False,
    }
    return {
        "id": f"NATIVE_FILTER-{column or kind}",
        "type": "NATIVE_FILTER",
        "filterType": f"filter_{kind}",
        "name": title,
        "description": "",
        "targets": [target],
        "controlValues": controls if kind == "select" else {"enableEmptyFilter": False},
        "defaultDataMask": {"extraFormData": {}, "filterState": {}, "ownState": {}},
        "cascadeParentIds": [],
        "scope": {"rootPath": ["ROOT_ID"], "excluded": []},
    }
