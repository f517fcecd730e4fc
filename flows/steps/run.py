"""The main job: ingest, then publish, under one lock and as one run."""

from dataclasses import dataclass
from typing import Any

from flows.progress import Progress
from flows.settings import Settings
from flows.steps.batches import MapBatches, map_in_process
from flows.steps.ingest import IngestSummary, ingest_seeds, prepare
from flows.steps.publish import PublishSummary, publish_generation
from flows.steps.session import open_run


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run did."""

    run_id: str
    ingest: IngestSummary
    publish: PublishSummary


def run(
    settings: Settings,
    progress: Progress,
    map_batches: MapBatches[Any, Any] = map_in_process,
    *,
    replay: bool = False,
) -> RunSummary:
    """Load what changed and publish it."""
    source = prepare(settings)
    with open_run(settings, progress, "replay" if replay else "run") as session:
        ingested = ingest_seeds(session, source, settings, progress, map_batches, replay=replay)
        published = publish_generation(session, settings, progress)
        return RunSummary(session.run.run_id, ingested, published)
