"""Commands that write: run, ingest, publish, index, replay."""

from typing import TYPE_CHECKING

import typer
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
    make_printable,
    out,
    print_json,
    seeds_of,
    settings_of,
    stop_cleanly,
)
from flows.commands.refetching import hint_at_contact, print_refetch
from flows.commands.telling import print_ingest, print_places, print_publish, publish_data, run_data

if TYPE_CHECKING:
    from flows.progress import Progress
    from flows.settings import Settings
    from flows.steps.run import RunSummary


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
        print_ingest(summary)
    _exit_strictly(settings, bool(summary.batches.rejects))


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
        print_json(publish_data(summary))
    else:
        print_publish(summary)
        print_places(settings)
    _exit_strictly(settings, summary.is_warning)


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
        print_json(publish_data(summary))
    else:
        print_publish(summary)
    _exit_strictly(settings, summary.is_warning)


def _run(replay: bool, settings: "Settings", json: bool, quiet: bool) -> None:
    from flows.progress import make_progress

    stop_cleanly()
    if settings.refetch:
        hint_at_contact(settings)
    summary = _do_run(settings, make_progress(err, quiet=quiet or json), replay)
    if json:
        print_json(run_data(summary))
    else:
        out.print(f"[bold]Run {summary.run_id}[/] done.")
        print_ingest(summary.ingest)
        if summary.refetch:
            print_refetch(summary.refetch)
        print_publish(summary.publish)
        print_places(settings)
    is_rejecting = bool(summary.ingest.batches.rejects) or bool(
        summary.refetch and summary.refetch.is_rejecting
    )
    _exit_strictly(settings, is_rejecting or summary.publish.is_warning)


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


def _exit_strictly(settings: "Settings", is_faulty: bool) -> None:
    if settings.strict and is_faulty:
        raise typer.Exit(STRICT)
