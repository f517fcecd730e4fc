"""The figures as tables: for a terminal, and in Markdown for the README."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from tests.bench.figures import Figure
from tests.bench.race import CHANGED, FIRST, UNCHANGED, Race
from tests.bench.ways import FLOOR, OURS, PEERS, Way

_FIGURE_HEAD = ("figure", "measured", "target", "kept", "")
_RACE_HEAD = (
    "way",
    "CPU s",
    "wall s",
    "peak MB",
    "database MB",
    "no change, CPU s",
    "1 % changed, CPU s",
    "",
)


def list_figures(figures: Sequence[Figure]) -> list[tuple[str, ...]]:
    """Return the rows of the table of figures."""
    return [(f.name, f.measured, f.target, "yes" if f.is_kept else "no", f.detail) for f in figures]


def list_race(race: Race) -> list[tuple[str, ...]]:
    """Return a row for each way that was measured."""
    return [_list_way(race, way) for way in (FLOOR, OURS, *PEERS) if race.measured.get((way.name, FIRST))]


def _list_way(race: Race, way: Way) -> tuple[str, ...]:
    first = race.median(way.name, FIRST)
    later = [
        f"{race.median(way.name, stage).cpu:.2f}" if race.measured.get((way.name, stage)) else ""
        for stage in (UNCHANGED, CHANGED)
    ]
    size = race.sizes[way.name, FIRST] / 1e6
    return (
        way.name,
        f"{first.cpu:.1f}",
        f"{first.wall:.1f}",
        f"{first.peak_mb:,.0f}",
        f"{size:,.0f}",
        *later,
        way.note,
    )


def print_report(console: Console, figures: Sequence[Figure], race: Race, heading: str) -> None:
    """Print both tables."""
    console.print(f"\n[bold]{heading}[/]")
    _print_table(console, _FIGURE_HEAD, list_figures(figures))
    _print_table(console, _RACE_HEAD, list_race(race))


def write_markdown(figures: Sequence[Figure], race: Race, heading: str) -> str:
    """Return both tables in Markdown."""
    tables = [(_FIGURE_HEAD, list_figures(figures)), (_RACE_HEAD, list_race(race))]
    return "\n".join([heading, *(line for head, rows in tables if rows for line in _draw(head, rows)), ""])


def _draw(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return ["", *(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))]


def _print_table(console: Console, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(*head, box=None, header_style="dim")
    for row in rows:
        table.add_row(*row, style="red" if "no" in row else None)
    console.print(table)
