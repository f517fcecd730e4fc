"""What a flow did, told for people: one sentence, measures, and a page of Markdown."""

from dataclasses import dataclass, field

from flows.seedfiles.records import ADVICE, REJECTING, Code
from flows.steps.ingest import IngestSummary
from flows.steps.publish import PublishSummary
from flows.steps.refetch import RefetchSummary, describe
from flows.steps.run import RunSummary
from warehouse.publish import Generation
from warehouse.wording import count_of


@dataclass(frozen=True, slots=True)
class Report:
    """What a flow tells. `measures` are counts by name, `problems` by code, `warnings` by check."""

    message: str
    is_rejecting: bool = False
    measures: dict[str, int] = field(default_factory=dict)
    problems: dict[str, int] = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)
    generation: Generation | None = None
    run_id: str | None = None

    @property
    def outcome(self) -> str:
        """Name the state in which the flow ends."""
        if self.is_rejecting:
            return "CompletedWithRejects"
        return "CompletedWithWarnings" if self.warnings else "Completed"

    def to_rows(self) -> list[dict[str, str | int]]:
        """Return the measures as the rows of a table."""
        return [{"measure": measure, "number": number} for measure, number in self.measures.items()]

    def to_markdown(self) -> str:
        """Return the page: what was done, what was wrong, and where to look."""
        parts = [f"**{self.message}**"]
        if self.problems:
            rows = (
                f"| {code} | {number:,} | {'reject' if code in REJECTING else 'warn'} | {ADVICE[code]} |"
                for code, number in sorted((Code(code), number) for code, number in self.problems.items())
            )
            parts.append(
                "\n".join(["| problem | seen | severity | what it means |", "|---|---:|---|---|", *rows])
            )
        parts += [f"Check **{name}** warned: {promise}" for name, promise in sorted(self.warnings.items())]
        if self.generation:
            made = self.generation
            sizes = f"{made.warehouse_bytes / 1e6:,.1f} MB, for BI {made.marts_bytes / 1e6:,.1f} MB"
            parts.append(f"Published `{made.generation_id}` ({sizes}) in `{made.folder}`")
        parts.append(
            (f"Run `{self.run_id}`. " if self.run_id else "")
            + "`ainews problems` shows places and raw text, `ainews status` how things stand."
        )
        return "\n\n".join(parts)


def report_ingest(summary: IngestSummary) -> Report:
    """Report what an ingest did."""
    return Report(
        tell_ingest(summary),
        bool(summary.batches.rejects),
        summary.count(),
        summary.batches.problems,
    )


def report_publish(summary: PublishSummary) -> Report:
    """Report what a publication did."""
    made = summary.generation
    return Report(
        f"published {made.generation_id}" if made else "the current generation is up to date",
        measures={
            "generations": int(made is not None),
            "warehouse_bytes": made.warehouse_bytes if made else 0,
            "marts_bytes": made.marts_bytes if made else 0,
        },
        warnings={result.check.name: result.check.promise for result in summary.warnings}
        | ({"dashboard": "; ".join(made.dashboard_faults)} if made and made.dashboard_faults else {}),
        generation=made,
    )


def report_refetch(summary: RefetchSummary) -> Report:
    """Report what a refetch did; its measures hold a row for each outcome."""
    return Report(describe(summary), summary.is_rejecting, summary.count(), summary.problems)


def report_run(summary: RunSummary) -> Report:
    """Report what the main job did."""
    ingested, published = report_ingest(summary.ingest), report_publish(summary.publish)
    refetched = report_refetch(summary.refetch) if summary.refetch else Report("")
    return Report(
        "; ".join(filter(None, (ingested.message, refetched.message))),
        ingested.is_rejecting or refetched.is_rejecting,
        ingested.measures | refetched.measures | published.measures,
        ingested.problems | refetched.problems,
        published.warnings,
        published.generation,
        summary.run_id,
    )


def tell_ingest(summary: IngestSummary) -> str:
    """Say in one sentence what an ingest did, records and rejected inputs first."""
    batches, build = summary.batches, summary.build
    articles = {"added": build.added, "changed": build.changed, "removed": build.removed}
    done = ", ".join(f"{number:,} {what}" for what, number in articles.items() if number)
    if not (batches.loaded or batches.rejects or done or build.labels_resolved or summary.missing):
        return f"nothing changed in {count_of(summary.listed, 'seed file')}"
    parts = [f"{batches.records:,} loaded, {batches.rejects:,} rejected"]
    if done:
        parts.append(f"articles: {done}")
    if summary.missing:
        parts.append(f"{count_of(summary.missing, 'file')} missing")
    if build.labels_resolved and not batches.loaded:
        parts.append(f"{count_of(build.labels_resolved, 'label')} resolved anew")
    return "; ".join(parts)
