"""Index: the texts of articles that changed go into the index of the search, as a step of its own."""

from flows.progress import Progress
from warehouse.ledger import record_step
from warehouse.search.index import IndexSummary, count_waiting, is_index_due, update_index
from warehouse.search.macros import create_macros
from warehouse.session import Session


def index_texts(session: Session, setting: str, progress: Progress) -> IndexSummary | None:
    """Bring the index up to date within a run, if that is due by the setting; None if it is not."""
    if not is_index_due(session.con, setting):
        create_macros(session.con)
        return None
    reader = session.open_cursor()
    try:
        with progress.stage("Indexing for search", count_waiting(session.con)) as advance:
            summary = update_index(session.con, reader, session.home.temporary, advance)
    finally:
        reader.close()
    create_macros(session.con)
    amounts = {
        "articles_indexed": summary.indexed,
        "articles_indexed_again": summary.read_again,
        "segments": summary.segments,
        "duration_ms": round(1000 * summary.seconds),
    }
    record_step(session.con, session.run.run_id, "index", amounts)
    session.summary["index"] = amounts
    return summary
