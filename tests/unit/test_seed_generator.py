from pathlib import Path

from flows.seedfiles.discover import ListedFile
from flows.seedfiles.labels import read_labels
from flows.seedfiles.read import UnreadableError, parse_content
from flows.seedfiles.records import Record
from flows.settings import VOCABULARY
from tests.bench.seed_generator import SeedGenerator

GENERATOR = SeedGenerator()
LABELS = read_labels(VOCABULARY / "labels.csv")
FILE = ListedFile("a.txt", "a.txt", 0, 0)


def read_folder(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.txt")}


def is_sound(number: int) -> bool:
    """Whether the file of that number gives one record with all fields, and no problem."""
    try:
        (record,) = parse_content(FILE, GENERATOR.make_file(number), LABELS, 10**9).items
    except (UnreadableError, ValueError):
        return False
    return isinstance(record, Record) and all(record.values) and "javascript" not in str(record.values)


def test_one_file_in_a_hundred_is_malformed() -> None:
    assert [number for number in range(600) if not is_sound(number)] == [0, 100, 200, 300, 400, 500]


def test_a_change_touches_one_per_cent_and_can_be_undone(tmp_path: Path) -> None:
    GENERATOR.write(tmp_path, 1000)
    before = read_folder(tmp_path)
    GENERATOR.change(tmp_path, 1000)
    after = read_folder(tmp_path)
    changed = [name for name in before if name in after and before[name] != after[name]]
    assert (len(changed), len(before.keys() - after.keys()), len(after.keys() - before.keys())) == (7, 1, 2)
    GENERATOR.restore(tmp_path, 1000)
    assert read_folder(tmp_path) == before
