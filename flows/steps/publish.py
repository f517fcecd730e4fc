"""Publish: the index of the search if due, the checks, then a new generation if anything changed."""

from dataclasses import dataclass, field
from typing import Any

from flows.progress import Progress
from flows.settings import Settings
from flows.steps.alerting import alerting
from flows.steps.batches import MapBatches, map_in_process
from flows.steps.labels import load_rules
from flows.steps.search import index_texts
from flows.steps.session import open_run
from flows.text.resemblance import measure_resemblance
from warehouse import publish as publication
from warehouse.build import build_core
from warehouse.checks import CheckResult, describe_broken, record_checks, run_checks
from warehouse.errors import ChecksFailed
from warehouse.ledger import record_step
from warehouse.search.index import IndexSummary
from warehouse.session import Session


@dataclass(slots=True)
class PublishSummary:
    """The new generation, None if the current one is up to date; and checks that warned.

    `index` is what was indexed for the search, None if that was not due.
    """

    generation: publication.Generation | None = None
    index: IndexSummary | None = None
    warnings: list[CheckResult] = field(default_factory=list)

    @property
    def is_warning(self) -> bool:
        """Whether a check warned, or the dashboard cannot show a chart."""
        return bool(self.warnings or (self.generation and self.generation.dashboard_faults))


@alerting
def publish(
    settings: Settings,
    progress: Progress,
    map_batches: MapBatches[Any, Any] = map_in_process,
    *,
    command: str = "publish",
) -> PublishSummary:
    """Publish a generation if one is due, as a run of its own."""
    rules = load_rules()
    with open_run(settings, progress, command) as session:
        build_core(session.con, rules, measure_resemblance)  # what a killed run left on the work list
        return publish_generation(session, settings, progress)


def publish_generation(session: Session, settings: Settings, progress: Progress) -> PublishSummary:
    """Check and publish as the last step of a run: it closes the writer's file.

    Raises ChecksFailed, with nothing published, if a check of severity fail found rows.
    """
    indexed = index_texts(session, settings.search_index, progress)
    if not publication.is_publication_due(session.con, session.home):
        session.message = session.message or "the current generation is up to date"
        return PublishSummary()
    with progress.stage("Checking", 1) as advance:
        results = run_checks(session.con)
        record_checks(session.con, session.run.run_id, results, session.now())
        advance(1)
    broken = [result for result in results if result.broken_count]
    failed = [result for result in broken if result.check.severity == "fail"]
    session.summary["checks"] = {r.check.name: r.broken_count for r in broken}
    if failed:
        raise ChecksFailed(
            "Checks failed, nothing was published: " + "; ".join(map(describe_broken, failed)),
            "The last generation stays current. Look into the rows, then run `ainews publish`.",
        )
    with progress.stage("Publishing a generation", 1) as advance:
        now = session.now()
        generation_id = publication.enter_generation(session.con, session.home, session.run.run_id, now)
        record_step(session.con, session.run.run_id, "publish", {"generations": 1})
        session.message = session.message or f"published {generation_id}"
        session.finish_and_close()
        generation = publication.make_visible(
            session.home, generation_id, now, memory_limit=settings.memory_limit
        )
        publication.remove_leftovers(session.home)
        advance(1)
    session.summary["publish"] = {
        "generation": generation_id,
        "warehouse_bytes": generation.warehouse_bytes,
        "marts_bytes": generation.marts_bytes,
        "dashboard_faults": list(generation.dashboard_faults),
    }
    return PublishSummary(generation, indexed, [r for r in broken if r.check.severity == "warn"])
