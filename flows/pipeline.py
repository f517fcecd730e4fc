"""The main job as a Prefect flow: the same steps as `ainews run`, tracked."""

from pathlib import Path

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.logging import get_run_logger
from prefect.states import Completed

from flows.progress import Told
from flows.settings import load_settings
from flows.steps.ingest import describe
from flows.steps.run import run


@flow(name="pipeline")
def pipeline(seeds: list[str] | None = None, home: Path | None = None) -> State[dict[str, int]]:
    """Load what changed among the seed files and publish it; the final state says what was done."""
    settings = load_settings({"seeds": seeds, "home": home})
    summary = run(settings, Told(get_run_logger().info), command="pipeline")
    rejects = summary.ingest.batches.rejects
    return Completed(
        name="CompletedWithRejects" if rejects else "Completed",
        message=describe(summary.ingest),
        data=summary.ingest.count(),
    )
