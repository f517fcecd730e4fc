"""One article: every value, and the record or page, place, raw text and rule that it comes from."""

import json
import re
from pathlib import Path
from typing import Any

from warehouse.errors import Failure
from warehouse.query import fetch_rows

_RECORDS = """
SELECT record.*, cleaned.article_id, cleaned.author, cleaned.event_summary AS clean_summary,
    cleaned.canonical_url, cleaned.body_length, cleaned.cleaner_version
FROM landing.seed_article AS cleaned
INNER JOIN landing.seed_record AS record
    ON cleaned.seed_path = record.seed_path AND cleaned.record_no = record.record_no
WHERE cleaned.article_id = ?
ORDER BY cleaned.body_length DESC, cleaned.seed_path DESC, cleaned.record_no DESC
"""
_LABELS = """
WITH names AS (
    SELECT 'tag' AS kind, tag_id AS target_id, name, NULL AS code FROM core.tag
    UNION ALL SELECT 'technology', technology_id, name, NULL FROM core.technology
    UNION ALL SELECT 'industry', industry_id, name, code FROM core.industry
)
SELECT label.kind, label.position, label.raw_label, resolution.matched_text, resolution.rule,
    resolution.vocabulary_line, resolution.target_id, names.name, names.code,
    seed.seed_path, seed.record_no
FROM core.article_label AS label
INNER JOIN core.label_resolution AS resolution
    ON label.kind = resolution.kind AND label.raw_label = resolution.raw_label
LEFT JOIN names ON resolution.kind = names.kind AND resolution.target_id = names.target_id
LEFT JOIN (
    SELECT kind, raw_label, arg_max((seed_path, record_no), (body_length, seed_path, record_no)) AS place,
        place[1] AS seed_path, place[2] AS record_no
    FROM core.seed_label WHERE article_id = $1 GROUP BY kind, raw_label
) AS seed ON label.kind = seed.kind AND label.raw_label = seed.raw_label
WHERE label.article_id = $1
ORDER BY array_position(['tag', 'technology', 'industry'], label.kind), label.position, resolution.position
"""
# The pages' contents, the last first, each with the attempt that first brought it.
_PAGES = """
SELECT page.*, attempt.final_url, attempt.archive_file, attempt.archive_offset, attempt.run_id
FROM core.article_page AS page
INNER JOIN landing.page_fetch AS attempt ON page.fetch_id = attempt.fetch_id
WHERE page.article_id = ?
ORDER BY page.recency
"""
_ATTEMPTS = """
SELECT requested_at AT TIME ZONE 'Asia/Shanghai' AS requested_at, outcome, http_status, detail,
    archive_file, archive_offset, run_id
FROM landing.page_fetch
WHERE url = ?
ORDER BY page_fetch.requested_at DESC, fetch_id
"""
_PROBLEMS = """
SELECT severity, code, field, detail, seed_path, record_no, line_no, url, status
FROM landing.problem
WHERE (seed_path, record_no) IN
        (SELECT (seed_path, record_no) FROM landing.seed_article WHERE article_id = $1)
    OR (seed_path IS NULL AND url = (SELECT canonical_url FROM core.article_base WHERE article_id = $1))
ORDER BY ALL
"""
_RULE = r"(?:^|; ){}=(.*?)(?=; (?:title|body|published|outlet|author)=|$)"
_FIELDS = ("title", "link", "body", "keywords", "technologies", "industries", "event_summary")
_PAGE_FACTS = (
    *("url", "final_url", "content_sha256", "fetch_id", "first_fetched_at", "last_fetched_at", "run_id"),
    *("archive_file", "archive_offset", "resemblance", "is_article", "gives_title", "gives_body"),
)
_LABEL_FIELDS = {"tag": "keywords", "technology": "technologies", "industry": "industries"}
_MOST_MATCHES = 20


def find_articles(generation: Path, wanted: str, canonical_url: str | None) -> list[dict[str, Any]]:
    """Return the articles meant: by id or its beginning, URL, seed path, or words of the title."""
    return fetch_rows(
        generation,
        """
        SELECT article_id, title, canonical_url, seed_path, record_no FROM core.article
        WHERE starts_with(article_id, $1) OR canonical_url = $2 OR link = $1 OR seed_path = $1
            OR contains(lower(title), lower($1))
        ORDER BY article_id <> $1, canonical_url IS DISTINCT FROM $2, title, article_id LIMIT $3
        """,
        [wanted, canonical_url, _MOST_MATCHES],
    )


