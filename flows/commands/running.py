"""Commands that write: run, ingest, publish, replay; and plan, which says what run would do."""

import shutil
import sys
from typing import TYPE_CHECKING, Any

import typer
from rich.markup import escape
from rich.text import Text

from flows.commands.common import (
    STRICT,
    HomeOption,
    JsonOption,
    MoreSeeds,
    QuietOption,
    RefetchOption,
    SeedsOption,
    StrictOption,
    err,
    line,
    make_printable,
    out,
    print_json,
    seeds_of,
    settings_of,
    stop_cleanly,
)
from flows.commands.refetching import data_of, hint_at_contact, print_refetch

if TYPE_CHECKING:
    from flows.progress import Progress
    from flows.settings import Settings
    from flows.steps.ingest import IngestSummary
    from flows.steps.publish import PublishSummary
    from flows.steps.run import RunSummary


_SITES_TOLD = 5

_SITES_TOLD = 5


def run(
    seeds: SeedsOption = None,
    more: MoreSeeds = None,
    refetch: RefetchOption = None,
    home: HomeOption = None,
    strict: StrictOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Load what changed among the seed files and publish it: the main job.

    Again on the same input it changes nothing. Bad input is reported and kept as problems,
    the rest is loaded. Readers see the last generation until the new one is whole.

    With --refetch it also fetches the pages behind the articles' links that are due, as
    `ainews refetch` does.
    """
    settings = settings_of(seeds=seeds_of(seeds, more), refetch=refetch, home=home, strict=strict)
    _run(False, settings, json, quiet)


def replay(
    seeds: SeedsOption = None,
    more: MoreSeeds = None,
    home: HomeOption = None,
    strict: StrictOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Like run, and try again what had problems, after a fix of vocabulary, labels or code.

    Files with open problems and files cleaned by older rules are read again although they did
    not change. Problems that are gone become resolved.
    """
    _run(True, settings_of(seeds=seeds_of(seeds, more), home=home, strict=strict), json, quiet)


def ingest(
    seeds: SeedsOption = None,
    more: MoreSeeds = None,
    home: HomeOption = None,
    strict: StrictOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Load what changed among the seed files, and do not publish yet."""
    from flows.progress import make_progress
    from flows.steps import ingest as step

    settings = settings_of(seeds=seeds_of(seeds, more), home=home, strict=strict)
    stop_cleanly()
    summary = step.ingest(settings, make_progress(err, quiet=quiet or json))
    if json:
        print_json({**summary.count(), "problems": summary.batches.problems})
    else:
        _print_ingest(summary)
    _exit_strictly(settings, bool(summary.batches.rejects), 0)


def publish(
    home: HomeOption = None, strict: StrictOption = None, json: JsonOption = False, quiet: QuietOption = False
) -> None:
    """Check what was loaded, and publish a generation if anything changed since the last."""
    from flows.progress import make_progress
    from flows.steps import publish as step

    settings = settings_of(home=home, strict=strict)
    stop_cleanly()
    summary = step.publish(settings, make_progress(err, quiet=quiet or json))
    if json:
        print_json(_publish_data(summary))
    else:
        _print_publish(summary)
        _print_places(settings)
    _exit_strictly(settings, False, len(summary.warnings))


def index(
    home: HomeOption = None, strict: StrictOption = None, json: JsonOption = False, quiet: QuietOption = False
) -> None:
    """Bring the index of `search` up to date, however few articles there are, and publish it.

    `run` and `publish` do so by themselves as the setting search_index says: auto (from 50,000
    articles on), always or never. Without an index `search` reads all texts: about a second for
    each 100,000 articles.
    """
    from flows.progress import make_progress
    from flows.steps import publish as step

    settings = settings_of(home=home, strict=strict, search_index="always")
    stop_cleanly()
    summary = step.publish(settings, make_progress(err, quiet=quiet or json), command="index")
    if json:
        print_json(_publish_data(summary))
    else:
        _print_publish(summary)
    _exit_strictly(settings, False, len(summary.warnings))


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
        f"{summary.files_listed:,} seed files[/] and write nothing yet."
    )
    line(
        "articles",
        f"{summary.articles_added:,} to add, {summary.articles_changed:,} to change, "
        f"{summary.articles_removed:,} to remove",
    )
    if summary.files_missing:
        line("missing", f"{summary.files_missing:,} files gone; their articles stay")
    if summary.sites:
        first = ", ".join(f"{site} {number:,}" for site, number in list(summary.sites.items())[:_SITES_TOLD])
        others = f" and {len(summary.sites) - _SITES_TOLD:,} more" if len(summary.sites) > _SITES_TOLD else ""
        how = "" if settings.refetch else " (with --refetch, or ainews refetch)"
        told = f"{summary.pages_new:,} new and {summary.pages_again:,} earlier ones due{how}: {first}{others}"
        line("pages", escape(told))
    _print_problems(summary.problems)
    for example in summary.examples:
        told = make_printable(f"{example.place}: {example.detail}")
        out.print(Text.assemble("    ", (example.code, "yellow"), " ", told), soft_wrap=True)


def _run(replay: bool, settings: "Settings", json: bool, quiet: bool) -> None:
    from flows.progress import make_progress

    stop_cleanly()
    if settings.refetch:
        hint_at_contact(settings)
    summary = _do_run(settings, make_progress(err, quiet=quiet or json), replay)
    if json:
        print_json(_run_data(summary))
    else:
        out.print(f"[bold]Run {summary.run_id}[/] done.")
        _print_ingest(summary.ingest)
        if summary.refetch:
            print_refetch(summary.refetch)
        _print_publish(summary.publish)
        _print_places(settings)
    is_rejecting = bool(summary.ingest.batches.rejects) or bool(
        summary.refetch and summary.refetch.is_rejecting
    )
    _exit_strictly(settings, is_rejecting, len(summary.publish.warnings))


def _do_run(settings: "Settings", progress: "Progress", replay: bool) -> "RunSummary":
    """Do the main job: tracked if a Prefect API was given and answers, and otherwise without Prefect."""
    from flows.server import does_answer, given_api, set_environment

    api_url = given_api(settings)
    if api_url and does_answer(api_url):
        set_environment(settings, api_url)
        from flows.pipeline import run_tracked

        return run_tracked(settings, api_url, progress, _warn, replay=replay)
    if api_url:
        _warn(f"Prefect's API at {api_url} does not answer: this run is not tracked.")
    from flows.steps.run import run

    return run(settings, progress, replay=replay)


def _warn(text: str) -> None:
    err.print(Text.assemble(("Warning: ", "bold yellow"), make_printable(text)), soft_wrap=True)


def _print_ingest(summary: "IngestSummary") -> None:
    batches, build = summary.batches, summary.build
    files = [
        f"{summary.listed:,} listed",
        f"{batches.loaded:,} loaded",
        f"{summary.unchanged:,} unchanged",
        f"[red]{batches.rejected:,} rejected[/]" if batches.rejected else "0 rejected",
    ]
    if summary.missing:
        files.append(f"[yellow]{summary.missing:,} gone missing[/]")
    if summary.skipped:
        files.append(f"{summary.skipped:,} of other kinds passed over")
    line("seed files", ", ".join(files))
    if not summary.listed:
        line("", "[yellow]no .txt, .jsonl or .csv there, nor one as .gz[/] (ainews config: seeds)")
    if batches.loaded or build.added or build.changed or build.removed:
        rejected = batches.rejects - batches.rejected
        told = f"[red]{rejected:,} rejected[/]" if rejected else "0 rejected"
        line("records", f"{batches.records:,} loaded from these files, {told}")
        line("articles", f"{build.added:,} added, {build.changed:,} changed, {build.removed:,} removed")
    elif build.labels_resolved:
        line("labels", f"{build.labels_resolved:,} resolved anew by the changed vocabulary")
    else:
        line("articles", "nothing changed")
    _print_problems(batches.problems)


def _print_problems(problems: dict[str, int]) -> None:
    if problems:
        counted = ", ".join(f"{code} {number:,}" for code, number in sorted(problems.items()))
        line("problems", f"[yellow]{counted}[/] (ainews problems)")


def _print_publish(summary: "PublishSummary") -> None:
    if summary.index:
        line("search", f"{summary.index.indexed:,} articles indexed in {summary.index.seconds:,.1f} s")
    for result in summary.warnings:
        line("warning", f"[yellow]{result.check.name}[/]: {result.check.promise}")
    if summary.generation:
        made = summary.generation
        sizes = f"{made.warehouse_bytes / 1e6:,.1f} MB, for BI {made.marts_bytes / 1e6:,.1f} MB"
        line("published", f"{made.generation_id} ({sizes})")
        for fault in made.dashboard_faults:
            line("warning", f"[yellow]dashboard[/]: {escape(make_printable(fault))}")
    else:
        line("published", "nothing new: the current generation is up to date")


def _print_places(settings: "Settings") -> None:
    current = settings.home / "published" / "current"
    out.print()
    out.print("Where things are")
    line("warehouse", escape(str(current / "warehouse.duckdb")))
    line("for BI", escape(str(current / "marts.duckdb")))
    line("dashboard", escape(str(current / "dashboard.html")))
    name = "ainews" if shutil.which("ainews") else sys.argv[0]
    asking = " · ".join(
        f"{name} {each}"
        for each in ("query 'SELECT title, tags FROM article_overview'", "status", "problems")
    )
    out.print(f"Look at it: {asking}", soft_wrap=True)


def _run_data(summary: "RunSummary") -> dict[str, Any]:
    return {
        "run_id": summary.run_id,
        "ingest": {**summary.ingest.count(), "problems": summary.ingest.batches.problems},
        "refetch": data_of(summary.refetch) if summary.refetch else None,
        "publish": _publish_data(summary.publish),
    }


def _publish_data(summary: "PublishSummary") -> dict[str, Any]:
    made = summary.generation
    return {
        "generation_id": made.generation_id if made else None,
        "folder": str(made.folder) if made else None,
        "dashboard_faults": list(made.dashboard_faults) if made else [],
        "articles_indexed": summary.index.indexed if summary.index else 0,
        "warnings": [result.check.name for result in summary.warnings],
    }


def _exit_strictly(settings: "Settings", rejected: bool, warnings: int) -> None:
    if settings.strict and (rejected or warnings):
        raise typer.Exit(STRICT)
