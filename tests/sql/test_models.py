"""Each model of sql/core and sql/reporting: what its head promises, and what it makes of given rows."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.sql.sql_cases import (
    CASES,
    describe,
    difference,
    expected_columns,
    read_cases,
    relation_types,
    relations_read,
    run_model,
    show_rows,
)
from warehouse.models import SQL, Model, Replaces, read_model

REPORTING = {
    "article_overview",
    "industry_technology_matrix",
    "tag_trend_monthly",
    "technology_trend_monthly",
    "industry_trend_monthly",
    "tag_cooccurrence",
    "event_timeline",
    "outlet_coverage",
    "link_health",
    "syndicated_story",
    "vocabulary_gap",
    "data_quality",
    "freshness",
    "run_history",
}
MODELS = {
    model.name: model
    for folder in ("core", "reporting")
    for model in map(read_model, sorted((SQL / folder).glob("*.sql")))
}
CASE_FILES = {path.stem: path for path in sorted(CASES.glob("*.yaml"))}
MODEL_CASES = [
    pytest.param(model, case, id=f"{name}-{title}")
    for name, model in MODELS.items()
    if name in CASE_FILES
    for title, case in read_cases(CASE_FILES[name]).items()
]
each_model = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS.keys())


@pytest.mark.parametrize(("model", "case"), MODEL_CASES)
def test_model_makes_expected_rows(model: Model, case: dict[str, Any]) -> None:
    assert case.keys() == {"given", "expect"}
    columns = expected_columns(case["expect"])
    expected = show_rows(case["expect"], columns)
    backwards = {relation: rows[::-1] for relation, rows in case["given"].items()}
    for order, given in (("as given", case["given"]), ("given backwards", backwards)):
        found = run_model(model.sql, given, columns)
        assert found == expected, f"{model.name}, rows {order}:\n{difference(expected, found)}"


def test_every_model_has_a_case_and_every_case_a_model() -> None:
    assert CASE_FILES.keys() == MODELS.keys()
    for name, path in CASE_FILES.items():
        assert any(case["expect"] for case in read_cases(path).values()), f"{name} expects no row"


def test_reporting_has_the_views_that_the_contract_names() -> None:
    assert {path.stem for path in (SQL / "reporting").glob("*.sql")} == REPORTING


@each_model
def test_head_documents_the_columns_in_their_order(model: Model, empty: duckdb.DuckDBPyConnection) -> None:
    assert list(model.columns) == list(describe(empty, model.sql))


@each_model
def test_types_are_those_that_tools_understand(model: Model, empty: duckdb.DuckDBPyConnection) -> None:
    types = describe(empty, model.sql)
    odd = {
        name: kind
        for name, kind in types.items()
        if kind not in {"VARCHAR", "BOOLEAN", "INTEGER", "BIGINT", "DOUBLE", "DATE", "TIMESTAMP"}
    }
    assert not odd
    if model.replaces is not Replaces.VIEW:
        assert types.items() == relation_types()[model.name].items()


@each_model
def test_model_reads_what_the_order_of_building_is_made_of(
    model: Model, empty: duckdb.DuckDBPyConnection
) -> None:
    assert relations_read(model.sql) - {model.name} == model.inputs
    assert empty.execute(f"EXPLAIN {model.sql}").fetchall()


@pytest.mark.parametrize("name", sorted(REPORTING))
def test_view_reads_no_other_view_of_reporting(name: str) -> None:
    assert not any(each.startswith("reporting.") for each in MODELS[f"reporting.{name}"].inputs)


@pytest.mark.parametrize(
    "path",
    [path for folder in ("reporting", "queries") for path in sorted((SQL / folder).glob("*.sql"))],
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_lines_fit_the_page(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if len(line) > 120 or line != line.rstrip()]
