"""Each check of sql/checks: silent on a sound warehouse, and not on a broken one."""

from typing import Any

import duckdb
import pytest

from tests.sql.sql_cases import CASES, read_cases, relations_read, tables_of
from warehouse.checks import Check, read_checks, run_checks

CHECKS = {check.name: check for check in read_checks()}
CASE_FILES = {path.stem: path for path in sorted((CASES / "checks").glob("*.yaml"))}
CHECK_CASES = [
    pytest.param(check, case, id=f"{name}-{title}")
    for name, check in CHECKS.items()
    if name in CASE_FILES
    for title, case in read_cases(CASE_FILES[name]).items()
]


@pytest.mark.parametrize(("check", "case"), CHECK_CASES)
def test_check_finds_what_is_broken(check: Check, case: dict[str, Any]) -> None:
    assert case.keys() == {"given", "broken"}
    with tables_of(case["given"], relations_read(check.sql)) as con:
        rows = con.execute(check.sql).fetchall()
    assert len(rows) == case["broken"], rows


def test_every_check_has_a_broken_and_a_sound_case() -> None:
    assert CASE_FILES.keys() == CHECKS.keys()
    for name, path in CASE_FILES.items():
        broken = [case["broken"] for case in read_cases(path).values()]
        assert any(broken), f"{name}: no case in which it finds anything"
        assert not all(broken), f"{name}: no case in which it finds nothing"


def test_an_empty_warehouse_keeps_every_promise(empty: duckdb.DuckDBPyConnection) -> None:
    results = run_checks(empty)
    assert len(results) == len(CHECKS)
    assert {result.check.name: result.broken_count for result in results if result.broken_count} == {}
