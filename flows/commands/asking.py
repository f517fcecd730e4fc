"""The command that asks the published warehouse in SQL: query, with examples, and other ways to ask."""

import shlex
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from flows.commands.common import HomeOption, JsonOption, err, out, settings_of
from flows.commands.completion import complete_example
from flows.commands.output import Format, print_rows, print_table

if TYPE_CHECKING:
    from flows.errors import UsageError


def query(
    sql: Annotated[
        str | None,
        typer.Argument(
            metavar="SQL",
            help="One SELECT, the name of an example, or - to read SQL from stdin.",
            autocompletion=complete_example,
        ),
    ] = None,
    examples: Annotated[
        bool, typer.Option("--examples", "-e", help="List the worked examples, or print the one named.")
    ] = False,
    format_: Annotated[Format, typer.Option("--format", "-f", help="How to print the rows.")] = Format.TABLE,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Run read-only SQL on the published warehouse.

    Schemas may be left out: reporting, core, landing, ops are searched in this order. Nothing
    else can be read and nothing written. `ainews dictionary` lists tables and columns. Without SQL
    it says how to open the file with other tools.

    Examples:
    ainews query "FROM run_history"
    ainews query "SELECT host, count(*) FROM article GROUP BY ALL" -f csv
    ainews query --examples
    ainews query rising_tags
    ainews query --examples rising_tags > mine.sql
    """
    from warehouse.examples import list_examples, read_example
    from warehouse.home import Home
    from warehouse.query import run_query

    names = list_examples()
    if json:
        format_ = Format.JSON
    if examples:
        _show_examples(names, sql, format_)
        return
    warehouse = Home(settings_of(home=home).home)
    generation = warehouse.current_generation()
    if sql is None:
        _tell_how_to_open(warehouse.current.absolute())
        return
    if sql in names:
        example = read_example(sql)
        err.print(Text(example.question, style="bold"))
        sql = example.sql
    elif sql.isidentifier() and get_close_matches(sql, names):
        raise _no_example(sql, names)
    if sql == "-":
        sql = sys.stdin.buffer.read().decode(errors="surrogateescape")
    answer = run_query(generation, sql)
    print_rows(answer.columns, answer.rows, format_)


def _show_examples(names: list[str], wanted: str | None, format_: Format) -> None:
    """Print the SQL of an example, or the list of all. Raises UsageError if there is no such one."""
    from warehouse.examples import read_example

    if wanted is not None:
        if wanted not in names:
            raise _no_example(wanted, names)
        typer.echo(read_example(wanted).sql, nl=False)
        return
    rows = [(name, read_example(name).question) for name in names]
    if format_ is not Format.TABLE:
        print_rows(("example", "question"), rows, format_)
        return
    print_table(("example", "question"), rows)
    out.print("[dim]ainews query NAME runs one; ainews query --examples NAME > mine.sql, to change it,[/]")
    out.print("[dim]and ainews query - < mine.sql[/]")


def _no_example(name: str, names: list[str]) -> "UsageError":
    from flows.errors import UsageError

    nearest = get_close_matches(name, names, n=1)
    told = f"The nearest is {nearest[0]}; " if nearest else ""
    return UsageError(f"There is no example {name}.", f"{told}`ainews query --examples` lists all.")


def _tell_how_to_open(published: Path) -> None:
    """Say how other tools open the newest generation, each read-only."""
    warehouse, marts = published / "warehouse.duckdb", published / "marts.duckdb"
    ways = {
        "ainews": ("ainews query 'FROM article_overview LIMIT 5'", "ainews query --examples"),
        "duckdb": (
            f"duckdb -readonly {shlex.quote(str(warehouse))}",
            "FROM reporting.article_overview LIMIT 5;",
        ),
        "harlequin": (f"harlequin --read-only {shlex.quote(str(warehouse))}",),
        "DBeaver": (f"new connection, DuckDB, path {marts}", "driver property duckdb.read_only = true"),
        "Python": (
            f"import duckdb; con = duckdb.connect({str(warehouse)!r}, read_only=True)",
            "con.sql('FROM reporting.article_overview').show()",
        ),
        "pandas": ("con.sql('FROM reporting.tag_trend_monthly').df()",),
        "polars": ("con.sql('FROM reporting.tag_trend_monthly').pl()",),
    }
    out.print("Give SQL or the name of an example, or open the published file, read-only:")
    for tool, lines in ways.items():
        for number, told in enumerate(lines):
            out.print(Text(f"  {tool if number == 0 else '':<10} {told}"), soft_wrap=True)
    out.print("[dim]A tool sees the generation that it opened; it must connect anew to see the next one.[/]")
