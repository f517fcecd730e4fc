"""Commands around the data: check, config, vocabulary."""

from typing import Annotated

import typer
from rich.text import Text

from flows.commands.common import (
    FAILED,
    STRICT,
    HomeOption,
    JsonOption,
    StrictOption,
    out,
    print_json,
    settings_of,
)
from flows.commands.output import print_table, shorten
from warehouse.wording import count_of


def check(home: HomeOption = None, strict: StrictOption = None, json: JsonOption = False) -> None:
    """Run all checks on the published warehouse. Exit 1 if a promise is broken."""
    from warehouse.checks import run_checks
    from warehouse.connect import connect_published
    from warehouse.home import Home

    settings = settings_of(home=home, strict=strict)
    con = connect_published(Home(settings.home).current_generation() / "warehouse.duckdb")
    try:
        results = run_checks(con)
    finally:
        con.close()
    broken = {result.check.severity for result in results if result.broken_count}
    if json:
        print_json(
            [
                {
                    "check": r.check.name,
                    "severity": r.check.severity,
                    "promise": r.check.promise,
                    "broken_count": r.broken_count,
                    "example": r.example,
                }
                for r in results
            ]
        )
    else:
        rows = []
        for r in results:
            found = Text("kept", style="green")
            if r.broken_count:
                found = Text(count_of(r.broken_count, "row"), style="red")
            rows.append((r.check.name, r.check.severity, r.check.promise, found, shorten(r.example, 80)))
        print_table(("check", "severity", "promise", "found", "first"), rows)
    if "fail" in broken:
        raise typer.Exit(FAILED)
    if broken and settings.strict:
        raise typer.Exit(STRICT)


def config(home: HomeOption = None, json: JsonOption = False) -> None:
    """Show every setting, its value, and where it came from.

    Order: defaults, then ainews.toml in the project's root, then AINEWS_* in the environment,
    then flags.
    """
    from flows.settings import CONFIG_FILE, trace_settings

    rows = trace_settings({"home": home})
    if json:
        print_json([{"name": n, "value": v, "source": s, "description": d} for n, v, s, d in rows])
        return
    print_table(("setting", "value", "from", "what it is"), rows)
    out.print(
        f"[dim]{CONFIG_FILE} {'is read' if CONFIG_FILE.exists() else 'is not there'}[/]", soft_wrap=True
    )


vocabulary = typer.Typer(help="What the vocabularies know, and what they do not.", no_args_is_help=True)


@vocabulary.command()
def unknown(
    home: HomeOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many to list.")] = 50,
    json: JsonOption = False,
) -> None:
    """List labels that no vocabulary knows: how often, an example, and the nearest known names.

    Add a name as alias to seeds/vocabulary/*.csv and run `ainews replay`.
    """
    from flows.labels.vocabulary import find_nearest, read_vocabulary
    from flows.settings import VOCABULARY
    from warehouse.home import Home
    from warehouse.query import fetch_rows

    gaps = fetch_rows(
        Home(settings_of(home=home).home).current_generation(),
        f"FROM reporting.vocabulary_gap ORDER BY article_count DESC, kind, name LIMIT {limit}",
    )
    known = read_vocabulary(VOCABULARY)
    rows = [{**gap, "nearest": find_nearest(known, gap["kind"], gap["name"])} for gap in gaps]
    if json:
        print_json(rows)
        return
    if not rows:
        out.print("Every label is known.")
        return
    cells = [
        (
            row["kind"],
            row["name"],
            f"{row['article_count']:,}",
            "、".join(row["nearest"]),
            shorten(row["example_title"], 60),
        )
        for row in rows
    ]
    print_table(("kind", "label", "articles", "nearest known", "example"), cells, right=["articles"])
