"""What came of pages, as the rows that land."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import pyarrow as pa

from flows.pages.extract import EXTRACTOR_VERSION, PageContent
from flows.pages.fetching.due import Attempt, DuePolicy, next_due
from flows.pages.fetching.outcomes import Outcome
from flows.pages.fetching.records import Fetched
from flows.steps.rows import make_text_table
from flows.text.clean import PARAGRAPH_BREAK
from flows.text.identity import hash_text
from warehouse.arrow import make_table
from warehouse.pages import CONTENTS, FETCHES

# Gives all landed attempts at these pages: (url, time, outcome, pause asked for), the oldest first.
History = Callable[[Iterable[str]], Iterable[tuple[str, datetime, str, float | None]]]


class PageRows:
    """Rows gathered so far: `make_tables` gives them, `clear` forgets them once they have landed."""

    def __init__(self, policy: DuePolicy) -> None:
        self._policy = policy
        self.clear()

    def __len__(self) -> int:
        """Count attempts and contents."""
        return len(self._fetches) + len(self._contents)

    def clear(self) -> None:
        """Forget them."""
        self._fetches: dict[str, Fetched] = {}
        self._contents: dict[tuple[str, str], tuple[Any, ...]] = {}
        self._texts: dict[str, tuple[str, str]] = {}

    def add_fetch(self, fetched: Fetched) -> None:
        """Add an attempt."""
        self._fetches[fetched.fetch_id] = fetched

    def add_content(self, url: str, content_sha256: str, content: PageContent) -> None:
        """Add what was read from a page. A page without a body gives no text."""
        text_sha256 = None
        if content.body:
            text_sha256 = hash_text(f"{content.title}{PARAGRAPH_BREAK}{content.body}")
            self._texts[text_sha256] = content.title, content.body
        self._contents[content_sha256, url] = (
            content_sha256,
            url,
            EXTRACTOR_VERSION,
            content.rule,
            text_sha256,
            len(content.body),
            content.published_at,
            content.published_precision,
            content.author,
            content.outlet,
        )

    def make_tables(self, history: History) -> tuple[pa.Table, pa.Table, pa.Table]:
        """Return attempts, contents and texts as tables; `history` gives the attempts before these."""
        fetches = sorted(self._fetches.values(), key=lambda each: (each.requested_at, each.fetch_id))
        attempts: defaultdict[str, list[Attempt]] = defaultdict(list)
        for url, at, outcome, retry_after in history({each.url for each in fetches}):
            attempts[url].append(Attempt(at, Outcome(outcome), retry_after))
        rows = []
        for each in fetches:
            before = attempts[each.url]
            before.append(Attempt(each.requested_at, each.outcome, each.retry_after))
            values = {name: getattr(each, name) for name in FETCHES.names if name != "next_due_at"}
            rows.append((*values.values(), next_due(before, self._policy)))
        return (
            make_table(rows, FETCHES),
            make_table(self._contents.values(), CONTENTS),
            make_text_table(self._texts),
        )
