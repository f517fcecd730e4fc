"""Refetching pages as a Prefect flow: the same step as `ainews refetch`, tracked."""

from functools import partial
from pathlib import Path

from prefect import flow
from prefect.client.schemas.objects import State

from flows.pipeline import name_run, track
from flows.report import report_refetch
from flows.settings import load_settings
from flows.steps import refetch as step
from flows.steps.refetch import RefetchSummary


@flow(name="refetch", flow_run_name=name_run)
def refetch(
    home: Path | None = None,
    strict: bool = False,
    from_archive: bool = False,
    pages: int | None = None,
    minutes: float | None = None,
    host: str | None = None,
) -> State[RefetchSummary]:
    """Fetch the pages behind the articles' links that are due, and do not publish yet."""
    settings = load_settings(
        {"home": home, "strict": strict or None, "refetch_pages": pages, "refetch_minutes": minutes}
    )
    work = partial(step.refetch, settings, from_archive=from_archive, host=host)
    return track(settings, work, report_refetch)
