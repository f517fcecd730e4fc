"""The main job: ingest, refetch when asked, publish, under one lock and as one run."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flows.progress import Progress
from flows.settings import Settings
from flows.steps.alerting import alerting
from flows.steps.batches import MapBatches, map_in_process
from flows.steps.ingest import IngestSummary, ingest_seeds, prepare
from flows.steps.publish import PublishSummary, publish_generation
from flows.steps.session import Clock, open_run, read_clock

if TYPE_CHECKING:
    from flows.steps.refetch import RefetchSummary


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did."""

    run_id: str
    ingest: IngestSummary
    refetch: "RefetchSummary | None"
    publish: PublishSummary


@alerting
def run(
    settings: Settings,
    progress: Progress,
    map_batches: MapBatches[Any, Any] = map_in_process,
    *,
    replay: bool = False,
    now: Clock = read_clock,
) -> RunSummary:
    """Load what changed, fetch the pages that are due if `settings.refetch` says so, and publish."""
    source = prepare(settings)
    with open_run(settings, progress, "replay" if replay else "run", now) as session:
        ingested = ingest_seeds(session, source, settings, progress, map_batches, replay=replay)
        refetched = None
        if settings.refetch:
            from flows.steps.refetch import refetch_pages  # a third of a second that other runs save

            refetched = refetch_pages(session, source.rules, settings, progress, map_batches)
        published = publish_generation(session, settings, progress)
        return RunSummary(session.run.run_id, ingested, refetched, published)
