"""Loading seed files as a Prefect flow: the same step as `ainews ingest`, tracked."""

from functools import partial
from pathlib import Path

from prefect import flow
from prefect.client.schemas.objects import State

from flows.pipeline import Seeds, name_run, track
from flows.report import report_ingest
from flows.settings import load_settings
from flows.steps import ingest as step
from flows.steps.ingest import IngestSummary


@flow(name="ingest", flow_run_name=name_run)
def ingest(seeds: Seeds = None, home: Path | None = None, strict: bool = False) -> State[IngestSummary]:
    """Load what changed among the seed files, and do not publish yet."""
    settings = load_settings({"seeds": seeds, "home": home, "strict": strict or None})
    return track(settings, partial(step.ingest, settings), report_ingest)
