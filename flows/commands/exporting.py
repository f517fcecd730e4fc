"""The command that takes tables elsewhere: to files, or to a PostgreSQL."""

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from flows.commands.common import HomeOption, err, out, settings_of, stop_cleanly


def export(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="Folder to write to; made if needed.")
    ] = None,
    format_: Annotated[str, typer.Option("--format", "-f", help="parquet, csv, xlsx or jsonl.")] = "parquet",
    core: Annotated[bool, typer.Option("--core", help="Core tables as well, texts included.")] = False,
    home: HomeOption = None,
) -> None:
    """Write the published reporting tables to files, one a table."""
    from flows.errors import UsageError

    if folder is None:
        raise UsageError("Where to?", "Give a folder: ainews export out --format csv.")
    _export_files(folder, format_, core, home)


def _export_files(folder: Path, format_: str, core: bool, home: Path | None) -> None:
    from flows.errors import UsageError
    from flows.progress import make_progress
    from warehouse.exporting.folder import FORMATS, export_folder
    from warehouse.exporting.tables import list_relations
    from warehouse.home import Home

    if format_ not in FORMATS:
        raise UsageError(f"--format {format_}: there is no such one.", f"Known: {', '.join(FORMATS)}.")
    settings = settings_of(home=home)
    stop_cleanly()
    relations = list_relations(with_core=core)
    with make_progress(err).stage("Exporting", len(relations)) as advance:
        rows = export_folder(
            Home(settings.home),
            relations,
            format_,
            folder,
            memory_limit=settings.memory_limit,
            threads=settings.threads,
            advance=advance,
        )
    for name, count in rows.items():
        out.print(f"  {name:<44} {count:>12,} rows")
    out.print(Text(f"Written to {folder}"), soft_wrap=True)
