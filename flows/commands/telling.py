"""What a run did, as people read it and as programs do."""

import shutil
import sys
from typing import TYPE_CHECKING, Any

from rich.markup import escape

from flows.commands.common import line, make_printable, out
from flows.commands.refetching import data_of
from warehouse.wording import count_of

if TYPE_CHECKING:
    from flows.settings import Settings
    from flows.steps.ingest import IngestSummary
    from flows.steps.publish import PublishSummary
    from flows.steps.run import RunSummary


def print_ingest(summary: "IngestSummary") -> None:
    """Print what became of files and records."""
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
    print_problems(batches.problems)


def print_problems(problems: dict[str, int]) -> None:
    """Print problems by code."""
    if problems:
        counted = ", ".join(f"{code} {number:,}" for code, number in sorted(problems.items()))
        line("problems", f"[yellow]{counted}[/] (ainews problems)")


def print_publish(summary: "PublishSummary") -> None:
    """Print the new generation, and what to look at."""
    if summary.index:
        line(
            "search",
            f"{count_of(summary.index.indexed, 'article')} indexed in {summary.index.seconds:,.1f} s",
        )
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


def print_places(settings: "Settings") -> None:
    """Print where things are, and how to look at them."""
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


def run_data(summary: "RunSummary") -> dict[str, Any]:
    """Return what a run did, for programs."""
    return {
        "run_id": summary.run_id,
        "ingest": {**summary.ingest.count(), "problems": summary.ingest.batches.problems},
        "refetch": data_of(summary.refetch) if summary.refetch else None,
        "publish": publish_data(summary.publish),
    }


def publish_data(summary: "PublishSummary") -> dict[str, Any]:
    """Return what was published, for programs."""
    made = summary.generation
    return {
        "generation_id": made.generation_id if made else None,
        "folder": str(made.folder) if made else None,
        "dashboard_faults": list(made.dashboard_faults) if made else [],
        "articles_indexed": summary.index.indexed if summary.index else 0,
        "warnings": [result.check.name for result in summary.warnings],
    }
