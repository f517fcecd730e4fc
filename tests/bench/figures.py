"""The figures that are promised: how each is measured, and its target."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tests.bench.folder import SeedFolder
from tests.bench.measure import MeasuredFailure
from tests.bench.race import CHANGED, FIRST, Race
from tests.bench.ways import FLOOR, OURS, PEERS, ainews, module

# Short processes are noisy and cheap: more runs for the median.
_SHORT_REPEATS = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """One promise: what was measured, the target, and whether it is kept; `parts` tells more."""

    name: str
    measured: str
    target: str
    is_kept: bool
    parts: str


def first_load(race: Race) -> list[Figure]:
    """CPU of a first load, up to the published generation, against the floor."""
    floor, ours = race.load(FLOOR, OURS, repeats=race.repeats)
    return [_times("first load against the floor, CPU", ours.cpu, floor.cpu, 2.5, "s; aim 2.0 x")]


def no_change(race: Race) -> list[Figure]:
    """CPU of a run without change, less start-up, against listing the folder with sizes and times."""
    ours = race.load_unchanged(OURS)
    listing = race.run("list the folder", module("listing", race.seeds.articles), _SHORT_REPEATS)
    start = _start_up(race)
    told = f"s; start-up {start:.2f} s taken off"
    return [_times("no change, against listing the folder, CPU", ours.cpu - start, listing.cpu, 2, told)]


def one_per_cent(race: Race) -> list[Figure]:
    """CPU of a run after 1 % of the files changed, published, against a first load; growth of the file."""
    (first,), (changed,) = race.load(OURS), race.load_changed(OURS, repeats=race.repeats)
    before, after = (race.sizes[OURS.name, stage] for stage in (FIRST, CHANGED))
    told = f"from {before / 1e6:,.1f} MB"
    return [
        _times("1 % changed, against a first load, CPU", changed.cpu, first.cpu, 0.2, "s"),
        _share("1 % changed, growth of the database file", after / before - 1, 0.05, told),
    ]


def memory(race: Race) -> list[Figure]:
    """The peak memory of a first load."""
    (ours,) = race.load(OURS)
    return [_under("peak memory of a first load", ours.peak_mb, 700, "MB")]


def three_times(race: Race) -> list[Figure]:
    """The peak memory of a first load of three times the files."""
    (ours,) = race.load(OURS)
    seeds = SeedFolder(race.seeds.place, 3 * race.seeds.files)
    seeds.prepare()
    race.home("large").mkdir(exist_ok=True)
    large = Race(race.home("large"), seeds, 1, lambda title, run: race.tell(f"{title}, {seeds.files:,}", run))
    (more,) = large.load(OURS)
    told = f"{more.peak_mb:,.0f} MB at {seeds.files:,}"
    return [_share("growth of it with three times the files", more.peak_mb / ours.peak_mb - 1, 0.1, told)]


def publishing(race: Race) -> list[Figure]:
    """CPU of `ainews publish` after `ainews ingest`, less start-up, against a first load."""
    (first,) = race.load(OURS)
    home = race.home("two halves")
    race.run("ainews ingest", ainews("ingest", home, race.seeds.articles))
    command, published = ainews("publish", home), home / "published"
    forget = partial(shutil.rmtree, published, ignore_errors=True)
    publish = race.run("ainews publish", command, race.repeats, before=forget).cpu - _start_up(race)
    told = f"{publish:.1f} of {first.cpu:.1f} s"
    return [_share("publishing, of a first load, CPU", publish / first.cpu, 0.1, told)]


def reporting(race: Race) -> list[Figure]:
    """The slowest of the reporting tables: 95th percentile of the time of a BI tool's question."""
    race.load(OURS)
    marts = race.home(OURS.name) / "published" / "current" / "marts.duckdb"
    times: dict[str, list[float]] = race.run("reporting tables", module("reporting", marts)).output
    (wall, cpu), slowest = max((times[table], table) for table in times)
    told = f"{slowest}, the slowest of {len(times)}; CPU {cpu:,.0f} ms"
    return [_under("question to a reporting table, p95 of wall time", wall, 100, "ms", told)]


def peers(race: Race) -> list[Figure]:
    """CPU, wall time and peak memory of a first load against dlt; pandas and polars stand beside it.

    Raises MeasuredFailure if a peer did not load what we loaded.
    """
    (ours,) = race.load(OURS, repeats=race.repeats)
    dicts, arrow = race.load(*PEERS[:2], repeats=race.repeats)
    race.load(*PEERS)
    race.load_changed(*(way for way in (OURS, *PEERS) if way.can_update))
    for (name, stage), counts in race.counts.items():
        if stage in (FIRST, CHANGED) and counts != race.counts[OURS.name, stage]:
            raise MeasuredFailure(f"{name}, {stage}: {counts}; ainews: {race.counts[OURS.name, stage]}")
    return [
        _times("against dlt, dicts: CPU", ours.cpu, dicts.cpu, 1 / 2, "s"),
        _times("against dlt, dicts: wall time", ours.wall, dicts.wall, 1 / 3, "s"),
        _times("against dlt, dicts: peak memory", ours.peak_mb, dicts.peak_mb, 1 / 2, "MB"),
        _times("against dlt, Arrow: CPU", ours.cpu, arrow.cpu, 1, "s"),
        _times("against dlt, Arrow: peak memory", ours.peak_mb, arrow.peak_mb, 1 / 2, "MB"),
    ]


CASES: dict[str, Callable[[Race], list[Figure]]] = {
    "first-load": first_load,
    "no-change": no_change,
    "one-per-cent": one_per_cent,
    "memory": memory,
    "three-times": three_times,
    "publishing": publishing,
    "reporting": reporting,
    "peers": peers,
}


def _start_up(race: Race) -> float:
    """Return the CPU of `ainews run` on a home without seeds, once that home is made; seconds."""
    home, nothing = race.home("start-up"), race.place / "nothing"
    nothing.mkdir(exist_ok=True)
    command = ainews("run", home, nothing)
    race.run("ainews run makes a home", command)
    return race.run("ainews run without seeds", command, _SHORT_REPEATS).cpu


def _times(name: str, ours: float, theirs: float, most: float, told: str) -> Figure:
    digits = 0 if theirs > 100 else 1 if theirs > 5 else 2
    parts = f"{ours:,.{digits}f} to {theirs:,.{digits}f} {told}"
    return Figure(name, f"{ours / theirs:.2f} x", f"at most {most:.2g} x", ours <= most * theirs, parts)


def _share(name: str, share: float, most: float, parts: str) -> Figure:
    return Figure(name, f"{share:.1%}", f"at most {most:.0%}", share <= most, parts)


def _under(name: str, value: float, most: float, unit: str, parts: str = "") -> Figure:
    return Figure(name, f"{value:,.0f} {unit}", f"under {most:,} {unit}", value < most, parts)
