"""The command plan: what a run would do."""

from rich.markup import escape
from rich.text import Text

from flows.commands.common import (
    HomeOption,
    JsonOption,
    MoreSeeds,
    QuietOption,
    SeedsOption,
    err,
    line,
    make_printable,
    out,
    print_json,
    seeds_of,
    settings_of,
)
from flows.commands.telling import print_problems
from warehouse.wording import count_of

_SITES_TOLD = 5


def plan(
    seeds: SeedsOption = None,
    more: MoreSeeds = None,
    home: HomeOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Say what a run would add, change, reject and fetch. Writes nothing and asks no site."""
    from flows.progress import make_progress
    from flows.steps.plan import plan as make_plan

    settings = settings_of(seeds=seeds_of(seeds, more), home=home)
    summary = make_plan(settings, make_progress(err, quiet=quiet or json))
    if json:
        print_json(summary.to_data())
        return
    out.print(
        f"[bold]A run would read {summary.files_new:,} new and {summary.files_changed:,} changed of "
        f"{count_of(summary.files_listed, 'seed file')}[/] and write nothing yet."
    )
    line(
        "articles",
        f"{summary.articles_added:,} to add, {summary.articles_changed:,} to change, "
        f"{summary.articles_removed:,} to remove",
    )
    if summary.files_missing:
        line("missing", f"{count_of(summary.files_missing, 'file')} gone; the articles stay")
    if summary.sites:
        first = ", ".join(f"{site} {number:,}" for site, number in list(summary.sites.items())[:_SITES_TOLD])
        others = f" and {len(summary.sites) - _SITES_TOLD:,} more" if len(summary.sites) > _SITES_TOLD else ""
        how = "" if settings.refetch else " (with --refetch, or ainews refetch)"
        told = f"{summary.pages_new:,} new and {summary.pages_again:,} earlier ones due{how}: {first}{others}"
        line("pages", escape(told))
    print_problems(summary.problems)
    for example in summary.examples:
        told = make_printable(f"{example.place}: {example.detail}")
        out.print(Text.assemble("    ", (example.code, "yellow"), " ", told), soft_wrap=True)
