"""The reporting tables for BI are the views, however many slices they are filled in."""

from pathlib import Path

import duckdb

from tests.bench.seed_generator import SeedGenerator
from tests.conftest import Workshop
from warehouse.marts import fill_marts


def test_slices_hold_what_the_whole_holds(workshop: Workshop, tmp_path: Path) -> None:
    SeedGenerator().write(workshop.seeds, 200)
    workshop.run()
    folder = workshop.home.current_generation()
    sliced = tmp_path / "sliced.duckdb"
    rows = fill_marts(folder / "warehouse.duckdb", sliced, "256MB", articles_at_once=30)
    assert rows["reporting.article_overview"] > 150
    con = duckdb.connect()
    con.execute(f"ATTACH '{folder / 'marts.duckdb'}' AS whole (READ_ONLY)")
    con.execute(f"ATTACH '{sliced}' AS sliced (READ_ONLY)")
    for name in rows:
        for one, other in (("whole", "sliced"), ("sliced", "whole")):
            assert con.execute(f"FROM {one}.{name} EXCEPT ALL FROM {other}.{name}").fetchall() == [], name
    con.close()
