"""BI tools read through `current` while runs publish: no error, and no answer made of two generations."""

import multiprocessing
import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb

from tests.bench.seed_generator import SeedGenerator
from tests.conftest import Workshop
from warehouse.models import read_models

PROCESSES, THREADS, PUBLICATIONS = 4, 6, 3
LAST = 4
TABLES = [model.name for model in read_models("reporting")]


def read(folder: Path, table: str) -> tuple[str, str, int, int]:
    """Ask in a connection of its own, as Superset does: which generation, and all of one table."""
    generation = "(SELECT max(generation_id) FROM ops.generation)"
    question = f"SELECT {generation}, count(*), bit_xor(hash(t)) FROM {table} AS t"
    with duckdb.connect(folder / "marts.duckdb", read_only=True, config={"threads": 1}) as con:
        generation_id, rows, fingerprint = con.execute(question).fetchone()
    return generation_id, table, rows, fingerprint


def read_in_turn(folder: Path, stop: Any, first: int) -> tuple[Counter, list[str]]:
    """Read every table in turn, and a few more after the last publication."""
    seen, errors = Counter(), []
    turns = TABLES[first:] + TABLES[:first]
    is_last = False
    while not is_last and not errors:
        is_last = stop.is_set()
        for table in turns[:LAST] if is_last else turns:
            try:
                seen[read(folder, table)] += 1
            except Exception as error:  # noqa: BLE001 - any error of a reader is the finding
                errors.append(f"{table}: {error!r}")
    return seen, errors


def read_in_threads(folder: Path, barrier: Any, stop: Any, answers: Any) -> None:
    os.nice(10)  # the runs are to get on beside them
    barrier.wait(60)
    with ThreadPoolExecutor(THREADS) as pool:
        readers = [pool.submit(read_in_turn, folder, stop, 2 * number) for number in range(THREADS)]
    answers.put([reader.result() for reader in readers])


def test_24_readers_while_three_generations_are_published(workshop: Workshop) -> None:
    generator = SeedGenerator()
    whole = []

    def publish(files: int) -> None:
        generator.write(workshop.seeds, files)
        workshop.run()
        whole.append({read(workshop.home.current, table) for table in TABLES})

    publish(50)
    context = multiprocessing.get_context("spawn")
    barrier, stop, answers = context.Barrier(PROCESSES + 1), context.Event(), context.Queue()
    arguments = (workshop.home.current, barrier, stop, answers)
    processes = [context.Process(target=read_in_threads, args=arguments) for _ in range(PROCESSES)]
    for process in processes:
        process.start()
    try:
        barrier.wait(60)
        for number in range(PUBLICATIONS):
            publish(51 + number)
        stop.set()
        results = [result for _ in processes for result in answers.get(timeout=120)]
    finally:
        for process in processes:
            process.terminate()
            process.join()

    assert [error for _, errors in results for error in errors] == []
    assert len(results) == PROCESSES * THREADS
    seen = sum((each for each, _ in results), Counter())
    assert seen.keys() <= set.union(*whole)
    assert {generation for generation, *_ in seen} == {
        generation for each in whole for generation, *_ in each
    }
    assert whole[-1] <= seen.keys()
    assert all(len(whole[-1] & each.keys()) >= LAST for each, _ in results)
