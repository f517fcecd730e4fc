"""What all commands share: their options, consoles, and how failures are told."""

import json
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperGroup

from flows.errors import UsageError
from warehouse.errors import Failure

if TYPE_CHECKING:
    from flows.settings import Settings

FAILED, WRONG_USAGE, STRICT, INTERRUPTED = 1, 2, 3, 130

# Where no terminal gives the width, in logs and pipes, lines may be long.
_WIDTH = None if sys.stdout.isatty() else 140

out = Console(highlight=False, width=_WIDTH)
err = Console(stderr=True, highlight=False, width=_WIDTH)

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help="Folder of the warehouse [default warehouse/data].", show_default=False),
]
SeedsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--seeds",
        metavar="PATH",
        help="Folders, files or globs of seed files, or NAME=PATH [default seeds/articles].",
        show_default=False,
    ),
]
# What a shell makes of `--seeds *.txt`: the first is the option's value, these are the others.
MoreSeeds = Annotated[list[str] | None, typer.Argument(metavar="[PATH]...", hidden=True)]
StrictOption = Annotated[
    bool | None,
    typer.Option(
        "--strict", help="Exit 3 when something was rejected or a check warned.", show_default=False
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer as JSON, for programs.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]


class Terminated(KeyboardInterrupt):
    """SIGTERM: unwinds like Ctrl-C, so that nothing half done stays."""


class Group(TyperGroup):
    """Commands whose failures are told in two lines and an exit code, never as a traceback."""

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]  # typer's own context
        """Run the command; tell what failed."""
        signal.signal(signal.SIGTERM, _terminate)
        try:
            return super().invoke(ctx)
        except Failure as failure:
            tell_failure(failure)
            raise typer.Exit(WRONG_USAGE if isinstance(failure, UsageError) else FAILED) from failure
        except OSError as error:
            if isinstance(error, BrokenPipeError):  # `ainews query ... | head`
                raise typer.Exit(0) from None
            tell_failure(
                Failure(str(error), "Look at the disk, its rights and its free space; then run again.")
            )
            raise typer.Exit(FAILED) from error
        except KeyboardInterrupt as interrupt:
            is_term = isinstance(interrupt, Terminated)
            err.print("Stopped. What was committed stays; the next run carries on from there.")
            raise typer.Exit(128 + signal.SIGTERM if is_term else INTERRUPTED) from interrupt
        except Exception as error:
            if type(error).__module__ not in ("duckdb", "_duckdb"):
                raise
            tell_failure(
                Failure(f"DuckDB: {error}", "Nothing half done was kept; `ainews status` shows the run.")
            )
            raise typer.Exit(FAILED) from error


def tell_failure(failure: Failure) -> None:
    """Print what failed and what to do."""
    err.print(f"[bold red]Error:[/] {_escape(failure.message)}", soft_wrap=True)
    if failure.hint:
        err.print(f"[dim]{_escape(failure.hint)}[/]", soft_wrap=True)


def settings_of(**flags: Any) -> "Settings":
    """Read the settings with these flags over them; None was not given."""
    from flows.settings import load_settings

    return load_settings(flags)


def seeds_of(seeds: Sequence[str] | None, more: Sequence[str] | None) -> list[str] | None:
    """Join --seeds and the paths behind it; None if neither was given."""
    return [*(seeds or []), *(more or [])] or None


def print_json(value: Any) -> None:
    """Print plain data as JSON, Chinese as it is and times in ISO form."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def _terminate(signum: int, frame: FrameType | None) -> None:
    raise Terminated


def _escape(text: str) -> str:
    return text.replace("[", r"\[")
