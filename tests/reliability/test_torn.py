"""A seed file that another process is still writing is never read as whole."""

import subprocess
import sys
from pathlib import Path

import pytest

from flows.seedfiles.writers import can_tell
from tests.conftest import Workshop

RECORD = "标题: {0}\n链接: https://example.com/{0}\n总结: {1}\n"
# Writes to a file what comes on stdin, piece by piece, and says when a piece is on the disk.
WRITER = """
import os, sys
with open(sys.argv[1], sys.argv[2], buffering=0) as file:
    for line in sys.stdin:
        file.write(eval(line))
        print("written", flush=True)
"""


@pytest.fixture(autouse=True)
def system(tmp_path: Path) -> None:
    if not can_tell(tmp_path.stat().st_dev):
        pytest.skip("this system, or the disk of the tests, does not say who has a file open for writing")


class Writer:
    """A process that has a file open for writing until it is closed."""

    def __init__(self, path: Path, mode: str) -> None:
        command = [sys.executable, "-c", WRITER, str(path), mode]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def write(self, content: bytes) -> None:
        self.process.stdin.write(f"{content!r}\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "written\n"

    def close(self) -> None:
        self.process.communicate(timeout=60)


def test_a_file_that_grows_is_loaded_once_it_is_whole(workshop: Workshop) -> None:
    content = (RECORD.format("甲", "第一段。" * 100) + RECORD.format("乙", "第二段。" * 100)).encode()
    writer = Writer(workshop.seeds / "grows.txt", "wb")
    for start in range(0, len(content), 1000):
        writer.write(content[start : start + 1000])
        workshop.run()
        assert workshop.problems() == ["file_torn"]
        assert workshop.rows("SELECT count(*) FROM core.article") == [(0,)]
    writer.close()
    assert workshop.run().ingest.batches.loaded == 1
    assert (workshop.problems(), workshop.problems("resolved")) == ([], ["file_torn"])
    assert workshop.rows("SELECT title, body FROM core.article ORDER BY title") == [
        ("乙", "第二段。" * 100),
        ("甲", "第一段。" * 100),
    ]


def test_a_loaded_file_that_is_being_replaced_keeps_its_records(workshop: Workshop) -> None:
    workshop.write("a.txt", RECORD.format("甲", "旧文"))
    workshop.run()
    writer = Writer(workshop.seeds / "a.txt", "wb")
    content = RECORD.format("甲", "新文").encode()
    writer.write(content[:-4])
    workshop.run()
    assert workshop.problems() == ["file_torn"]
    assert workshop.rows("SELECT title, body FROM core.article") == [("甲", "旧文")]
    writer.write(content[-4:])
    writer.close()
    workshop.run()
    assert (workshop.problems(), workshop.rows("SELECT count(*) FROM core.article_revision")) == ([], [(2,)])


def test_who_only_reads_a_file_hinders_nothing(workshop: Workshop) -> None:
    with workshop.write("a.txt", RECORD.format("甲", "文")).open("rb"):
        assert workshop.run().ingest.batches.loaded == 1
