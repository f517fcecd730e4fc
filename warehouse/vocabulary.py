"""The vocabularies' place in the warehouse, and what happens when they change."""

from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from warehouse.arrow import make_schema
from warehouse.ledger import note_due

_TEXT = pa.string()

TERMS = make_schema(kind=_TEXT, term_id=_TEXT, parent_id=_TEXT, code=_TEXT, name=_TEXT, vocabulary_line=_TEXT)
RESOLUTIONS = make_schema(
    kind=_TEXT,
    raw_label=_TEXT,
    position=pa.int32(),
    target_id=_TEXT,
    matched_text=_TEXT,
    rule=_TEXT,
    vocabulary_line=_TEXT,
)
_NAME = "seeds/vocabulary"


@dataclass(frozen=True, slots=True)
class LabelRules:
    """The vocabularies as a build needs them.

    `terms` are rows of TERMS, `sha256` the hash of their files, and `resolve` turns
    (kind, raw label) pairs into rows of RESOLUTIONS.
    """

    terms: pa.Table
    sha256: str
    resolve: Callable[[list[tuple[str, str]]], pa.Table]


def are_rules_new(con: duckdb.DuckDBPyConnection, rules: LabelRules) -> bool:
    """Whether the warehouse was built with other vocabularies."""
    row = con.execute("SELECT sha256 FROM ops.fingerprint WHERE name = ?", [_NAME]).fetchone()
    return row is None or row[0] != rules.sha256


def replace_rules(con: duckdb.DuckDBPyConnection, rules: LabelRules) -> int:
    """Take in new vocabularies and resolve all labels anew; return how many came out otherwise.

    The articles with such labels, and with those of renamed terms, go on the work list. The caller
    holds the build's transaction.
    """
    con.register("new_term", rules.terms)
    con.execute("""
        INSERT INTO core.changed
        SELECT DISTINCT labels.article_id
        FROM core.article_label AS labels
        INNER JOIN core.label_resolution AS resolutions
            ON labels.kind = resolutions.kind AND labels.raw_label = resolutions.raw_label
        INNER JOIN landing.vocabulary_term AS earlier
            ON resolutions.kind = earlier.kind AND resolutions.target_id = earlier.term_id
        INNER JOIN new_term AS later ON earlier.kind = later.kind AND earlier.term_id = later.term_id
        WHERE earlier.name <> later.name
        """)
    con.execute("DELETE FROM landing.vocabulary_term")
    con.execute("INSERT INTO landing.vocabulary_term BY NAME SELECT * FROM new_term")
    con.unregister("new_term")
    count = _resolve_again(con, rules)
    con.execute("DELETE FROM ops.fingerprint WHERE name = ?", [_NAME])
    con.execute("INSERT INTO ops.fingerprint VALUES (?, ?)", [_NAME, rules.sha256])
    note_due(con, "vocabulary changed")
    return count


def resolve_new_labels(con: duckdb.DuckDBPyConnection, rules: LabelRules) -> int:
    """Resolve labels that have no resolution, and drop resolutions out of use.

    Returns how many were new. The caller holds the build's transaction.
    """
    con.execute(
        "CREATE OR REPLACE TEMP TABLE used_label AS SELECT DISTINCT kind, raw_label FROM core.article_label"
    )
    con.execute("""
        DELETE FROM core.label_resolution
        WHERE (kind, raw_label) NOT IN (SELECT (kind, raw_label) FROM used_label)
        """)
    labels = con.execute("FROM used_label ANTI JOIN core.label_resolution USING (kind, raw_label)").fetchall()
    con.execute("DROP TABLE used_label")
    if labels:
        con.register("fresh", rules.resolve(labels))
        con.execute("INSERT INTO core.label_resolution BY NAME SELECT * FROM fresh")
        con.unregister("fresh")
    return len(labels)


def _resolve_again(con: duckdb.DuckDBPyConnection, rules: LabelRules) -> int:
    labels = con.execute("SELECT DISTINCT kind, raw_label FROM core.label_resolution").fetchall()
    con.register("fresh", rules.resolve(labels))
    con.execute("""
        CREATE OR REPLACE TEMP TABLE otherwise AS
        WITH earlier AS (SELECT kind, raw_label, position, target_id, rule FROM core.label_resolution),
        later AS (SELECT kind, raw_label, position, target_id, rule FROM fresh)
        SELECT DISTINCT kind, raw_label FROM (
            (FROM earlier EXCEPT FROM later) UNION ALL (FROM later EXCEPT FROM earlier)
        )
        """)
    con.execute("""
        INSERT INTO core.changed
        SELECT DISTINCT article_id FROM core.article_label SEMI JOIN otherwise USING (kind, raw_label)
        """)
    con.execute("DELETE FROM core.label_resolution")
    con.execute("INSERT INTO core.label_resolution BY NAME SELECT * FROM fresh")
    row = con.execute("SELECT count(*) FROM otherwise").fetchone()
    con.execute("DROP TABLE otherwise")
    con.unregister("fresh")
    return int(row[0]) if row else 0
