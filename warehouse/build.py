"""Core's one mechanism: the rows of the articles on the work list are selected again, and replaced."""

from dataclasses import dataclass, replace
from functools import partial

import duckdb

from warehouse.buffers import count_touched_groups, with_room
from warehouse.connect import transaction
from warehouse.load import RECORDS
from warehouse.models import Model, Replaces, read_models
from warehouse.page_articles import Compare, compare_new_texts, settle_page_problems
from warehouse.search.index import forget_changed
from warehouse.vocabulary import LabelRules, are_rules_new, replace_rules, resolve_new_labels

# What a build may change; when and by which run is no value of an article.
_CHANGED_ARTICLES = """
    SELECT * EXCLUDE (first_run_id, changed_run_id, first_loaded_at, changed_at)
    FROM core.article_base SEMI JOIN core.changed USING (article_id)
    """


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build did to core.article, in articles; it took `room` times the memory limit."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    labels_resolved: int = 0
    room: int = 1


def build_core(con: duckdb.DuckDBPyConnection, rules: LabelRules, compare: Compare) -> BuildSummary:
    """Rebuild the articles in core.changed in one transaction, and empty the list.

    New vocabularies are taken in first: they put the articles that they concern on the list.
    `compare` tells how much of an article's text stands on its page.
    """
    is_new = are_rules_new(con, rules)
    if not is_new and not con.execute("SELECT 1 FROM core.changed LIMIT 1").fetchone():
        return BuildSummary()
    groups = count_touched_groups(con, _list_tables(), _count_changes(con, is_new=is_new))
    summary, room = with_room(con, partial(_build, con, rules, compare, is_new=is_new), groups)
    con.execute("CHECKPOINT")  # what it deleted takes memory until then
    return replace(summary, room=room)


def _list_tables() -> list[str]:
    """Return the tables in which a build deletes, and that of the loads before: no checkpoint came since."""
    tables = [model.name for model in read_models("core") if model.replaces is not Replaces.VIEW]
    return [*tables, "search.document", RECORDS]


def _count_changes(con: duckdb.DuckDBPyConnection, *, is_new: bool) -> int:
    """Return how many articles are rebuilt, at most: new vocabularies may concern all."""
    return _count(con, "core.article_base") if is_new else _count(con, "core.changed")


def _build(
    con: duckdb.DuckDBPyConnection, rules: LabelRules, compare: Compare, *, is_new: bool
) -> BuildSummary:
    with transaction(con):
        resolved = replace_rules(con, rules) if is_new else 0
        con.execute(f"CREATE OR REPLACE TEMP TABLE earlier_article AS {_CHANGED_ARTICLES}")
        compare_new_texts(con, compare)
        for model in read_models("core"):
            if model.replaces is not Replaces.VIEW:
                _replace_rows(con, model)
            if model.name == "core.article_label":  # all that read resolutions read labels too
                resolved += resolve_new_labels(con, rules)
        settle_page_problems(con)
        before = _count(con, "earlier_article")
        added = _count(con, f"({_CHANGED_ARTICLES}) ANTI JOIN earlier_article USING (article_id)")
        removed = before + added - _count(con, f"({_CHANGED_ARTICLES})")
        otherwise = before and _count(con, f"(FROM earlier_article EXCEPT {_CHANGED_ARTICLES})")
        con.execute("DROP TABLE earlier_article")
        forget_changed(con)
        con.execute("DELETE FROM core.changed")
    return BuildSummary(added, otherwise - removed, removed, resolved)


def _replace_rows(con: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Delete and insert the rows of changed articles, or all rows; what reads itself is selected before."""
    rows = model.sql
    if model.reads_itself:
        con.execute(f"CREATE OR REPLACE TEMP TABLE fresh_rows AS {rows}")
        rows = "SELECT * FROM fresh_rows"
    if model.replaces is Replaces.ALL:
        con.execute(f"DELETE FROM {model.name}")
    else:
        con.execute(f"DELETE FROM {model.name} WHERE article_id IN (SELECT article_id FROM core.changed)")
    con.execute(f"INSERT INTO {model.name} BY NAME {rows}")
    if model.reads_itself:
        con.execute("DROP TABLE fresh_rows")


def _count(con: duckdb.DuckDBPyConnection, relation: str) -> int:
    row = con.execute(f"SELECT count(*) FROM {relation}").fetchone()
    return int(row[0]) if row else 0
