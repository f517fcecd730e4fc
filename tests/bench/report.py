"""The figures as tables: for a terminal, and in Markdown for the README."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from tests.bench.figures import Figure
from tests.bench.race import CHANGED, FIRST, UNCHANGED, Race
from tests.bench.ways import FLOOR, OURS, PEERS, Way

_FIGURE_HEAD = ("figure", "measured", "target", "kept", "parts")
_WAY_HEAD = (
    "first load by",
    "CPU s",
    "wall s",
    "peak MB",
    "database MB",
    "no change, CPU s",
    "1 % changed, CPU s",
)
_PEERS_LACK = (
    "Floor and peers get the parser of ainews for nothing. They do not clean, resolve labels by "
    "vocabularies, keep revisions or problems, check or publish."
)


class Report:
    """What was measured, as it is shown: a heading, two tables, and what the ways are."""

    def __init__(self, heading: str, figures: Sequence[Figure], race: Race) -> None:
        ways = [way for way in (FLOOR, OURS, *PEERS) if race.measured.get((way.name, FIRST))]
        self.heading = heading
        self.tables = [
            (_FIGURE_HEAD, [_show_figure(figure) for figure in figures]),
            (_WAY_HEAD, [_show_way(race, way) for way in ways]),
        ]
        self.notes = [*(f"{way.name}: {way.note}" for way in ways), _PEERS_LACK]

    def print(self, console: Console) -> None:
        """Print it for people."""
        console.print(f"\n[bold]{self.heading}[/]")
        for head, rows in self.tables:
            table = Table(*head, box=None, header_style="dim")
            for row in rows:
                table.add_row(*row, style="red" if "no" in row else None)
            console.print(table, "")
        for note in self.notes:
            console.print(note)

    def to_markdown(self) -> str:
        """Return it in Markdown."""
        lines = [self.heading]
        for head, rows in self.tables:
            lines += ["", *(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))]
        return "\n".join([*lines, "", *(f"- {note}" for note in self.notes), ""])


def _show_figure(figure: Figure) -> tuple[str, ...]:
    return figure.name, figure.measured, figure.target, "yes" if figure.is_kept else "no", figure.parts


def _show_way(race: Race, way: Way) -> tuple[str, ...]:
    first = race.median(way.name, FIRST)
    size = race.sizes[way.name, FIRST] / 1e6
    later = [
        f"{race.median(way.name, stage).cpu:.2f}" if race.measured.get((way.name, stage)) else ""
        for stage in (UNCHANGED, CHANGED)
    ]
    return (
        way.name,
        f"{first.cpu:.1f}",
        f"{first.wall:.1f}",
        f"{first.peak_mb:,.0f}",
        f"{size:,.0f}",
        *later,
    )
