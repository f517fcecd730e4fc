"""How things stand: last runs, the current generation, its checks and open problems."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytz

from warehouse.connect import TIMEZONE
from warehouse.errors import HomeFailure, NoWarehouse
from warehouse.home import Home
from warehouse.ledger import RUNNING, read_runs
from warehouse.lock import find_writer
from warehouse.publish import read_manifest
from warehouse.query import fetch_rows

_LINKS = """
    SELECT coalesce(last_outcome, '(none)') AS last_outcome, count(*) AS pages,
        count(*) FILTER (next_due_at <= now() AT TIME ZONE 'Asia/Shanghai') AS due,
        max(last_fetched_at) AS last_fetched_at
    FROM core.page GROUP BY last_outcome ORDER BY pages DESC, last_outcome
    """


def read_status(home: Home, runs: int) -> dict[str, Any]:
    """Return the status as plain data; it never opens the writer's file."""
    owner = find_writer(home)
    writing = f"{owner.command}, process {owner.process_id} on {owner.host}" if owner else None
    try:
        folder = home.current_generation()
        generation = _read_generation(folder)
        checks = fetch_rows(
            folder,
            """
            SELECT check_name, severity, broken_count, promise, example FROM ops.check_result
            WHERE run_id = (SELECT max(run_id) FROM ops.check_result) ORDER BY severity, check_name
            """,
        )
        problems = fetch_rows(
            folder,
            """
            SELECT code, severity, count(*) AS n FROM landing.problem
            WHERE status = 'open' GROUP BY ALL ORDER BY severity, n DESC, code
            """,
        )
        links = fetch_rows(folder, _LINKS)
        trouble = None
    except (NoWarehouse, HomeFailure) as failure:
        generation, checks, problems, links = None, [], [], []
        trouble = f"{failure.message} {failure.hint}"
    return {
        "home": str(home.root),
        "writing": writing,
        "runs": [_tell_run(run, bool(writing)) for run in read_runs(home, runs)],
        "generation": generation,
        "trouble": trouble,
        "checks": checks,
        "problems": problems,
        "links": links,
    }


def _read_generation(folder: Path) -> dict[str, Any]:
    rows = fetch_rows(
        folder,
        """
        SELECT max(generation_id) AS generation_id, arg_max(created_at, generation_id) AS created_at,
            (SELECT count(*) FROM core.article_base) AS articles,
            (SELECT max(changed_at) FROM core.article_base) AS changed_at
        FROM ops.generation
        """,
    )
    return {**rows[0], "dashboard_faults": read_manifest(folder).get("dashboard_faults", [])}


def _tell_run(run: dict[str, Any], someone_writes: bool) -> dict[str, Any]:
    status = run.get("status")
    if status == RUNNING and not someone_writes:
        status = "crashed"  # nobody holds the lock: the next run will mark it so
    started, finished = run.get("started_at"), run.get("finished_at")
    seconds = None
    if started and finished:
        seconds = round(
            (datetime.fromisoformat(finished) - datetime.fromisoformat(started)).total_seconds(), 1
        )
    told = {"run_id": run.get("run_id"), "command": run.get("command"), "status": status}
    started_local = (
        f"{datetime.fromisoformat(started).astimezone(pytz.timezone(TIMEZONE)):%Y-%m-%d %H:%M:%S}"
        if started
        else None
    )
    return {**told, "started": started_local, "seconds": seconds, "message": run.get("message")}
