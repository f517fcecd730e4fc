"""Commands that read the published warehouse: status, query, explain, problems."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from flows.commands.common import HomeOption, JsonOption, make_printable, out, print_json, settings_of
from flows.commands.output import Format, make_table, print_rows, shorten
from flows.seedfiles.records import ADVICE

_CODES = "\n\n".join(f"{code}: {advice}" for code, advice in ADVICE.items())
_RUNS_SHOWN, _ATTEMPTS_SHOWN = 5, 5
_EXCERPT, _WHOLE = 100, 1_000_000_000  # characters of a value that explain prints
_HOW_TO_NAME = "Give an id, a URL, a seed path, or words of the title."


def query(
    sql: Annotated[
        str | None, typer.Argument(metavar="SQL", help="One SELECT, or - to read it from stdin.")
    ] = None,
    format_: Annotated[Format, typer.Option("--format", "-f", help="How to print the rows.")] = Format.TABLE,
    home: HomeOption = None,
) -> None:
    """Run read-only SQL on the published warehouse.

    Schemas may be left out: reporting, core, landing, ops are searched in this order. Nothing
    else can be read and nothing written. `ainews dictionary` lists tables and columns.

    Examples: ainews query "FROM run_history";
    ainews query "SELECT host, count(*) FROM article_overview GROUP BY ALL" -f csv
    """
    from warehouse.home import Home
    from warehouse.query import run_query

    generation = Home(settings_of(home=home).home).current_generation()
    if sql is None:
        _tell_how_to_open(generation / "warehouse.duckdb")
        return
    answer = run_query(generation, sys.stdin.read() if sql == "-" else sql)
    print_rows(answer.columns, answer.rows, format_)


def explain(
    article: Annotated[
        str, typer.Argument(metavar="ARTICLE", help="Id, URL, seed path, or words of the title.")
    ],
    home: HomeOption = None,
    full: Annotated[bool, typer.Option("--full", help="Print texts whole.")] = False,
    json: JsonOption = False,
) -> None:
    """Explain one article: every value, and the file, record, line, page and rule it comes from.

    Behind each text that it had stands what changed: - what went, + what came.
    """
    from dataclasses import asdict

    from flows.text.difference import compare_texts
    from flows.text.urls import read_link
    from warehouse.errors import Failure
    from warehouse.explain import explain_article, find_articles
    from warehouse.home import Home

    generation = Home(settings_of(home=home).home).current_generation()
    found = find_articles(generation, article, read_link(article).canonical_url)
    if not found:
        raise Failure(
            f"No article is meant by {article!r}.", "Give an id, a URL, a seed path, or words of the title."
        )
    if len(found) > 1 and found[0]["article_id"] != article and not json:
        out.print(f"Several articles are meant by {article!r}; choose one by its id:")
        for each in found:
            told = f"  {each['article_id']}  {each['title']}  ({each['seed_path']})"
            out.print(Text(make_printable(told)))
        return
    explained = explain_article(generation, found[0]["article_id"])
    before = None
    for revision in explained["revisions"]:
        text = f"{revision['title']}\n\n{revision.pop('body')}"
        revision["changes"] = [] if before is None else [asdict(each) for each in compare_texts(before, text)]
        before = text
    if json:
        print_json(explained)
    else:
        _print_explained(explained, _WHOLE if full else _EXCERPT)


def problems(
    code: Annotated[str | None, typer.Option("--code", help="Only this code.")] = None,
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
        cells = (row["severity"], row["code"], _place(row), what, shorten(row["raw_text"], 80))
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
    made, changed = (_tell_time(generation[name]) for name in ("created_at", "changed_at"))
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


def _tell_time(time: datetime | None) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S}" if time else "never"


def _place(row: dict[str, Any]) -> str:
    place = row["seed_path"] or row["url"] or ""
    if row["record_no"]:
        place += f" record {row['record_no']}"
    if row["line_no"]:
        place += f" line {row['line_no']}"
    return make_printable(place)


def _print_explained(explained: dict[str, Any], most: int) -> None:
    loaded = explained["loaded"]
    out.print(Text(explained["title"] or "(no title)", style="bold"))
    out.print(Text(f"article {explained['article_id']}", style="dim"))
    out.print(Text(f"loaded by run {loaded['first_run_id']}, last changed by {loaded['changed_run_id']}"))
    names: dict[Any, str] = {}
    for number, each in enumerate(explained["records"], start=1):
        names[each["seed_path"], each["record_no"]] = f"[{number}]"
        out.print(Text(f"[{number}] {_place(each)}, loaded by run {each['run_id']}"), soft_wrap=True)
    for number, each in enumerate(explained["pages"], start=1):
        names[each["content_sha256"]] = f"[p{number}]"
        _print_page(f"[p{number}]", each)
    for each in explained["values"]:
        out.print()
        out.print(Text.assemble((each["name"], "bold cyan"), "  ", shorten(each["value"], most) or "(none)"))
        if "content_sha256" in each:
            out.print(Text(f"    from {names[each['content_sha256']]}; {each['rule']}", style="dim"))
            continue
        where = f"{names[each['seed_path'], each['record_no']]} line {each['line_no']}"
        out.print(Text(f"    from {where}; {each['rule']}", style="dim"))
        if each["raw_text"] != each["value"]:
            out.print(Text(f"    as written: {shorten(each['raw_text'], most)}", style="dim"))
    table = make_table("kind", "is", "as written", "from", "rule", "by the line")
    for each in explained["labels"]:
        name = each["name"] or "(nothing)"
        name = f"{name} ({each['code']})" if each["code"] else name
        rule = f"glued: {each['matched_text']}" if each["rule"] == "glued" else each["rule"]
        where = f"{names[each['seed_path'], each['record_no']]} line {each['line_no']}"
        cells = (each["kind"], name, each["raw_label"], where, rule, each["vocabulary_line"] or "")
        table.add_row(*(Text(make_printable(cell)) for cell in cells))
    out.print()
    out.print(table)
    for each in explained["revisions"]:
        told = f"revision {each['revision_no']} from {each['source']}, seen {_tell_time(each['observed_at'])}"
        out.print(Text(f"{told}: {each['characters']:,} characters, {shorten(each['title'], 60)}"))
        _print_changes(each["changes"])
    for each in explained["attempts"][:_ATTEMPTS_SHOWN]:
        told = " ".join(filter(None, (each["outcome"], each["detail"])))
        out.print(Text(f"fetched {_tell_time(each['requested_at'])}: {make_printable(told)}"), soft_wrap=True)
    for each in explained["problems"]:
        told = f"{each['severity']} {each['code']} ({each['status']}) at {_place(each)}"
        out.print(Text(f"problem {told}: {each['detail']}", style="yellow"), soft_wrap=True)


def _print_page(name: str, page: dict[str, Any]) -> None:
    said = f"{page['resemblance']:.0%} of the seed's text" if page["resemblance"] is not None else "no text"
    used = "" if page["is_article"] else ": not taken for the article"
    told = f"{name} {page['final_url'] or page['url']}, {said}{used}"
    out.print(Text(make_printable(told)), soft_wrap=True)
    seen = f"seen {_tell_time(page['first_fetched_at'])}"
    if page["last_fetched_at"] != page["first_fetched_at"]:
        seen += f" to {_tell_time(page['last_fetched_at'])}"
    place = f"archive/{page['archive_file']} at byte {page['archive_offset']:,}"
    out.print(Text(f"    {seen}; {place}, run {page['run_id']}", style="dim"), soft_wrap=True)


def _print_changes(changes: list[dict[str, Any]]) -> None:
    """Print what changed since the revision before, a passage a line."""
    from flows.text.difference import Kind, Passage, shorten_kept

    looks = {Kind.KEPT: ("  ", "dim"), Kind.REMOVED: ("- ", "red"), Kind.ADDED: ("+ ", "green")}
    for passage in shorten_kept([Passage(**each) for each in changes]):
        mark, style = looks[passage.kind]
        for line in filter(None, map(str.strip, passage.text.splitlines())):
            out.print(Text(f"  {mark}{make_printable(line)}", style=style), soft_wrap=True)


def _tell_how_to_open(database: Path) -> None:
    out.print("Give SQL (ainews query 'FROM article_overview'), or open the file yourself, read-only:")
    out.print(Text(f"  duckdb -readonly {database}"), soft_wrap=True)
    out.print(Text(f"  harlequin --read-only {database}"), soft_wrap=True)
