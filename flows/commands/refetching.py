"""The command that fetches the pages behind the articles' links: refetch."""

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from flows.commands.common import (
    STRICT,
    HomeOption,
    JsonOption,
    QuietOption,
    StrictOption,
    err,
    make_printable,
    out,
    print_json,
    settings_of,
    stop_cleanly,
)
from flows.commands.output import print_table
from warehouse.wording import count_of

if TYPE_CHECKING:
    from flows.settings import Settings
    from flows.steps.refetch import RefetchSummary

_MOST_LOST = 5


def refetch(
    from_archive: Annotated[
        bool,
        typer.Option("--from-archive", help="Fetch nothing: read every archived page again."),
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=1, help="Fetch so many pages at the most.", show_default=False),
    ] = None,
    minutes: Annotated[
        float | None,
        typer.Option("--minutes", min=0.01, help="Begin no request after so long.", show_default=False),
    ] = None,
    host: Annotated[
        str | None, typer.Option("--host", help="Only pages of this host.", show_default=False)
    ] = None,
    home: HomeOption = None,
    strict: StrictOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Fetch the pages behind the articles' links that are due, and do not publish yet.

    New links come first, then pages by age: after 1, 7 and 30 days, gone ones after 90, failing
    hosts ever later. robots.txt is obeyed and each host has its pace; a captcha or login wall is
    an outcome, and is never evaded. Every answer is archived as it came.

    A page that is the article gives it time of publication, outlet, author and full text; each new
    text is a revision, which `ainews explain` shows. One that tells something else changes nothing
    and is reported: ainews problems --code text_differs_from_page.

    Stopped by Ctrl-C, it keeps what is archived: the next refetch lands it.

    Examples:
    ainews refetch --limit 100
    ainews refetch --from-archive
    ainews run --refetch
    """
    from flows.progress import make_progress
    from flows.steps import refetch as step

    settings = settings_of(home=home, strict=strict, refetch_pages=limit, refetch_minutes=minutes)
    stop_cleanly()
    if not from_archive:
        hint_at_contact(settings)
    progress = make_progress(err, quiet=quiet or json)
    summary = step.refetch(settings, progress, from_archive=from_archive, host=host)
    if json:
        print_json(data_of(summary))
    else:
        print_refetch(summary)
        if summary.outcomes or summary.recovered or summary.build.changed:
            out.print("Not published yet: ainews publish")
    if settings.strict and summary.is_rejecting:
        raise typer.Exit(STRICT)


def hint_at_contact(settings: "Settings") -> None:
    """Ask who does not say how to be reached to say so."""
    if not settings.contact:
        err.print(
            "[yellow]No contact is set[/]: sites cannot tell whom to ask before they block us. "
            "Set AINEWS_CONTACT (or contact in ainews.toml) to a web or mail address; "
            "it goes into the User-Agent.",
            soft_wrap=True,
        )


def print_refetch(summary: "RefetchSummary") -> None:
    """Print what a refetch did: a line of totals, and a row for each outcome."""
    from flows.pages.fetching.outcomes import MEANING, Outcome

    fetched = summary.outcomes.total()
    _line("pages", f"{summary.due:,} due, {fetched:,} fetched, {summary.read:,} read")
    if summary.recovered:
        _line("recovered", f"{count_of(summary.recovered, 'attempt')} that a killed run had archived")
    if summary.outcomes:
        rows = [
            (name, f"{number:,}", MEANING[Outcome(name)]) for name, number in summary.outcomes.most_common()
        ]
        print_table(("outcome", "pages", "what it means"), rows, right=["pages"])
    for reason, number in summary.left.most_common():
        _line("not asked", f"{number:,}: {reason}")
    for told in summary.lost[:_MOST_LOST]:
        _line("lost", told)
    if len(summary.lost) > _MOST_LOST:
        _line("lost", f"and {len(summary.lost) - _MOST_LOST:,} more")
    build = summary.build
    _line("articles", f"{build.changed:,} changed" if build.changed else "nothing changed")
    if summary.problems:
        told = ", ".join(f"{code} {number:,}" for code, number in sorted(summary.problems.items()))
        _line("problems", f"{told} (ainews problems)")


def data_of(summary: "RefetchSummary") -> dict[str, Any]:
    """Return a refetch's summary as plain data."""
    return {
        **summary.count(),
        "outcomes": dict(summary.outcomes),
        "left": dict(summary.left),
        "lost": summary.lost,
        "problems": summary.problems,
    }


def _line(name: str, text: str) -> None:
    out.print(Text(f"  {name:<11} {make_printable(text)}"), soft_wrap=True)
