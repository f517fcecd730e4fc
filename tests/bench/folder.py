"""The folder of seed files that all are measured on: made once, kept for the next time."""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.lexicon import SEEDS
from tests.bench.seed_generator import SeedGenerator

_CHANGED = "changed"


class SeedFolder:
    """A folder of generated files; `articles` is where they are, `size_bytes` what they hold."""

    def __init__(self, place: Path, files: int) -> None:
        self.place = place
        self.files = files
        self.size_bytes = 0
        self.folder = place / f"seeds-{files}-{_hash_sources()}"
        self.articles = self.folder / "articles"

    def prepare(self) -> None:
        """Make the files, or take those that an earlier run left, and bring them into the page cache."""
        if (self.folder / _CHANGED).exists():
            self._restore()
        if not self.folder.exists():
            half_made = self.folder.with_suffix(".making")
            shutil.rmtree(half_made, ignore_errors=True)
            SeedGenerator().write(half_made / "articles", self.files)
            half_made.rename(self.folder)
        self.size_bytes = sum(len(path.read_bytes()) for path in self.articles.rglob("*.txt"))

    def describe(self) -> str:
        """Return how many files there are, and how large."""
        return f"{self.files:,} files of {self.size_bytes / self.files / 1000:.1f} kB, 1 % malformed"

    @contextmanager
    def changed(self) -> Iterator[None]:
        """Change, add and remove 1 % of the files, and undo it at the end."""
        (self.folder / _CHANGED).touch()
        SeedGenerator().change(self.articles, self.files)
        try:
            yield
        finally:
            self._restore()

    def _restore(self) -> None:
        SeedGenerator().restore(self.articles, self.files)
        (self.folder / _CHANGED).unlink()


def _hash_sources() -> str:
    """Return a short hash of all that decides what is generated."""
    here = Path(__file__).parent
    names = ("everyday.txt", "lexicon.py", "seed_generator.py")
    sources = [*(here / name for name in names), *sorted((SEEDS / "vocabulary").glob("*.csv"))]
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]
