"""What all commands share: their options, consoles, and how failures are told."""

import io
import json
import os
import re
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text
from typer.core import TyperCommand, TyperGroup

from flows.errors import UsageError
from flows.interrupts import hear_interrupts
from flows.text.surrogates import has_surrogates, show_surrogates
from warehouse.errors import Failure

if TYPE_CHECKING:
    from flows.settings import Settings

FAILED, WRONG_USAGE, STRICT, INTERRUPTED = 1, 2, 3, 130

# Where no terminal gives the width, in logs and pipes, lines may be long.
_WIDTH = None if sys.stdout.isatty() else 140

_LEAST_ROOM = 10  # for a text beside something
# What no line may be broken in: Chinese may be broken anywhere.
_WORD = re.compile("[^\\s\u2e80-\uffef]+")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_CARRY_ON = "What was committed stays; the next run carries on from there."
_was_terminated = False
_after_stop = ""  # a command that writes says what stays of it


class _Pipe(Console):
    """A console whose reader may leave early, as `head` does: rich ends with 1, which is no success."""

    def on_broken_pipe(self) -> None:
        with suppress(SystemExit):
            super().on_broken_pipe()
        raise BrokenPipeError


out = _Pipe(highlight=False, width=_WIDTH)
err = _Pipe(stderr=True, highlight=False, width=_WIDTH)

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", help="Folder of the warehouse (default: warehouse/data).", show_default=False),
]
SeedsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--seeds",
        metavar="PATH",
        help="Folders, files or globs of seed files, or NAME=PATH (default: seeds/articles).",
        show_default=False,
    ),
]
# What a shell makes of `--seeds *.txt`: the first is the option's value, these are the others.
MoreSeeds = Annotated[list[str] | None, typer.Argument(metavar="[PATH]...", hidden=True)]
RefetchOption = Annotated[
    bool | None,
    typer.Option(
        "--refetch/--no-refetch",
        help="Fetch the pages behind the links that are due (default: as set, else not).",
        show_default=False,
    ),
]
StrictOption = Annotated[
    bool | None,
    typer.Option(
        "--strict",
        help="Exit 3 when input was rejected, a check warned, or a chart failed.",
        show_default=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer as JSON, for programs.")]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]


# Parameters that may hold any bytes.
_FILES_TO_READ = ("seeds", "more", "files")


class Terminated(KeyboardInterrupt):
    """SIGTERM: unwinds like Ctrl-C, so that nothing half done stays."""


class Command(TyperCommand):
    """A command whose words are text: bytes that are no UTF-8 are refused before anything is done."""

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]  # typer's own context
        """Run the command. Raises UsageError for what is neither text nor the name of a file to read."""
        for name, given in ctx.params.items():
            for value in given if isinstance(given, list) else [given]:
                is_word = isinstance(value, str | Path) and name not in _FILES_TO_READ
                if is_word and has_surrogates(str(value)):
                    raise UsageError(
                        f"{show_surrogates(str(value))} is no text in UTF-8.",
                        "Write it in UTF-8: is the terminal set to it?",
                    )
        return super().invoke(ctx)


class Group(TyperGroup):
    """Commands whose failures are told in two lines and an exit code, never as a traceback."""

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]  # typer's own context
        """Run the command; tell what failed."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")  # a terminal without Chinese
        try:
            hear_interrupts()
            done = super().invoke(ctx)
            sys.stdout.flush()  # a reader that left is no failure here; at its own end Python makes it one
            return done
        except Failure as failure:
            tell_failure(failure)
            raise typer.Exit(WRONG_USAGE if isinstance(failure, UsageError) else FAILED) from failure
        except OSError as error:
            if isinstance(error, BrokenPipeError):  # `ainews query ... | head`
                # what is left to be written goes nowhere
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                raise typer.Exit(0) from None
            tell_failure(
                Failure(str(error), "Look at the disk, its rights and its free space; then run again.")
            )
            raise typer.Exit(FAILED) from error
        except KeyboardInterrupt as interrupt:
            raise _stopped(isinstance(interrupt, Terminated)) from interrupt
        except RuntimeError as error:
            if "interrupt" not in str(error).lower():  # DuckDB's word for Ctrl-C in the middle of SQL
                raise
            raise _stopped(_was_terminated) from error
        except Exception as error:
            if type(error).__module__ not in ("duckdb", "_duckdb"):
                raise
            tell_failure(
                Failure(f"DuckDB: {error}", "Nothing half done was kept; `ainews status` shows the run.")
            )
            raise typer.Exit(FAILED) from error


def tell_failure(failure: Failure) -> None:
    """Print what failed and what to do."""
    err.print(Text.assemble(("Error: ", "bold red"), make_printable(failure.message)), soft_wrap=True)
    if failure.hint:
        err.print(Text(make_printable(failure.hint), style="dim"), soft_wrap=True)


def line(name: str, text: str) -> None:
    """Print one line of a summary; the text may hold markup."""
    print_beside(Text(f"  {name:<11} "), Text.from_markup(text))


def print_beside(head: Text, text: Text) -> None:
    """Print a text behind a head; on a terminal too narrow for it, its further lines below its first.

    What holds a word that does not fit, such as a path, is left to the terminal: so it can be copied.
    """
    room = out.width - head.cell_len
    is_left = not out.is_terminal or max(find_longest_word(text.plain), _LEAST_ROOM) > room
    for number, part in enumerate([text] if is_left else text.wrap(out, room)):
        part.rstrip()
        out.print(Text.assemble(" " * head.cell_len if number else head, part), soft_wrap=True)


def find_longest_word(text: str) -> int:
    """Return the length of the longest part that a line cannot be broken in."""
    return max(map(len, _WORD.findall(text)), default=0)


def make_printable(text: str) -> str:
    """Return a text of unknown origin so that it can't steer a terminal."""
    return _CONTROL.sub("\ufffd", text)


def stop_cleanly(told: str = _CARRY_ON) -> None:
    """Let SIGTERM unwind like Ctrl-C, and tell then what stays: for commands that write."""
    global _after_stop
    _after_stop = told
    signal.signal(signal.SIGTERM, _terminate)


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
    global _was_terminated
    _was_terminated = True
    raise Terminated


def _stopped(is_terminated: bool) -> typer.Exit:
    err.print(f"Stopped. {_after_stop}".rstrip())
    return typer.Exit(128 + signal.SIGTERM if is_terminated else INTERRUPTED)
