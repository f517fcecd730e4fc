"""Figures of the search: its index (CPU, memory, size), and the time that a question takes.

    python -m tests.bench.search [--files 100000] [--home HOME] [--markdown FILE]

With --home the home is kept, and not loaded again if it is there. BENCH_DIR is as for tests.bench.
"""

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from tests.bench.folder import SeedFolder
from tests.bench.machine import describe_machine
from tests.bench.measure import Measured, measure
from tests.bench.ways import ainews, module
from warehouse.connect import connect_reader, connect_writer, transaction
from warehouse.home import Home
from warehouse.search.index import forget_changed, update_index
from warehouse.search.macros import create_macros

# In the generated texts the first line's words are in half to nearly all, the third line's in some or a few.
QUESTIONS: tuple[tuple[str, dict[str, str]], ...] = (
    *((word, {}) for word in ("智能", "人工智能", "制造业", "AI", "数据", "模型", "机器人", "城市", "金融")),
    *(
        (word, {})
        for word in ("医院", "教育", "芯片", "物流", "汽车", "农业", "视觉", "算法", "保险", "仓储")
    ),
    *(
        (word, {})
        for word in ("钢铁", "港口", "水稻", "台风", "央企", "法院", "病理", "OpenAI", "GPT-4", "5G")
    ),
    *((word, {}) for word in ("自动驾驶", "数字化转型", "工业互联网", "知识图谱", "多模态", "边缘计算")),
    *((words, {}) for words in ("大模型 制造业", "芯片 汽车 自动驾驶", "医院 影像 -金融", '"人工智能，"')),
    ("机器人", {"industry": "C"}),
)
_TURNS = 5
_SCANNED = ("智能", "制造业", "医院", "自动驾驶", "水稻")
_ANEW = 100  # of so many articles one is changed
_MEMORY = "256MB"  # the default of `ainews`


def main() -> None:
    """Load if need be, build the index, ask, and index what changed; print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--home", type=Path, help="a home to keep")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table for the README")
    parser.add_argument("--build", type=Path, metavar="HOME", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build:
        _build(Home(options.build))
        return
    with tempfile.TemporaryDirectory(prefix="search-") as scratch:
        seeds = SeedFolder(Path(os.environ.get("BENCH_DIR", scratch)), options.files)
        table = _measure(seeds, Home(options.home or Path(scratch) / "home"), Path(scratch))
    print(table)
    if options.markdown:
        options.markdown.write_text(f"{table}\n", encoding="utf-8")


def _measure(seeds: SeedFolder, home: Home, scratch: Path) -> str:
    os.environ["AINEWS_SEARCH_INDEX"] = "never"  # nothing but --build makes it
    seeds.prepare()
    heading = f"{seeds.describe()}; {describe_machine()}"
    floor = measure(module("floor", "append", seeds.articles, scratch / "floor.duckdb"))
    if not home.database.exists():
        measure(ainews("run", home.root, seeds.articles))
    _forget(home, every=1)
    build = measure(module("search", "--build", home.root))
    measure(ainews("publish", home.root))
    answers, scans = _ask(home)
    _forget(home, every=_ANEW)
    changed = measure(module("search", "--build", home.root))
    return "\n".join([heading, "", *_tabulate(floor, build, changed, answers, scans)])


def _forget(home: Home, every: int) -> None:
    """Let one of so many articles wait for the index, as if they had changed."""
    con = connect_writer(home.database, home.temporary, memory_limit=_MEMORY)
    try:
        with transaction(con):
            con.execute(
                """
                INSERT INTO core.changed
                SELECT article_id FROM core.article_base WHERE hash(article_id) % ? = 0
                """,
                [every],
            )
            forget_changed(con)
            con.execute("DELETE FROM core.changed")
    finally:
        con.close()


def _build(home: Home) -> None:
    """Index what waits, and print how many bytes the index and its texts have."""
    con = connect_writer(home.database, home.temporary, memory_limit=_MEMORY)
    try:
        reader = con.cursor()
        reader.execute("USE ainews")
        summary = update_index(con, reader, home.temporary)
        create_macros(con)
        con.execute("CHECKPOINT")
        index = sum(_count_bytes(con, table) for table in ("posting", "passage", "document"))
        texts = _count(con, "SELECT sum(strlen(passage)) FROM search.passage")
    finally:
        con.close()
    print(json.dumps({"articles": summary.indexed, "index": index, "texts": texts}))


def _count_bytes(con: duckdb.DuckDBPyConnection, table: str) -> int:
    blocks = _count(
        con,
        f"""
        SELECT count(DISTINCT block) FROM (
            SELECT block_id AS block FROM pragma_storage_info('search.{table}')
            UNION ALL
            SELECT unnest(additional_block_ids) FROM pragma_storage_info('search.{table}')
        ) WHERE block >= 0
        """,
    )
    return blocks * 262_144


def _count(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    [(number,)] = con.execute(sql).fetchall()
    return int(number or 0)


def _ask(home: Home) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Return wall and CPU time of each question, the median of its turns, and of scans; ms."""
    con = connect_reader(home.current_generation() / "warehouse.duckdb")
    try:
        answers = []
        for question, filters in QUESTIONS:
            options = "".join(f", {name} := ?" for name in filters)
            answers.append(_time(con, f"FROM search(?{options})", [question, *filters.values()]))
        scan = "SELECT count(*) FROM core.article_text WHERE contains(body, ?)"
        scans = [_time(con, scan, [word]) for word in _SCANNED]
    finally:
        con.close()
    return answers, scans


