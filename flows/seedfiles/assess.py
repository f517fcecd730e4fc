"""A record as written to an article as cleaned, and what is doubtful about it."""

import re
from typing import NamedTuple

from flows.seedfiles.records import (
    BODY,
    EVENT_SUMMARY,
    FIELDS,
    LABEL_FIELDS,
    LINK,
    TITLE,
    Code,
    Problem,
    Record,
    excerpt,
)
from flows.text.clean import PARAGRAPH_BREAK, clean_body, clean_line, clean_paragraphs
from flows.text.identity import hash_text, hash_values, identify_article
from flows.text.urls import LinkFault, read_link

# Far above the longest of news features; a whole file in one value is a missing label.
LONGEST_VALUE = 200_000
# Labels are names; what is longer is a sentence in the wrong field.
LONGEST_LABEL = 60
_LABEL_SEPARATORS = re.compile(r"[，,、;；/|\r\n]")

_LINK_DETAILS = {
    LinkFault.MISSING: "The record has no link: the article is known by its title and text.",
    LinkFault.INVALID: "The link is no web address: the article is known by its title and text.",
    LinkFault.WITHOUT_SCHEME: "The link has no scheme: it was read as https.",
}


class CleanArticle(NamedTuple):
    """What a record says of its article, cleaned. Absent values are None; title and body empty."""

    article_id: str
    canonical_url: str | None
    host: str | None
    title: str
    body: str
    author: str | None
    event_summary: str | None
    text_sha256: str
    record_sha256: str


def assess(record: Record) -> tuple[CleanArticle, list[Problem]]:
    """Clean a record and return the article with the warnings that a reader would expect."""
    values = record.values
    link = read_link(values[LINK])
    title = clean_line(values[TITLE] or "")
    body = clean_body(values[BODY] or "")
    article = CleanArticle(
        article_id=identify_article(link.canonical_url, values[TITLE], values[BODY], values[LINK]),
        canonical_url=link.canonical_url,
        host=link.host,
        title=title,
        body=body.text,
        author=body.author,
        event_summary=clean_paragraphs(values[EVENT_SUMMARY] or "") or None,
        text_sha256=hash_text(f"{title}{PARAGRAPH_BREAK}{body.text}"),
        record_sha256=hash_values([*values, record.extra]),
    )
    problems = []
    if not title:
        problems.append(_warn(record, TITLE, Code.TITLE_MISSING, _missing(values[TITLE])))
    if not body.text:
        problems.append(_warn(record, BODY, Code.BODY_MISSING, _missing(values[BODY])))
    if link.fault:
        problems.append(_warn(record, LINK, Code(link.fault.value), _LINK_DETAILS[link.fault]))
    for place, value in enumerate(values):
        if value and len(value) > LONGEST_VALUE:
            detail = f"The value has {len(value):,} characters: is a label missing below it?"
            problems.append(_warn(record, place, Code.VALUE_TOO_LONG, detail))
    for place in LABEL_FIELDS:
        problems += _find_long_labels(record, place)
    return article, problems


def _find_long_labels(record: Record, place: int) -> list[Problem]:
    value = record.values[place]
    if not value or len(value) <= LONGEST_LABEL:
        return []
    return [
        Problem(
            Code.LABEL_TOO_LONG,
            f"A label has {len(label.strip())} characters: is a separator missing?",
            excerpt(label.strip()),
            record_no=record.record_no,
            line_no=record.lines[place],
            field=FIELDS[place],
        )
        for label in dict.fromkeys(_LABEL_SEPARATORS.split(value))
        if len(label.strip()) > LONGEST_LABEL
    ]


def _warn(record: Record, place: int, code: Code, detail: str) -> Problem:
    value = record.values[place]
    return Problem(
        code,
        detail,
        excerpt(value) if value else None,
        record_no=record.record_no,
        line_no=record.lines[place] or record.line_no,
        field=FIELDS[place],
    )


def _missing(value: str | None) -> str:
    return "The label is missing." if value is None else "The label has no value."
