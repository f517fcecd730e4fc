"""Publishing as a Prefect flow: the same step as `ainews publish`, tracked."""

from functools import partial
from pathlib import Path

from prefect import flow
from prefect.client.schemas.objects import State

from flows.pipeline import name_run, track
from flows.report import report_publish
from flows.settings import load_settings
from flows.steps import publish as step
from flows.steps.publish import PublishSummary


@flow(name="publish", flow_run_name=name_run)
def publish(home: Path | None = None, strict: bool = False) -> State[PublishSummary]:
    """Check what was loaded, and publish a generation if anything changed since the last."""
    settings = load_settings({"home": home, "strict": strict or None})
    return track(settings, partial(step.publish, settings), report_publish)
