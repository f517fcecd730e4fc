"""Commands that tell how things stand in the published warehouse: status, problems."""

from typing import Annotated

import typer
from rich.text import Text

from flows.commands.common import HomeOption, JsonOption, make_printable, out, print_json, settings_of
from flows.commands.completion import complete_code
from flows.commands.output import make_table, shorten, tell_place, tell_time
from flows.seedfiles.records import ADVICE

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
        out.print(
            Text(f"{each['n']:>7,}  {each['severity']:<6}  {each['code']}: {ADVICE[Code(each['code'])]}")
        )
    table = make_table("severity", "code", "where", "what", "raw text")
    for row in rows:
        what = f"{row['field']}: {row['detail']}" if row["field"] else row["detail"]
        cells = (row["severity"], row["code"], tell_place(row), what, shorten(row["raw_text"], 80))
        table.add_row(*map(Text, cells))
    out.print(table)
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
    table = make_table("run", "command", "status", "started", "seconds", "what it did", title="Last runs")
    for run in found["runs"]:
        cells = (run["run_id"], run["command"], run["status"], run["started"], run["seconds"], run["message"])
        table.add_row(*(Text(str(cell if cell is not None else "")) for cell in cells))
    out.print(table if found["runs"] else "No run yet: ainews run")
    generation = found["generation"]
    if not generation:
        out.print(Text(found["trouble"]), soft_wrap=True)
        return
    made, changed = (tell_time(generation[name]) for name in ("created_at", "changed_at"))
    out.print(Text(f"Current generation  {generation['generation_id']}, made {made}"))
    out.print(Text(f"Articles            {generation['articles']:,}, last changed {changed}"))
    for fault in generation["dashboard_faults"]:
        out.print(Text(make_printable(f"Dashboard           {fault}"), style="yellow"), soft_wrap=True)
    counts = found["problems"]
    told = ", ".join(f"{each['code']} {each['n']:,} ({each['severity']})" for each in counts)
    out.print(Text(f"Open problems       {told or 'none'}"))
    links = found["links"]
    told = ", ".join(f"{each['last_outcome']} {each['pages']:,}" for each in links)
    due = sum(each["due"] for each in links)
    out.print(Text(f"Links               {told or 'none'}; {due:,} due (ainews refetch)"))
    broken = [check for check in found["checks"] if check["broken_count"]]
    told = ", ".join(
        f"{check['check_name']} ({check['severity']}): {check['broken_count']:,} rows" for check in broken
    )
    out.print(Text(f"Checks              {len(found['checks'])} made, {told or 'all kept'}"))