def _time(con: duckdb.DuckDBPyConnection, sql: str, values: Sequence[Any]) -> tuple[float, float]:
    turns = []
    for _ in range(_TURNS):
        began, cpu = time.perf_counter(), time.process_time()
        con.execute(sql, values).fetchall()
        turns.append((1000 * (time.perf_counter() - began), 1000 * (time.process_time() - cpu)))
    return sorted(turns)[_TURNS // 2]


def _tabulate(
    floor: Measured,
    build: Measured,
    changed: Measured,
    answers: list[tuple[float, float]],
    scans: list[tuple[float, float]],
) -> list[str]:
    wall, cpu = ([each[at] for each in answers] for at in (0, 1))
    median, p95 = statistics.median(wall), statistics.quantiles(wall, n=20)[-1]
    scan = statistics.median(each[0] for each in scans)
    sizes = build.output["index"], build.output["texts"]
    times = build.cpu / floor.cpu
    cpu_told = f"CPU median {statistics.median(cpu):.0f} ms"
    build_told = f"{build.cpu:.1f} to {floor.cpu:.1f} s, {build.output['articles']:,} articles"
    sizes_told = f"{sizes[0] / 1e6:.0f} to {sizes[1] / 1e6:.0f} MB"
    changed_told = f"{changed.cpu:.1f} s, {changed.output['articles']:,} articles"
    rows: list[tuple[str, str, str, bool | None, str]] = [
        ("search, median", f"{median:.0f} ms", "under 50 ms", median < 50, f"{len(answers)} questions"),
        ("search, p95", f"{p95:.0f} ms", "under 200 ms", p95 < 200, cpu_told),
        ("search against a scan", f"{median / scan:.2f} x", "", None, f"contains, all texts: {scan:.0f} ms"),
        ("index against the floor, CPU", f"{times:.2f} x", "at most 4 x", times <= 4, build_told),
        ("index, peak memory", f"{build.peak_mb:.0f} MB", "under 700 MB", build.peak_mb < 700, ""),
        (
            "index against the texts",
            f"{sizes[0] / sizes[1]:.2f} x",
            "at most 1 x",
            sizes[0] <= sizes[1],
            sizes_told,
        ),
        ("1 % changed, against all, CPU", f"{changed.cpu / build.cpu:.1%}", "", None, changed_told),
    ]
    kept = {True: "yes", False: "**no**", None: ""}
    return ["| figure | measured | target | kept | |", "|---|---|---|---|---|"] + [
        f"| {name} | {measured} | {target} | {kept[is_kept]} | {told} |"
        for name, measured, target, is_kept, told in rows
    ]


if __name__ == "__main__":
    main()
