"""The bundle for Superset, as far as it can be told without one; `make test-superset` has the rest."""

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import duckdb
import pytest

from tests.conftest import SEED_FILE, Workshop
from warehouse.dashboard.charts import read_charts
from warehouse.errors import NoWarehouse
from warehouse.exporting.superset.bundle import write_bundle
from warehouse.models import read_models


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    workshop = Workshop(tmp_path_factory.mktemp("数据 仓库"))
    workshop.write(SEED_FILE.name, SEED_FILE.read_bytes())
    workshop.run()
    return workshop


@pytest.fixture(scope="module")
def bundle(workshop: Workshop) -> dict[str, Any]:
    """The files of the bundle, by their names."""
    write_bundle(workshop.home, workshop.root / "bundle.zip")
    with ZipFile(workshop.root / "bundle.zip") as file:
        return {name: json.loads(file.read(name)) for name in file.namelist()}


def part(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [content for name, content in bundle.items() if name.startswith(f"ainews/{kind}/")]


def test_the_same_definitions_give_the_same_bytes(workshop: Workshop, tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        write_bundle(workshop.home, tmp_path / name)
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    assert len(list(tmp_path.iterdir())) == 2


def test_every_table_and_chart_is_there_once(bundle: dict[str, Any]) -> None:
    names = [each["table_name"] for each in part(bundle, "datasets")]
    tables = [model.name.partition(".")[2] for model in read_models("reporting")]
    assert sorted(names) == sorted([*tables, *(f"chart_{chart.name}" for chart in read_charts())])
    ids = [each["uuid"] for each in bundle.values() if "uuid" in each]
    assert len(ids) == len(set(ids))
    (dashboard,) = part(bundle, "dashboards")
    charts = [each["uuid"] for each in part(bundle, "charts")]
    placed = [
        each for each in dashboard["position"].values() if isinstance(each, dict) and each["type"] == "CHART"
    ]
    assert sorted(each["meta"]["uuid"] for each in placed) == sorted(charts)
    numbers = [each["meta"]["chartId"] for each in placed]
    assert len(numbers) == len(set(numbers))


def test_the_sql_of_charts_runs_on_the_marts_and_gives_the_columns_described(
    workshop: Workshop, bundle: dict[str, Any]
) -> None:
    (database,) = part(bundle, "databases")
    path = database["sqlalchemy_uri"].removeprefix("duckdb:///")
    assert path == str(workshop.home.current / "marts.duckdb")
    with duckdb.connect(path, **database["extra"]["engine_params"]["connect_args"]) as con:
        for dataset in part(bundle, "datasets"):
            sql = dataset.get("sql") or f"FROM {dataset['schema']}.{dataset['table_name']}"
            described = [(column["column_name"], column["type"]) for column in dataset["columns"]]
            assert [(name, str(type_)) for name, type_, *_ in con.execute(sql).description] == described
            assert [column for column in dataset["columns"] if not column["description"]] == []
        with pytest.raises(duckdb.PermissionException):
            con.execute("FROM read_text('/etc/hostname')")


def test_codes_are_words(workshop: Workshop, bundle: dict[str, Any]) -> None:
    (sql,) = (each["sql"] for each in part(bundle, "datasets") if each["table_name"] == "chart_recent_runs")
    with duckdb.connect(workshop.home.current / "marts.duckdb", read_only=True) as con:
        assert con.execute(f"SELECT status FROM ({sql})").fetchall() == [("成功",)]


def test_nothing_published_yet(tmp_path: Path) -> None:
    with pytest.raises(NoWarehouse):
        write_bundle(Workshop(tmp_path).home, tmp_path / "bundle.zip")