def explain_article(generation: Path, article_id: str) -> dict[str, Any]:
    """Return all values of an article with their provenance, as plain data.

    Raises Failure if there is no such article.
    """
    found = fetch_rows(generation, "SELECT * FROM core.article WHERE article_id = ?", [article_id])
    if not found:
        raise Failure(
            f"There is no article {article_id}.", "Give an id, a URL, a seed path, or words of the title."
        )
    article = found[0]
    records = fetch_rows(generation, _RECORDS, [article_id])
    pages = fetch_rows(generation, _PAGES, [article_id])
    places = {(record["seed_path"], record["record_no"]): record for record in records}
    return {
        "article_id": article_id,
        "title": article["title"],
        "values": _explain_values(article, records, pages),
        "labels": [_explain_label(row, places) for row in fetch_rows(generation, _LABELS, [article_id])],
        "records": [
            {
                "seed_path": r["seed_path"],
                "record_no": r["record_no"],
                "line_no": r["line_no"],
                "run_id": r["run_id"],
            }
            for r in records
        ],
        "pages": [{name: page[name] for name in _PAGE_FACTS} | {"rule": page["rule"]} for page in pages],
        "attempts": fetch_rows(generation, _ATTEMPTS, [article["canonical_url"]]),
        "revisions": fetch_rows(
            generation,
            """
            SELECT revision_no, observed_at, source, text_sha256, length(body) AS characters, title, body
            FROM core.article_revision WHERE article_id = ? ORDER BY revision_no
            """,
            [article_id],
        ),
        "problems": fetch_rows(generation, _PROBLEMS, [article_id]),
        "loaded": {
            name: article[name]
            for name in ("first_run_id", "first_loaded_at", "changed_run_id", "changed_at", "story_id")
        },
    }


def _explain_values(
    article: dict[str, Any], records: list[dict[str, Any]], pages: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    best = records[0]
    with_author = next((r for r in records if r["author"]), best)
    with_summary = next((r for r in records if r["clean_summary"]), best)
    chosen = f"longest text of {len(records)} records" if len(records) > 1 else "the only record"
    cleaned = f"cleaned by rules v{best['cleaner_version']}"
    given = [page for page in pages if page["is_article"]]  # what sql/core/article_base.sql takes values from

    def page_that(gives: str) -> dict[str, Any] | None:
        return next((page for page in given if page[gives]), None)

    def value(
        name: str, record: dict[str, Any], field: str, rule: str, page: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        if page:
            return _page_value(name, article[name], page)
        return {"name": name, "value": article[name], "rule": rule, **_provenance(record, field)}

    told = [
        value("title", best, "title", f"{chosen}; {cleaned}", page_that("gives_title")),
        value("canonical_url", best, "link", "link without what only tracks readers"),
        value("body", best, "body", f"{chosen}; {cleaned}", page_that("gives_body")),
        value("author", with_author, "body", "byline or dateline of the text", page_that("author")),
        value("event_summary", with_summary, "event_summary", cleaned),
    ]
    for name in ("outlet", "published_at", "published_precision"):
        if page := page_that("published_at" if name.startswith("published") else name):
            told.append(_page_value(name, article[name], page))
    return told


def _page_value(name: str, value: Any, page: dict[str, Any]) -> dict[str, Any]:
    """Return a value that a page gave, by which of its rules, and where the page lies."""
    found = re.search(_RULE.format(name.partition("_")[0]), page["rule"])
    rule = f"{found[1] if found else page['rule']}; page rules v{page['extractor_version']}"
    return {"name": name, "value": value, "rule": rule} | {fact: page[fact] for fact in _PAGE_FACTS}


def _explain_label(row: dict[str, Any], places: dict[tuple[str, int], dict[str, Any]]) -> dict[str, Any]:
    record = places[row.pop("seed_path"), row.pop("record_no")]
    return {**row, **_provenance(record, _LABEL_FIELDS[row["kind"]])}


def _provenance(record: dict[str, Any], field: str) -> dict[str, Any]:
    lines = json.loads(record["field_lines"])
    return {
        "seed_path": record["seed_path"],
        "record_no": record["record_no"],
        "line_no": lines[_FIELDS.index(field)] or record["line_no"],
        "raw_text": record[field],
    }
