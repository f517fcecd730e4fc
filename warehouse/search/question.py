"""A search from outside: what is asked is judged before, and what nothing was found for is explained."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from warehouse.connect import connect_reader
from warehouse.errors import Failure, SearchError
from warehouse.trouble import explain_damaged_generation

FindNearest = Callable[[str, str], list[str]]


@dataclass(frozen=True, slots=True)
class Filters:
    """What articles are to be searched: days are YYYY-MM-DD, YYYY-MM or YYYY; labels take what is below."""

    since: str | None = None
    until: str | None = None
    industry: str | None = None
    technology: str | None = None
    tag: str | None = None
    outlet: str | None = None


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """The articles found, as rows of reporting.search, and the words looked for, folded.

    `advice` says what to leave out where nothing was found; `waiting` are articles that had to be
    read because they are not in the index.
    """

    words: list[str]
    hits: list[dict[str, Any]]
    waiting: int
    advice: str = ""


def search_articles(
    generation: Path, question: str, filters: Filters, limit: int, find_nearest: FindNearest
) -> SearchAnswer:
    """Search a generation (its folder). `find_nearest` names known labels like an unknown one, by kind.

    Raises SearchError for a question without a word, a day that is none, or an unknown label.
    """
    con = connect_reader(generation / "warehouse.duckdb")
    try:
        return _search(con, question, filters, limit, find_nearest)
    except duckdb.CatalogException as error:
        raise Failure(
            "This generation was made before there was a search.", "Run `ainews publish`: it makes a new one."
        ) from error
    except duckdb.Error as error:
        raise explain_damaged_generation(generation, error) or error from error
    finally:
        con.close()


def _search(
    con: duckdb.DuckDBPyConnection, question: str, filters: Filters, limit: int, find_nearest: FindNearest
) -> SearchAnswer:
    words = con.execute(
        "SELECT word, is_excluded FROM search.words(?) ORDER BY word_no", [question]
    ).fetchall()
    wanted = [word for word, is_excluded in words if not is_excluded]
    if not wanted:
        raise SearchError(
            f"There is no word to look for in {question!r}."
            if not words
            else "Only words to leave out were given.",
            "Give at least one word: ainews search 大模型",
        )
    for name in ("since", "until"):
        _check_day(name, getattr(filters, name))
    for kind in ("industry", "technology", "tag"):
        if value := getattr(filters, kind):
            _check_label(con, kind, value, find_nearest)
    hits = _ask(con, question, filters, limit)
    [(waiting,)] = con.execute("SELECT count(*) FROM search.pending").fetchall()
    return SearchAnswer(wanted, hits, waiting, "" if hits else _advise(con, words, filters))


def _ask(con: duckdb.DuckDBPyConnection, question: str, filters: Filters, limit: int) -> list[dict[str, Any]]:
    given = {each.name: getattr(filters, each.name) for each in fields(filters)}
    given = {name: value for name, value in given.items() if value is not None}
    options = "".join(f", {name} := ?" for name in given)
    answer = con.execute(f"FROM reporting.search(?, top := {limit:d}{options})", [question, *given.values()])
    columns = [column[0] for column in answer.description]
    return [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]


def _check_day(name: str, day: str | None) -> None:
    if day is None:
        return
    try:  # other forms of ISO 8601 would pass here, and not in SQL
        date.fromisoformat(f"{day}-01-01"[:10] if len(day) in (4, 7, 10) else "")
    except ValueError:
        raise SearchError(
            f"--{name} {day}: that is no day.", "Give a year, a month or a day: 2024, 2024-01, 2024-01-31."
        ) from None


def _check_label(con: duckdb.DuckDBPyConnection, kind: str, value: str, find_nearest: FindNearest) -> None:
    """Raise SearchError for a label that no article can have."""
    codes = {"industry": "code = upper($1) OR name = $1", "technology": "technology_id = $1 OR name = $1"}
    known = codes.get(kind, "search.fold(name) = search.fold($1)")
    if con.execute(f"SELECT 1 FROM core.{kind} WHERE {known} LIMIT 1", [value]).fetchall():
        return
    nearest = find_nearest(kind, value)
    raise SearchError(
        f"--{kind} {value}: there is no such one.",
        f"Near to it: {'、'.join(nearest)}." if nearest else f"`ainews query 'FROM {kind}'` lists them.",
    )


def _advise(con: duckdb.DuckDBPyConnection, words: list[tuple[str, bool]], filters: Filters) -> str:
    """Say which word or filter to leave out."""
    wanted = [word for word, is_excluded in words if not is_excluded]
    nowhere = [word for word in wanted if not _ask(con, f'"{word}"', Filters(), 1)]
    if nowhere:
        return f"No article has {'、'.join(nowhere)}."
    if len(wanted) > 1 and not _ask(con, " ".join(f'"{word}"' for word in wanted), Filters(), 1):
        return f"Each of {'、'.join(wanted)} is there, but no article has all of them: leave one out."
    if any(is_excluded for _, is_excluded in words) and not _ask(
        con, " ".join(f'{"-" if is_excluded else ""}"{word}"' for word, is_excluded in words), Filters(), 1
    ):
        return "All articles with these words also have one that was to be left out."
    given = [f"--{each.name}" for each in fields(filters) if getattr(filters, each.name) is not None]
    return f"There are articles with these words, but none with {' and '.join(given)}: widen that."
