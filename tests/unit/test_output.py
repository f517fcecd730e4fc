"""What commands print: tables on any screen, numbers with their nouns."""

import pytest
from rich.cells import cell_len

from flows.commands.common import out
from flows.commands.output import print_table
from warehouse.wording import count_of

RUN = "20261125T025051.796Z-c7f1"
COLUMNS = ("run", "status", "started", "what it did")
MESSAGE = "A new warehouse begins; 99,500 articles added, 0 changed, 仓库里的文章都是新的，一篇也没有删除"


@pytest.mark.parametrize("width", [40, 60, 80, 140])
def test_a_table_fits_the_screen_and_breaks_no_id(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(out, "width", width)
    monkeypatch.setattr(out, "_force_terminal", True)
    with out.capture() as told:
        print_table(COLUMNS, [(RUN, "succeeded", "2026-11-25 10:50:51", MESSAGE)] * 2, title="Last runs")
    lines = [line.rstrip() for line in told.get().splitlines()]
    assert lines[0] == "Last runs"
    assert sum(RUN in line for line in lines) == 2
    assert max(map(cell_len, lines)) <= width
    assert any(line.lstrip().startswith("run ") for line in lines)


@pytest.mark.parametrize(
    ("number", "told"), [(0, "0 seed files"), (1, "1 seed file"), (1234, "1,234 seed files")]
)
def test_nouns_agree_with_their_number(number: int, told: str) -> None:
    assert count_of(number, "seed file") == told
