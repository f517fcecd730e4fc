"""Numbered migrations: forward only, each applied once, recorded with the hash of its file."""

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import duckdb

from warehouse.connect import transaction
from warehouse.errors import MigrationChanged
from warehouse.home import PROJECT

MIGRATIONS = PROJECT / "sql" / "migrations"

# The one place for physical options: zstd halves long Chinese text, and predictably so.
_LONG_TEXT = "VARCHAR USING COMPRESSION zstd"

_RECORD_TABLE = """
CREATE SCHEMA IF NOT EXISTS ops;
CREATE TABLE IF NOT EXISTS ops.schema_migration (
    version INTEGER NOT NULL,
    name VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    applied_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE ops.schema_migration IS
    'Migrations applied to this file. Grain: one row per version.';
COMMENT ON COLUMN ops.schema_migration.version IS 'number of the migration; count from 1';
COMMENT ON COLUMN ops.schema_migration.name IS 'file name below sql/migrations; name';
COMMENT ON COLUMN ops.schema_migration.sha256 IS 'hash of the file when applied; 64 hex digits';
COMMENT ON COLUMN ops.schema_migration.applied_at IS 'when; instant in UTC';
"""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file below sql/migrations."""

    version: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """Hash of the file's text."""
        return sha256(self.sql.encode()).hexdigest()


def read_migrations(folder: Path = MIGRATIONS) -> list[Migration]:
    """Read all migrations in their order; a gap or a double number is an error."""
    found = [
        Migration(int(path.name[:4]), path.name, path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    ]
    for expected, migration in enumerate(found, start=1):
        if migration.version != expected:
            raise MigrationChanged(
                f"sql/migrations/{migration.name}: number {expected:04} was expected.",
                "Migrations are numbered without gaps, and each number once.",
            )
    return found


def pending_migrations(con: duckdb.DuckDBPyConnection, migrations: list[Migration]) -> list[Migration]:
    """Return those not applied yet, having checked the others against the record.

    Raises MigrationChanged if an applied one was edited, or is newer than this code.
    """
    applied = {
        version: (name, digest)
        for version, name, digest in con.execute(
            "SELECT version, name, sha256 FROM ops.schema_migration"
        ).fetchall()
    }
    known = {migration.version: migration for migration in migrations}
    for version, (name, digest) in sorted(applied.items()):
        if version not in known:
            raise MigrationChanged(
                f"This warehouse has migration {name}, which this version of ainews lacks.",
                "Use the version that wrote it, or a newer one.",
            )
        if known[version].sha256 != digest:
            raise MigrationChanged(
                f"sql/migrations/{known[version].name} was changed after it had been applied.",
                "Restore the file and put the change into a new migration.",
            )
    return [migration for migration in migrations if migration.version not in applied]


def migrate(con: duckdb.DuckDBPyConnection, folder: Path = MIGRATIONS) -> list[str]:
    """Bring the database up to date, one transaction a migration; return the names applied."""
    con.execute(_RECORD_TABLE)
    pending = pending_migrations(con, read_migrations(folder))
    for migration in pending:
        with transaction(con):
            con.execute(re.sub(r"\bLONGTEXT\b", _LONG_TEXT, migration.sql))
            con.execute(
                "INSERT INTO ops.schema_migration VALUES (?, ?, ?, now())",
                [migration.version, migration.name, migration.sha256],
            )
    return [migration.name for migration in pending]
