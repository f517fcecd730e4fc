"""Core's one mechanism: the rows of the articles on the work list are selected again, and replaced."""

from dataclasses import dataclass

import duckdb

from warehouse.connect import transaction
from warehouse.models import Model, Replaces, read_models
from warehouse.vocabulary import LabelRules, are_rules_new, replace_rules, resolve_new_labels


@dataclass(frozen=True, slots=True)
class BuildSummary:
    """What a build did to core.article, in articles."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    labels_resolved: int = 0


def build_core(con: duckdb.DuckDBPyConnection, rules: LabelRules) -> BuildSummary:
    """Rebuild the articles in core.changed in one transaction, and empty the list.

    New vocabularies are taken in first: they put the articles that they concern on the list.
    """
    is_new = are_rules_new(con, rules)
    if not is_new and not con.execute("SELECT 1 FROM core.changed LIMIT 1").fetchone():
        return BuildSummary()
    with transaction(con):
        resolved = replace_rules(con, rules) if is_new else 0
        before = _count(con, "core.article_base SEMI JOIN core.changed USING (article_id)")
        for model in read_models("core"):
            if model.replaces is not Replaces.VIEW:
                _replace_rows(con, model)
            if model.name == "core.article_label":  # all that read resolutions read labels too
                resolved += resolve_new_labels(con, rules)
        after = _count(con, "core.article_base SEMI JOIN core.changed USING (article_id)")
        current = "core.article_base SEMI JOIN ops.run ON changed_run_id = run_id AND status = 'running'"
        touched = _count(con, current)
        added = _count(con, f"{current} WHERE first_run_id = changed_run_id")
        con.execute("DELETE FROM core.changed")
    return BuildSummary(added, touched - added, before + added - after, resolved)


def _replace_rows(con: duckdb.DuckDBPyConnection, model: Model) -> None:
    con.execute(f"CREATE OR REPLACE TEMP TABLE fresh_rows AS {model.sql}")
    if model.replaces is Replaces.ALL:
        con.execute(f"DELETE FROM {model.name}")
    else:
        con.execute(f"DELETE FROM {model.name} WHERE article_id IN (SELECT article_id FROM core.changed)")
    con.execute(f"INSERT INTO {model.name} BY NAME SELECT * FROM fresh_rows")
    con.execute("DROP TABLE fresh_rows")


def _count(con: duckdb.DuckDBPyConnection, relation: str) -> int:
    row = con.execute(f"SELECT count(*) FROM {relation}").fetchone()
    return int(row[0]) if row else 0
