"""The command that takes tables elsewhere: to files, or to a PostgreSQL."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from flows.commands.common import (
    HomeOption,
    JsonOption,
    QuietOption,
    err,
    out,
    print_json,
    settings_of,
    stop_cleanly,
)
from warehouse.wording import count_of

if TYPE_CHECKING:
    from flows.settings import Settings
    from warehouse.exporting.outcome import Export

_FORMAT = "parquet"
_SCHEMA = "reporting"
_MOST_LEFT = 3


def export(
    target: Annotated[
        str | None,
        typer.Argument(
            metavar="DIR",
            help="Folder to write to, made if needed; with --postgres its URL.",
            show_default=False,
        ),
    ] = None,
    format_: Annotated[str, typer.Option("--format", "-f", help="parquet, csv, xlsx or jsonl.")] = _FORMAT,
    table: Annotated[
        list[str] | None,
        typer.Option("--table", "-t", metavar="NAME", help="Only this table; may be given again."),
    ] = None,
    core: Annotated[bool, typer.Option("--core", help="Core tables as well, texts included.")] = False,
    excel: Annotated[
        bool, typer.Option("--excel", help="CSV for Excel: with a byte order mark, and no text is a formula.")
    ] = False,
    postgres: Annotated[
        bool,
        typer.Option(
            "--postgres",
            help="Replace the tables of a PostgreSQL schema instead: postgresql://USER@HOST/DATABASE "
            "(default: the setting postgres_url).",
        ),
    ] = False,
    schema: Annotated[str, typer.Option("--schema", help="Schema for --postgres, made if needed.")] = _SCHEMA,
    superset: Annotated[
        bool,
        typer.Option("--superset", help="Write a bundle for Apache Superset instead; DIR is its FILE.zip."),
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Write the published reporting tables to files, one a table, or to a PostgreSQL database.

    Files come with a datapackage.json that describes them. Plain CSV holds every text as it is;
    --excel, and xlsx, change what a spreadsheet cannot hold, and say how many cells.

    Examples:
    ainews export out --format xlsx
    ainews export out --table article_overview --format csv --excel
    ainews export --postgres postgresql://me@localhost/news
    ainews export --superset superset.zip
    """
    from flows.errors import UsageError

    settings = settings_of(home=home)
    if superset:
        _export_superset(settings, target, json)
        return
    relations = _choose_relations(table, core)
    stop_cleanly("Nothing half written stays.")
    if postgres and (excel or format_ != _FORMAT):
        raise UsageError("--format and --excel are for files.", "A PostgreSQL has types of its own.")
    if schema != _SCHEMA and not postgres:
        raise UsageError("--schema goes with --postgres.", "Files have no schema: they go to a folder.")
    if postgres:
        url = target or (settings.postgres_url.get_secret_value() if settings.postgres_url else "")
        if not url:
            raise UsageError(
                "Which PostgreSQL?",
                "Give its URL, or set AINEWS_POSTGRES_URL=postgresql://USER@HOST/DATABASE.",
            )
        done = _export_postgres(settings, relations, url, schema, quiet or json)
    elif target is None or "://" in target:
        told = "Where to?" if target is None else "A URL is no folder."
        raise UsageError(told, "Give a folder: ainews export out --format xlsx; or --postgres and a URL.")
    elif Path(target).is_file():
        raise UsageError(f"{target} is a file.", "Give a folder: each table becomes a file in it.")
    else:
        done = _export_folder(settings, relations, Path(target), format_, excel, quiet or json)
    if json:
        print_json(asdict(done))
        return
    for each in done.tables:
        out.print(f"  {each.name:<34} {each.rows:>12,} {'row' if each.rows == 1 else 'rows'}")
        for change, count in each.changes.items():
            out.print(Text(f"    {change}: {count:,}", style="yellow"))
    out.print(Text(f"Written to {done.target}: {done.generation_id}"), soft_wrap=True)
    if done.left:
        more = f" and {len(done.left) - _MOST_LEFT} more" if len(done.left) > _MOST_LEFT else ""
        left = f"Of an earlier export, and no part of this one: {', '.join(done.left[:_MOST_LEFT])}{more}"
        out.print(Text(left, style="yellow"), soft_wrap=True)


def _choose_relations(tables: list[str] | None, core: bool) -> list[str]:
    """Return the relations asked for. Raises UsageError, with the nearest name, for one that is not there."""
    from flows.errors import UsageError
    from warehouse.exporting.tables import list_relations

    if not tables:
        return list_relations(with_core=core)
    known = {name.removeprefix("reporting."): name for name in list_relations(with_core=True)}
    for table in tables:
        if table.removeprefix("reporting.") not in known:
            nearest = get_close_matches(table.removeprefix("reporting."), known, n=1, cutoff=0.5)
            raise UsageError(
                f"--table {table}: there is no such table.",
                f"The nearest is {nearest[0]}." if nearest else f"Known: {', '.join(known)}.",
            )
    return list(dict.fromkeys(known[table.removeprefix("reporting.")] for table in tables))


def _export_folder(
    settings: "Settings", relations: list[str], folder: Path, format_: str, for_excel: bool, quiet: bool
) -> "Export":
    from flows.errors import UsageError
    from warehouse.exporting.folder import FORMATS, export_folder
    from warehouse.home import Home

    if format_ not in FORMATS:
        raise UsageError(f"--format {format_}: there is no such one.", f"Known: {', '.join(FORMATS)}.")
    if for_excel and format_ != "csv":
        raise UsageError(f"--excel goes with --format csv, not {format_}.", "xlsx is for Excel as it is.")
    with _reading(settings, quiet) as options:
        return export_folder(Home(settings.home), relations, format_, folder, for_excel=for_excel, **options)


def _export_postgres(
    settings: "Settings", relations: list[str], url: str, schema: str, quiet: bool
) -> "Export":
    from warehouse.exporting.postgres import export_postgres
    from warehouse.home import Home

    with _reading(settings, quiet) as options:
        return export_postgres(Home(settings.home), relations, url, schema, **options)


@contextmanager
def _reading(settings: "Settings", quiet: bool) -> Iterator[dict[str, Any]]:
    """Give how a generation is read: in what memory, by how many threads, telling what progress."""
    from flows.progress import make_progress

    progress = make_progress(err, quiet=quiet)
    with ExitStack() as stack:
        yield {
            "memory_limit": settings.memory_limit,
            "threads": settings.threads,
            "begin": lambda rows: stack.enter_context(progress.stage("Exporting rows", rows)),
        }


def _export_superset(settings: "Settings", target: str | None, json: bool) -> None:
    from flows.errors import UsageError
    from warehouse.exporting.superset.bundle import write_bundle
    from warehouse.home import Home

    if not target or not target.endswith(".zip"):
        raise UsageError(
            f"{target or 'No name'}: a bundle is a zip file.",
            "Give its name: ainews export --superset superset.zip",
        )
    written = write_bundle(Home(settings.home), Path(target))
    if json:
        print_json({"target": target, "datasets": written["datasets"], "charts": written["charts"]})
        return
    told = f"{count_of(written['datasets'], 'dataset')}, {count_of(written['charts'], 'chart')}"
    out.print(Text(f"Written to {target}: {told} and a dashboard"), soft_wrap=True)
    out.print(
        Text(f"Import it: superset import-dashboards -p {target} -u admin, or on Superset's page Dashboards"),
        style="dim",
        soft_wrap=True,
    )
