"""The worked examples: an SQL file each below sql/queries, its first line the question that it answers."""

from dataclasses import dataclass

from warehouse.home import PROJECT

_FOLDER = PROJECT / "sql" / "queries"


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: its name, the question, and the SQL with the question above it."""

    name: str
    question: str
    sql: str


def list_examples() -> list[str]:
    """Return the names of all examples, sorted."""
    return sorted(path.stem for path in _FOLDER.glob("*.sql"))


def read_example(name: str) -> Example:
    """Read an example. Raises FileNotFoundError if there is none of this name."""
    sql = (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    return Example(name, sql.partition("\n")[0].removeprefix("--").strip(), sql)
