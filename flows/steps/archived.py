"""Archived pages to what they say, on all cores: results in, the same results with their contents out."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from flows.pages.archive.reading import read_page
from flows.pages.extract import PageContent
from flows.pages.extracting.batch import StoredPage, extract_pages
from flows.pages.fetching.records import Place

T = TypeVar("T")


def open_stored(folder: Path, place: Place, url: str, most_bytes: int) -> StoredPage:
    """Read a page from the archive for extraction. Raises NotInArchive."""
    page = read_page(folder, place, most_bytes)
    return StoredPage(page.content, url, page.content_type, page.fetched_at)


def with_contents(
    items: Iterable[T], open_page: Callable[[T], StoredPage | None]
) -> Iterator[tuple[T, PageContent | None]]:
    """Yield each item with what its page says, in their order; None where `open_page` gives no page."""
    order: deque[tuple[T, bool]] = deque()

    def open_pages() -> Iterator[StoredPage]:
        for item in items:
            page = open_page(item)
            order.append((item, page is not None))
            if page:
                yield page

    with closing(extract_pages(open_pages())) as contents:  # type: ignore[type-var]  # a generator
        for content in contents:
            while not order[0][1]:
                yield order.popleft()[0], None
            yield order.popleft()[0], content
    yield from ((item, None) for item, _ in order)
