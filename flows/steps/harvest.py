"""What a crawl brings, handed out batch by batch: all sites are asked at once, whatever batch is at work."""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence

from flows.pages.fetching.crawl import Crawl
from flows.pages.fetching.records import Fetched, PageRequest
from flows.progress import Progress
from warehouse.wording import count_of

_SECONDS_BETWEEN_LINES = 30.0
_SITES_TOLD = 3


class Harvest:
    """Results of one stream, sorted by the batch that asked for them.

    A batch that waits for its own results sets aside those of the others, so that no site stands
    still while another batch is at work. What is set aside lies in the archive already.
    """

    def __init__(self, batches: Sequence[list[PageRequest]], stream: Iterator[Fetched]) -> None:
        self._stream = stream
        self._batch_of = {page.url: number for number, batch in enumerate(batches) for page in batch}
        self._aside: list[deque[Fetched]] = [deque() for _ in batches]

    def take(self, batch: list[PageRequest]) -> Iterator[Fetched]:
        """Yield what came of the pages of a batch, until all came or nothing comes any more."""
        number = self._batch_of[batch[0].url]
        aside = self._aside[number]
        for _ in batch:
            while not aside:
                fetched = next(self._stream, None)
                if fetched is None:
                    return
                self._aside[self._batch_of[fetched.url]].append(fetched)
            yield aside.popleft()


class Watch:
    """Counts results as they come, and tells now and then how far they are and which sites wait."""

    def __init__(
        self,
        progress: Progress,
        advance: Callable[[int], None],
        crawl: Crawl,
        outcomes: Counter[str],
        total: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._progress = progress
        self._advance = advance
        self._crawl = crawl
        self._outcomes = outcomes
        self._total = total
        self._clock = clock
        self._told_at = clock()

    def count(self, results: Iterable[Fetched]) -> Iterator[Fetched]:
        """Yield the results, counted."""
        for fetched in results:
            self._outcomes[fetched.outcome.value] += 1
            self._advance(1)
            if self._clock() - self._told_at >= _SECONDS_BETWEEN_LINES:
                self._told_at = self._clock()
                self._progress.say(self.describe())
            yield fetched

    def describe(self) -> str:
        """Say how far it is: pages by outcome, and the sites that wait for their pace the longest."""
        told = ", ".join(f"{name} {number:,}" for name, number in self._outcomes.most_common())
        waiting = self._crawl.waiting()
        sites = ", ".join(f"{site} {seconds:.0f} s" for site, seconds in waiting[:_SITES_TOLD])
        rest = f"; {count_of(len(waiting), 'site')} waiting for their pace: {sites}" if waiting else ""
        return f"{self._outcomes.total():,} of {count_of(self._total, 'page')}: {told}{rest}"
