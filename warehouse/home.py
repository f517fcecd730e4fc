"""The folder in which one warehouse lives, and the names of the files in it."""

import os
from dataclasses import dataclass
from pathlib import Path

from warehouse.errors import NoWarehouse

PROJECT = Path(__file__).resolve().parents[1]
DEFAULT_HOME = PROJECT / "warehouse" / "data"


@dataclass(frozen=True, slots=True)
class Home:
    """Paths below the home; nothing is made until something is written."""

    root: Path

    @property
    def database(self) -> Path:
        """The writer's file: nobody else ever opens it."""
        return self.root / "ainews.duckdb"

    @property
    def database_log(self) -> Path:
        """DuckDB's write-ahead log, there while a run writes and after one was killed."""
        return self.root / "ainews.duckdb.wal"

    @property
    def temporary(self) -> Path:
        """What DuckDB puts out of memory while writing; nothing in it outlives a run."""
        return self.root / "ainews.tmp"

    @property
    def lock(self) -> Path:
        """Who is writing."""
        return self.root / "run.lock"

    @property
    def runs(self) -> Path:
        """One small file a run."""
        return self.root / "runs"

    @property
    def archive(self) -> Path:
        """Every page as it came."""
        return self.root / "archive"

    @property
    def published(self) -> Path:
        """Generations and the link to the newest."""
        return self.root / "published"

    @property
    def current(self) -> Path:
        """Symlink to the newest generation whose checks passed."""
        return self.published / "current"

    def current_generation(self) -> Path:
        """Return the folder of the newest generation; a reader that keeps it sees no later one.

        Raises NoWarehouse if nothing has been published here.
        """
        try:
            target = os.readlink(self.current)
        except OSError:
            if any(self.published.glob("gen-*")):
                raise NoWarehouse(
                    f"{self.current} is no link any more.", "Run `ainews publish`: it restores the link."
                ) from None
            raise NoWarehouse(
                f"Nothing has been published in {self.root} yet.",
                "Load something first: ainews run --seeds FOLDER (or give the right --home).",
            ) from None
        folder = self.published / target
        if not (folder / "warehouse.duckdb").exists():
            raise NoWarehouse(
                f"{self.current} points to {target}, which is not there.",
                "Run `ainews publish`: it shows the newest generation that is whole, or makes one.",
            )
        return folder
