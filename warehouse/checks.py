"""Promises about the data: a file each below sql/checks, a SELECT of the rows that break it."""

import json
from dataclasses import dataclass
from datetime import datetime

import duckdb

from warehouse.connect import transaction
from warehouse.errors import ModelError
from warehouse.models import SQL
from warehouse.wording import count_of

_SEVERITIES = ("fail", "warn")


@dataclass(frozen=True, slots=True)
class Check:
    """One file. Its first comment line is the promise."""

    name: str
    severity: str
    promise: str
    sql: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found: how many rows, and the first as a JSON object."""

    check: Check
    broken_count: int
    example: str | None


def read_checks() -> list[Check]:
    """Read all checks, those that fail first."""
    checks = []
    for severity in _SEVERITIES:
        for path in sorted((SQL / "checks" / severity).glob("*.sql")):
            sql = path.read_text(encoding="utf-8")
            first, _, _ = sql.partition("\n")
            if not first.startswith("-- "):
                raise ModelError(f"checks/{severity}/{path.name}: its first line must be the promise.")
            checks.append(Check(path.stem, severity, first.removeprefix("-- "), sql))
    return checks


def run_checks(con: duckdb.DuckDBPyConnection) -> list[CheckResult]:
    """Run every check and return its result, in the order of read_checks."""
    results = []
    for check in read_checks():
        row = con.execute(f"""
            SELECT count(*), to_json(first(broken)) FROM ({check.sql}) AS broken
            """).fetchone()
        count, example = row or (0, None)
        results.append(CheckResult(check, int(count), example if count else None))
    return results


def record_checks(
    con: duckdb.DuckDBPyConnection, run_id: str, results: list[CheckResult], now: datetime
) -> None:
    """Enter the results into ops.check_result."""
    with transaction(con):
        con.executemany(
            "INSERT INTO ops.check_result VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                [
                    run_id,
                    r.check.name,
                    r.check.severity,
                    r.check.promise,
                    r.broken_count,
                    r.example,
                    now,
                ]
                for r in results
            ],
        )


def describe_broken(result: CheckResult) -> str:
    """Say in one line what is broken, with an example."""
    example = json.loads(result.example) if result.example else {}
    shown = ", ".join(f"{key}={value}" for key, value in example.items())
    return (
        f"{result.check.name}: {result.check.promise} {count_of(result.broken_count, 'row')}, first: {shown}"
    )
