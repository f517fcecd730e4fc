"""The seed form as text: labels at a line's start, values up to the next label."""

from bisect import bisect_left
from collections.abc import Iterator

from flows.seedfiles.labels import FieldLabels
from flows.seedfiles.records import FIELDS, Code, Problem, Record, excerpt
from flows.seedfiles.segment import (
    BLANK,
    EDGES,
    Run,
    find_separators,
    find_tokens,
    split_records,
    without_separators,
)


def parse_text(text: str, labels: FieldLabels) -> Iterator[Record | Problem]:
    """Yield the records of a text in their order, and the problems where they stand."""
    tokens = find_tokens(text, labels)
    if not (tokens or text.strip(BLANK)):
        yield Problem(Code.FILE_EMPTY, "The file holds no text.")
        return
    if not tokens:
        yield Problem(
            Code.RECORD_MALFORMED,
            "No label (标题: 链接: 总结: ...) stands at the start of any line.",
            excerpt(text),
            line_no=1,
        )
        return
    separators = find_separators(text, tokens)
    preface = text[: tokens[0].start]
    if without_separators(preface):
        yield Problem(
            Code.TEXT_BEFORE_RECORD,
            "Text before the first label belongs to no record.",
            excerpt(preface.strip(EDGES)),
            line_no=1,
        )
    runs = split_records(text, tokens, bool(separators))
    for number, run in enumerate(runs, start=1):
        end = runs[number].tokens[0].start if number < len(runs) else len(text)
        yield from _read_record(text, run, number, end, separators)


def _read_record(
    text: str, run: Run, number: int, end: int, separators: list[tuple[int, int]]
) -> Iterator[Record | Problem]:
    """Yield the record that ends before `end`, and what is wrong with its form."""
    values: list[str | None] = [None] * len(FIELDS)
    lines: list[int | None] = [None] * len(FIELDS)
    first, last = run.tokens[0], run.tokens[-1]
    last_end, stray_start = _end_before_separator(text, last.value_start, end, separators)
    for token, following in zip(run.tokens, [*run.tokens[1:], None], strict=True):
        value_end = following.start if following else last_end
        values[token.place] = text[token.value_start : value_end].strip(EDGES)
        lines[token.place] = token.line_no
    record = Record(number, first.line_no, values, lines)
    if record.has_substance():
        yield record
    else:
        yield Problem(
            Code.RECORD_EMPTY,
            "The record has neither title nor link nor text.",
            excerpt(text[first.start : last_end].strip(EDGES)),
            record_no=number,
            line_no=first.line_no,
        )
    for token in run.repeated:
        field = FIELDS[token.place]
        yield Problem(
            Code.LABEL_REPEATED,
            f"The label of {field} stands again in this record; it stayed text where it is.",
            excerpt(text[token.start : token.value_end].strip(EDGES)),
            record_no=number,
            line_no=token.line_no,
            field=field,
        )
    if stray_start < end:
        yield Problem(
            Code.TEXT_BEFORE_RECORD,
            "Text between a separator and the next record's first label belongs to no record.",
            excerpt(without_separators(text[stray_start:end])),
            record_no=number + 1,
            line_no=last.line_no + text.count("\n", last.start, stray_start),
        )


def _end_before_separator(
    text: str, start: int, end: int, separators: list[tuple[int, int]]
) -> tuple[int, int]:
    """Return where a record's last value ends, and where stray text behind a separator begins.

    There is none if that is `end`. At the end of the file such text is part of the value: no
    record follows it there.
    """
    for place in range(bisect_left(separators, (start, 0)), len(separators)):
        begin, behind = separators[place]
        if begin >= end:
            break
        if not without_separators(text[behind:end]):
            return begin, end
        if end < len(text):
            return begin, behind + len(text[behind:end]) - len(text[behind:end].lstrip(BLANK))
    return end, end
