"""Laws of pace and of decompression. Time is the loop's own: hours pass in no time."""

import asyncio
import gzip
import selectors
import zlib
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.pages.fetching.codings import PIECE, decode_chunk, decode_content, make_decoders
from flows.pages.fetching.fetch import Fetcher
from flows.pages.fetching.pace import Manners
from flows.pages.fetching.records import PageRequest
from flows.pages.fetching.turns import Turns

law = settings(max_examples=100, deadline=None)


class _Leap(selectors.DefaultSelector):
    """Waits for nothing: where a loop would sleep, its clock is put forward."""

    now = 0.0

    def select(self, timeout=None):
        self.now += timeout or 0
        return super().select(0)


class _LeapingLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self.leap = _Leap()
        super().__init__(self.leap)

    def time(self) -> float:
        return self.leap.now


def run_leaping(work):
    with asyncio.Runner(loop_factory=_LeapingLoop) as runner:
        return runner.run(work)


@dataclass
class Host:
    """Takes `latency` until it answers, and `body` more until all is there; may want a longer pace."""

    pages: int
    latency: float
    body: float
    delay: float


class Visits:
    """Stands for requests: takes a turn, and the host's time."""

    def __init__(self, turns: Turns, hosts: list[Host]) -> None:
        self.turns = turns
        self.hosts = hosts
        self.spans: dict[str, list[tuple[float, float]]] = {}

    async def fetch(self, request: PageRequest) -> PageRequest:
        name = request.url.split("/")[2]
        host, clock = self.hosts[int(name)], asyncio.get_running_loop().time
        self.turns.pace_of(name).keep_delay(host.delay)
        async with self.turns.take(name) as answered:
            sent = clock()
            await asyncio.sleep(host.latency)
            self.spans.setdefault(name, []).append((sent, clock()))
            answered()
            await asyncio.sleep(host.body)
        return request


SECONDS = st.floats(0, 3, allow_nan=False)
HOSTS = st.lists(st.builds(Host, st.integers(1, 8), SECONDS, SECONDS, SECONDS), min_size=1, max_size=12)


async def crawl(hosts: list[Host], pace: float, places: int, host_places: int) -> tuple[Visits, float]:
    clock = asyncio.get_running_loop().time
    turns = Turns(Manners(pace=pace), places, host_places, clock=clock)
    visits = Visits(turns, hosts)
    requests = [
        PageRequest(f"http://{n}/{page}") for n, host in enumerate(hosts) for page in range(host.pages)
    ]
    fetched = [each async for each in Fetcher(visits, turns, None).stream(requests)]
    assert sorted(each.url for each in fetched) == sorted(each.url for each in requests)
    return visits, clock()


@law
@given(HOSTS, st.floats(0, 3), st.integers(1, 5), st.integers(1, 3))
def test_no_host_sees_two_requests_closer_than_its_pace(hosts, pace, places, host_places) -> None:
    visits, _ = run_leaping(crawl(hosts, pace, places, host_places))
    for name, spans in visits.spans.items():
        spans.sort()
        longer = max(pace, hosts[int(name)].delay)
        for (_, answered), (sent, _) in pairwise(spans):
            # the host saw the first at some time until it answered, the second when it was sent or later
            assert sent - answered >= longer - 1e-9


@law
@given(HOSTS, st.floats(0, 3))
def test_with_places_enough_the_slowest_host_alone_decides_how_long_it_takes(hosts, pace) -> None:
    _, seconds = run_leaping(crawl(hosts, pace, places=len(hosts), host_places=1))
    alone = [
        host.pages * host.latency + (host.pages - 1) * max(pace, host.delay, host.body) + host.body
        for host in hosts
    ]
    assert seconds <= max(alone) + 1e-6


@law
@given(HOSTS, st.floats(0, 3), st.integers(1, 5))
def test_never_more_requests_at_a_time_than_places(hosts, pace, places) -> None:
    visits, _ = run_leaping(crawl(hosts, pace, places, host_places=2))
    spans = [span for spans in visits.spans.values() for span in spans]
    for began, _ in spans:
        assert sum(start <= began < end for start, end in spans) <= places


CODERS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": partial(brotli.compress, quality=5),
    "zstd": zstandard.ZstdCompressor().compress,
}


@law
@given(
    st.binary(max_size=500),
    st.integers(1, 2000),
    st.lists(st.sampled_from(sorted(CODERS)), max_size=2),
    st.data(),
)
def test_any_coding_cut_into_any_chunks_is_undone(block, times, codings, data) -> None:
    content = raw = block * times
    for coding in codings:
        raw = CODERS[coding](raw)
    assert decode_content(raw, ", ".join(codings), len(content) + 1) == content
    size = data.draw(st.integers(1, max(1, len(raw))))
    decoders, pieces = make_decoders(", ".join(codings)), []
    for start in range(0, len(raw), max(size, len(raw) // 50)):
        pieces += decode_chunk(decoders, raw[start : start + max(size, len(raw) // 50)])
    assert b"".join(pieces) == content
    assert all(decoder.is_complete() for decoder in decoders) or not raw


@pytest.mark.parametrize("coding", CODERS)
def test_a_bomb_goes_off_in_pieces(coding) -> None:
    bomb = CODERS[coding](bytes(50_000_000))
    pieces = decode_chunk(make_decoders(coding), bomb)
    assert max(len(next(pieces)) for _ in range(3)) <= (2_100_000 if coding == "zstd" else 2 * PIECE)
