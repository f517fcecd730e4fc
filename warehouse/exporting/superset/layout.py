"""Superset's dashboard: where each chart stands, and the filters beside them."""

from collections.abc import Mapping, Sequence
from typing import Any

from warehouse.exporting.superset.datasets import VERSION, Labels, make_id

TITLE = "AI 产业新闻"
SLUG = "ainews"
_GRID = 12
# Rows of charts by tab; what stands nowhere here comes last, so that a new chart is never lost.
_TABS = {
    "概览": (
        ("totals",),
        ("section_trend", "technology_trend"),
        ("industry_technology_matrix",),
        ("industry_trend", "tag_network"),
        ("event_timeline",),
        ("outlets", "syndicated_stories"),
    ),
    "数据与运行": (
        ("freshness",),
        ("newest_articles",),
        ("field_completeness", "open_problems"),
        ("link_health", "vocabulary_gaps"),
        ("recent_runs",),
    ),
}
# Heights in Superset's units of 8 px.
_HEIGHT = 50
_HEIGHTS = {"big_number_total": 16, "heatmap_v2": 80, "graph_chart": 60}


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
            "color_scheme": "echarts5Colors",
        },
        "uuid": make_id("dashboard", SLUG),
        "version": VERSION,
    }


def _place(charts: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    placed = {name for rows in _TABS.values() for row in rows for name in row}
    others = [(name,) for name in charts if name not in placed]
    *_, last = _TABS
    position: dict[str, Any] = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"id": "ROOT_ID", "type": "ROOT", "children": ["TABS-all"]},
        "HEADER_ID": {"id": "HEADER_ID", "type": "HEADER", "meta": {"text": TITLE}},
        "GRID_ID": {"id": "GRID_ID", "type": "GRID", "children": [], "parents": ["ROOT_ID"]},
    }
    tabs = _add(position, "TABS", "all", ["ROOT_ID"], {})
    for title, rows in _TABS.items():
        tab = _add(position, "TAB", title, tabs, {"text": title})
        for names in (*rows, *(others if title == last else ())):
            found = [chart for name in names for chart in charts.get(name, ())]
            if not found:
                continue
            row = _add(position, "ROW", "-".join(names), tab, {"background": "BACKGROUND_TRANSPARENT"})
            height = max(_HEIGHTS.get(chart["viz_type"], _HEIGHT) for chart in found)
            for place, chart in enumerate(found):
                # the widths of a row make up the grid's
                width = _GRID * (place + 1) // len(found) - _GRID * place // len(found)
                meta = {
                    "uuid": chart["uuid"],
                    "chartId": len(position),  # any number of its own: the import puts in the real one
                    "sliceName": chart["slice_name"],
                    "width": width,
                    "height": height,
                }
                _add(position, "CHART", chart["uuid"], row, meta)
    return position


def _add(position: dict[str, Any], type_: str, name: str, parents: list[str], meta: dict[str, Any]) -> list[str]:
    """Put a component below the last of its parents; return it as parents of what comes into it."""
    id_ = f"{type_}-{name}"
    position[id_] = {"id": id_, "type": type_, "children": [], "parents": parents, "meta": meta}
    siblings = position[parents[-1]]["children"]
    if id_ not in siblings:
        siblings.append(id_)
    return [*parents, id_]


def _filters(labels: Labels) -> list[dict[str, Any]]:
    """Return the filters; each reaches the charts that have its column, and no other."""
    return [
        # publication before loading: the first that there is, in the order of the words
        _filter("select", labels["date_basis"].zh, "technology_trend", "date_basis", is_single=True),
        _filter("select", labels["section_name"].zh, "section_trend", "section_name"),
        _filter("time", "时间范围"),
    ]


def _filter(kind: str, title: str, chart: str = "", column: str = "", *, is_single: bool = False) -> dict[str, Any]:
    target = {"column": {"name": column}, "datasetUuid": make_id("dataset", f"chart_{chart}")} if column else {}
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
