"""Commands that tell how things stand in the published warehouse: status, problems."""

from typing import Annotated

import typer
from rich.text import Text

from flows.commands.common import (
    HomeOption,
    JsonOption,
    make_printable,
    out,
    print_beside,
    print_json,
    settings_of,
)
from flows.commands.completion import complete_code
from flows.commands.output import print_table, shorten, tell_place, tell_time
from flows.seedfiles.records import ADVICE
from warehouse.wording import count_of

_CODES = "\n\n".join(f"{code}: {advice}" for code, advice in ADVICE.items())
_RUNS_SHOWN = 5


def problems(
    code: Annotated[
        str | None, typer.Option("--code", help="Only this code.", autocompletion=complete_code)
    ] = None,
    severity: Annotated[str | None, typer.Option("--severity", help="reject or warn.")] = None,
    status: Annotated[str, typer.Option("--status", help="open or resolved.")] = "open",
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many to list.")] = 50,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """List rejected (reject) and doubtful (warn) input, with its place and raw text."""
    from flows.errors import UsageError
    from flows.seedfiles.records import Code
    from warehouse.home import Home
    from warehouse.query import fetch_rows

    for name, value, known in (
        ("--code", code, list(Code)),
        ("--severity", severity, ["reject", "warn"]),
        ("--status", status, ["open", "resolved"]),
    ):
        if value is not None and value not in known:
            raise UsageError(f"{name} {value}: there is no such one.", f"Known: {', '.join(known)}.")
    generation = Home(settings_of(home=home).home).current_generation()
    chosen = "status = $1 AND code = coalesce($2, code) AND severity = coalesce($3, severity)"
    parameters = [status, code, severity]
    rows = fetch_rows(
        generation,
        f"""
        SELECT problem_id, severity, code, field, detail, seed_path, record_no, line_no, url, raw_text,
            status, first_run_id, last_run_id
        FROM landing.problem WHERE {chosen}
        ORDER BY severity, code, seed_path, record_no, line_no, problem_id LIMIT {limit}
        """,
        parameters,
    )
    if json:
        print_json(rows)
        return
    counts = fetch_rows(
        generation,
        f"""
        SELECT severity, code, count(*) AS n FROM landing.problem WHERE {chosen}
        GROUP BY ALL ORDER BY ALL
        """,
        parameters,
    )
    if not counts:
        out.print(f"No {status} problems{' of this kind' if code or severity else ''}.")
        return
    for each in counts:
        advice = f"{each['code']}: {ADVICE[Code(each['code'])]}"
        print_beside(Text(f"{each['n']:>7,}  {each['severity']:<6}  "), Text(advice))
    cells = [
        (
            row["severity"],
            row["code"],
            tell_place(row),
            f"{row['field']}: {row['detail']}" if row["field"] else row["detail"],
            shorten(row["raw_text"], 80),
        )
        for row in rows
    ]
    print_table(("severity", "code", "where", "what", "raw text"), cells)
    total = sum(each["n"] for each in counts)
    if total > len(rows):
        out.print(f"[dim]{len(rows):,} of {total:,}; --limit and --code show others[/]")


problems.__doc__ = f"{problems.__doc__}\n\nCodes:\n\n{_CODES}"


def status(home: HomeOption = None, json: JsonOption = False) -> None:
    """Show the last runs, the current generation, its checks, open problems and links."""
    from warehouse.home import Home
    from warehouse.status import read_status

    found = read_status(Home(settings_of(home=home).home), _RUNS_SHOWN)
    if json:
        print_json(found)
        return
    if found["writing"]:
        out.print(Text(f"Writing now: {found['writing']}"))
    if found["runs"]:
        names = ("run_id", "command", "status", "started", "seconds", "message")
        columns = ("run", "command", "status", "started", "seconds", "what it did")
        print_table(columns, [[run[name] for name in names] for run in found["runs"]], title="Last runs")
    else:
        out.print("No run yet: ainews run")
    generation = found["generation"]
    if not generation:
        out.print(Text(found["trouble"]), soft_wrap=True)
        return
    made, changed = (tell_time(generation[name]) for name in ("created_at", "changed_at"))
    _tell("Current generation", f"{generation['generation_id']}, made {made}")
    _tell("Articles", f"{generation['articles']:,}, last changed {changed}")
    for fault in generation["dashboard_faults"]:
        _tell("Dashboard", make_printable(fault), style="yellow")
    counts = found["problems"]
    told = ", ".join(f"{each['code']} {each['n']:,} ({each['severity']})" for each in counts)
    _tell("Open problems", told or "none")
    links = found["links"]
    told = ", ".join(f"{each['last_outcome']} {each['pages']:,}" for each in links)
    due = sum(each["due"] for each in links)
    _tell("Links", f"{told or 'none'}; {due:,} due (ainews refetch)")
    broken = [check for check in found["checks"] if check["broken_count"]]
    told = ", ".join(
        f"{check['check_name']} ({check['severity']}): {count_of(check['broken_count'], 'row')}"
        for check in broken
    )
    _tell("Checks", f"{len(found['checks'])} made, {told or 'all kept'}")


def _tell(name: str, text: str, style: str = "") -> None:
    print_beside(Text(f"{name:<19} ", style=style), Text(text, style=style))
