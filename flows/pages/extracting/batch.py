"""Extraction of many pages on all cores, in their order and in bounded memory."""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice

from flows.pages.extract import PageContent, extract_page
from flows.processes import start_helpers

# So many pages for each process are under way at once; fewer in all are not worth starting processes.
_AHEAD = 8


@dataclass(frozen=True, slots=True)
class StoredPage:
    """A page as it was fetched: what extract_page wants to know of it."""

    content: bytes
    url: str | None
    content_type: str | None = None
    fetched_at: datetime | None = None


def extract_pages(pages: Iterable[StoredPage], workers: int | None = None) -> Iterator[PageContent]:
    """Yield the content of each page, in their order, by `workers` processes (default: one a core).

    Pages are taken as results are given out, so that only a few are in memory. Close the iterator,
    or run it to its end: then the processes end too. Raises BrokenProcessPool if somebody kills one.
    """
    workers = workers or len(os.sched_getaffinity(0))
    pages = iter(pages)
    first = list(islice(pages, _AHEAD))
    if workers == 1 or len(first) < _AHEAD:
        yield from map(_extract, chain(first, pages))
        return
    with start_helpers(workers) as pool:
        waiting: deque[Future[PageContent]] = deque()
        try:
            for page in chain(first, pages):
                waiting.append(pool.submit(_extract, page))
                if len(waiting) >= workers * _AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


def _extract(page: StoredPage) -> PageContent:
    return extract_page(page.content, page.url, content_type=page.content_type, fetched_at=page.fetched_at)
