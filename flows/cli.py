"""The command line, gathered: each command lives in flows/commands."""

from collections.abc import Callable
from inspect import cleandoc
from typing import Annotated

import typer

from flows.commands import (
    alerting,
    asking,
    demo,
    describing,
    explaining,
    exporting,
    extracting,
    looking,
    planning,
    reading,
    refetching,
    running,
    scheduling,
    searching,
    upkeep,
)
from flows.commands.common import Command, Group

app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_UPKEEP = "Around the data"
_PANELS: dict[str, tuple[Callable[..., None], ...]] = {
    "Load and publish": (
        running.run,
        planning.plan,
        running.ingest,
        refetching.refetch,
        running.publish,
        running.index,
        running.replay,
        scheduling.schedule,
    ),
    "Look and ask": (
        reading.status,
        searching.search,
        looking.dashboard,
        asking.query,
        explaining.explain,
        reading.problems,
        describing.dictionary,
    ),
    _UPKEEP: (
        demo.demo,
        exporting.export,
        extracting.extract,
        upkeep.check,
        upkeep.config,
        alerting.alerts,
    ),
}


def _fold(text: str) -> str:
    """Return a docstring with each paragraph in one line, but examples as they are: Typer keeps breaks."""
    paragraphs = cleandoc(text).split("\n\n")
    return "\n\n".join(
        each if each.startswith("Example") else " ".join(each.split("\n")) for each in paragraphs
    )


# What begins with - is for `search` a word to leave out; it refuses what begins with --.
_PARSING = {searching.search: {"ignore_unknown_options": True}}
for panel, commands in _PANELS.items():
    for command in commands:
        help_ = _fold(command.__doc__ or "")
        settings = _PARSING.get(command)
        app.command(cls=Command, rich_help_panel=panel, help=help_, context_settings=settings)(command)
app.add_typer(upkeep.vocabulary, name="vocabulary", rich_help_panel=_UPKEEP)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"ainews {version('ainews')}")
        raise typer.Exit


@app.callback()
def about(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Annotated Chinese news about AI in industry: seed files to a DuckDB warehouse, on a schedule.

    Begin with: ainews run, then ainews dashboard. Without data of your own: ainews demo.

    Exit codes: 0 done, 1 failed, 2 wrong usage, 3 with --strict when something was rejected or warned of.
    """


def main() -> None:
    """Run the command line."""
    app()
