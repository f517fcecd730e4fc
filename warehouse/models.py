"""The SQL files of core and reporting: their heads, their order, their comments in the database.

A head is the comment at the top of the file: the purpose, then `grain:`, for core `replaces:`, then
`columns:` with a line for each; for a macro `parameters:` before them. From it come COMMENT ON, the
dictionary and the README's table.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter
from hashlib import sha256
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

import duckdb

from warehouse.connect import transaction
from warehouse.errors import ModelError
from warehouse.home import PROJECT
from warehouse.ledger import note_due

SQL = PROJECT / "sql"

_RELATION = re.compile(r"\b(?:FROM|JOIN)\s+((?:landing|core|reporting|ops|search)\.\w+)", re.IGNORECASE)
_HEAD_LINE = re.compile(r"--\s?(.*)")
_COLUMN = re.compile(r"\s+(\w+):\s+(.+)")


class Replaces(StrEnum):
    """What a build does with a core table."""

    CHANGED = "changed articles"
    ALL = "all rows"
    VIEW = "view"


@dataclass(frozen=True, slots=True)
class Model:
    """One SELECT and what its head says. `inputs` are the other relations that it reads."""

    name: str
    path: Path
    sql: str
    purpose: str
    grain: str
    replaces: Replaces
    reads_itself: bool = False
    columns: dict[str, str] = field(default_factory=dict)
    inputs: frozenset[str] = frozenset()

    @property
    def sha256(self) -> str:
        """Hash of the file's text, to see when a view must be made anew."""
        return sha256(self.sql.encode()).hexdigest()

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that the grain names: together they tell one row from another."""
        return tuple(dict.fromkeys(word for word in re.findall(r"\w+", self.grain) if word in self.columns))

    @property
    def comment(self) -> str:
        """What COMMENT ON says of the whole relation."""
        return describe(self.purpose, self.grain)


class Head(NamedTuple):
    """What a head says; `settings` are its lines of one word and a value, the grain among them."""

    purpose: str
    settings: dict[str, str]
    columns: dict[str, str]
    parameters: dict[str, str]


def list_head_lines(path: Path) -> list[str]:
    """Return the lines of an SQL file's head without their dashes."""
    lines = map(_HEAD_LINE.fullmatch, path.read_text(encoding="utf-8").splitlines())
    return [match[1] for match in takewhile(bool, lines) if match]


def parse_head(name: str, lines: Iterable[str], settings: dict[str, str]) -> Head:
    """Return what the lines of a head say; the settings given are the defaults.

    Raises ModelError, with the name in it, if the head is not in the form above.
    """
    purpose: list[str] = []
    settings = {"grain": "", **settings}
    lists: dict[str, dict[str, str]] = {"parameters": {}, "columns": {}}
    current: dict[str, str] | None = None
    for text in lines:
        key, _, value = text.partition(":")
        if key in lists and not value.strip():
            current = lists[key]
        elif current is not None and (column := _COLUMN.fullmatch(text)):
            current[column[1]] = column[2].strip()
        elif current is not None:
            raise ModelError(f"{name}: head line not understood: {text!r}")
        elif key in settings:
            settings[key] = value.strip()
        else:
            purpose.append(text.strip())
    if not (purpose and settings["grain"] and lists["columns"]):
        raise ModelError(f"{name}: its head lacks purpose, grain or columns.", "See sql/README.md.")
    return Head(" ".join(purpose), settings, **lists)


def read_model(path: Path) -> Model:
    """Read one file. Raises ModelError if its head is not in the form above."""
    sql = path.read_text(encoding="utf-8")
    defaults = {"replaces": Replaces.VIEW.value}
    purpose, settings, columns, _ = parse_head(path.name, list_head_lines(path), defaults)
    body = re.sub(r"--[^\n]*", "", sql)
    name = f"{path.parent.name}.{path.stem}"
    inputs = frozenset(found.lower() for found in _RELATION.findall(body))
    return Model(
        name=name,
        path=path,
        sql=sql,
        purpose=purpose,
        grain=settings["grain"],
        replaces=Replaces(settings["replaces"]),
        reads_itself=name in inputs,
        columns=columns,
        inputs=inputs - {name},
    )


def read_models(*folders: str) -> list[Model]:
    """Read all files of these folders below sql/, each after those whose tables it reads."""
    models = {
        model.name: model
        for folder in folders
        for model in map(read_model, sorted((SQL / folder).glob("*.sql")))
    }
    graph = {name: sorted(model.inputs & models.keys()) for name, model in models.items()}
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise ModelError(f"These models need one another in a circle: {error.args[1]}") from error
    return [models[name] for name in order]


def create_views(con: duckdb.DuckDBPyConnection, models: list[Model]) -> bool:
    """Make the views whose file changed, and all comments; return whether anything was done.

    After a change in core all articles are put on the work list; a new generation is due.
    """
    recorded = dict(con.execute("SELECT name, sha256 FROM ops.fingerprint").fetchall())
    if all(recorded.get(model.name) == model.sha256 for model in models):
        return False
    with transaction(con):
        con.execute("CREATE SCHEMA IF NOT EXISTS reporting")
        if any(m.name.startswith("core.") and recorded.get(m.name, m.sha256) != m.sha256 for m in models):
            con.execute("INSERT INTO core.changed SELECT DISTINCT article_id FROM landing.seed_article")
        note_due(con, "models changed")
        for model in models:
            if model.replaces is Replaces.VIEW:
                con.execute(f"CREATE OR REPLACE VIEW {model.name} AS {model.sql}")
            comment_on(con, model, "VIEW" if model.replaces is Replaces.VIEW else "TABLE")
            con.execute("DELETE FROM ops.fingerprint WHERE name = ?", [model.name])
            con.execute("INSERT INTO ops.fingerprint VALUES (?, ?)", [model.name, model.sha256])
    return True


def describe(purpose: str, grain: str) -> str:
    """Return the description of a relation."""
    return f"{purpose} Grain: {grain}."


def comment_on(con: duckdb.DuckDBPyConnection, model: Model, kind: str) -> None:
    """Write the head's texts into the database; `kind` is TABLE or VIEW."""
    con.execute(f"COMMENT ON {kind} {model.name} IS {quote(model.comment)}")
    for column, text in model.columns.items():
        con.execute(f"COMMENT ON COLUMN {model.name}.{column} IS {quote(text)}")


def quote(text: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
