"""The seed form as text: labels at a line's start, values up to the next label.

A label that repeats begins the next record if what follows it has a title, a link or a text;
otherwise it stays text where it stands. So neither a missing title nor a stray label makes
one record swallow its neighbour.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from flows.seedfiles.labels import FieldLabels, fold_label
from flows.seedfiles.records import BODY, FIELDS, Code, Problem, Record, excerpt

_SEPARATOR_LINE = re.compile(r"^[^\S\r\n]*([-=*_])\1{2,}[^\S\r\n]*$", re.MULTILINE)
_SEPARATOR_HINTS = ("---", "===", "***", "___")
_EDGES = " \t\r\n"
_BLANK = _EDGES + "\ufeff\u3000"


@dataclass(slots=True)
class _Token:
    """A label in the text: its field and line, where it begins, and its value's bounds."""

    place: int
    line_no: int
    start: int
    value_start: int
    value_end: int
    after_separator: bool = False


@dataclass(slots=True)
class _Run:
    """The tokens of one record, and the repeated labels in it that stayed text."""

    tokens: list[_Token]
    repeated: list[_Token]


def parse_text(text: str, labels: FieldLabels) -> Iterator[Record | Problem]:
    """Yield the records of a text in their order, and the problems where they stand."""
    if not text.strip(_BLANK):
        yield Problem(Code.FILE_EMPTY, "The file holds no text.")
        return
    tokens = _find_tokens(text, labels)
    if not tokens:
        yield Problem(
            Code.RECORD_MALFORMED,
            "No label (标题: 链接: 总结: ...) stands at the start of any line.",
            excerpt(text),
            line_no=1,
        )
        return
    separators = _find_separators(text, tokens)
    preface = text[: tokens[0].start]
    if _without_separators(preface):
        yield Problem(
            Code.TEXT_BEFORE_RECORD,
            "Text before the first label belongs to no record.",
            excerpt(preface.strip(_EDGES)),
            line_no=1,
        )
    runs = _split_records(text, tokens, bool(separators))
    for number, run in enumerate(runs, start=1):
        end = runs[number].tokens[0].start if number < len(runs) else len(text)
        yield from _read_record(text, run, number, end, separators)


def _find_tokens(text: str, labels: FieldLabels) -> list[_Token]:
    tokens: list[_Token] = []
    line_no, counted = 1, 0
    for match in labels.find_lines(f"\n{text}"):
        start = match.start()  # of the label's line in `text`, which lacks the first line break
        line_no += text.count("\n", counted, start)
        counted = start
        if tokens:
            tokens[-1].value_end = start
        place = labels.lines[fold_label(match[1])]
        tokens.append(_Token(place, line_no, start, match.end() - 1, len(text)))
    return tokens


def _find_separators(text: str, tokens: list[_Token]) -> list[tuple[int, int]]:
    """Return where separator lines stand, and mark the tokens right below one."""
    if not any(hint in text for hint in _SEPARATOR_HINTS):
        return []
    separators = [match.span() for match in _SEPARATOR_LINE.finditer(text)]
    for token in tokens:
        above = bisect_right(separators, (token.start, 0)) - 1
        if above >= 0:
            token.after_separator = not text[separators[above][1] : token.start].strip()
    return separators


def _split_records(text: str, tokens: list[_Token], has_separators: bool) -> list[_Run]:
    """Group the tokens to records by the rule at the top of this module."""
    if not has_separators and len({token.place for token in tokens}) == len(tokens):
        return [_Run(tokens, [])]
    runs = [_Run([tokens[0]], [])]
    for index, token in enumerate(tokens[1:], start=1):
        run = runs[-1]
        is_repeat = any(token.place == earlier.place for earlier in run.tokens)
        if is_repeat or token.after_separator:
            ahead = _look_ahead(tokens, index, run.tokens)
            if _has_substance(text, ahead) and (is_repeat or _has_substance(text, run.tokens)):
                runs.append(_Run([token], []))
                continue
        if is_repeat:
            run.repeated.append(token)
        else:
            run.tokens.append(token)
    return runs


def _look_ahead(tokens: list[_Token], index: int, current: list[_Token]) -> list[_Token]:
    """Return what follows at `index` as one piece, as far as it keeps the current record's order.

    A stray label before the next record's first one is thus judged alone, not by that record.
    """
    rank = {token.place: place for place, token in enumerate(current)}
    ahead = [tokens[index]]
    seen = {ahead[0].place}
    last = rank.get(ahead[0].place, -1)
    for token in tokens[index + 1 : index + len(FIELDS)]:
        position = rank.get(token.place, last + 1)
        if token.after_separator or token.place in seen or position <= last:
            break
        last = position if token.place in rank else last
        seen.add(token.place)
        ahead.append(token)
    return ahead


def _has_substance(text: str, tokens: list[_Token]) -> bool:
    return any(token.place <= BODY and text[token.value_start : token.value_end].strip() for token in tokens)


def _read_record(
    text: str, run: _Run, number: int, end: int, separators: list[tuple[int, int]]
) -> Iterator[Record | Problem]:
    """Yield the record that ends before `end`, and what is wrong with its form."""
    values: list[str | None] = [None] * len(FIELDS)
    lines: list[int | None] = [None] * len(FIELDS)
    first, last = run.tokens[0], run.tokens[-1]
    last_end, stray = _end_before_separator(text, last.value_start, end, separators)
    for token, following in zip(run.tokens, [*run.tokens[1:], None], strict=True):
        value_end = following.start if following else last_end
        values[token.place] = text[token.value_start : value_end].strip(_EDGES)
        lines[token.place] = token.line_no
    record = Record(number, first.line_no, values, lines)
    if record.has_substance():
        yield record
    else:
        yield Problem(
            Code.RECORD_EMPTY,
            "The record has neither title nor link nor text.",
            excerpt(text[first.start : last_end].strip(_EDGES)),
            record_no=number,
            line_no=first.line_no,
        )
    for token in run.repeated:
        field = FIELDS[token.place]
        yield Problem(
            Code.LABEL_REPEATED,
            f"The label of {field} stands again in this record; it stayed text where it is.",
            excerpt(text[token.start : token.value_end].strip(_EDGES)),
            record_no=number,
            line_no=token.line_no,
            field=field,
        )
    if stray:
        yield Problem(
            Code.TEXT_BEFORE_RECORD,
            "Text between a separator and the next record's first label belongs to no record.",
            excerpt(stray),
            record_no=number + 1,
            line_no=last.line_no + text.count("\n", last.start, last_end),
        )


def _end_before_separator(
    text: str, start: int, end: int, separators: list[tuple[int, int]]
) -> tuple[int, str]:
    """Return where a record's last value ends, and the stray text behind a separator below it.

    At the end of the file such text is part of the value: no record follows it there.
    """
    for begin, behind in separators[bisect_left(separators, (start, 0)) :]:
        if begin >= end:
            break
        stray = _without_separators(text[behind:end])
        if not stray or end < len(text):
            return begin, stray
    return end, ""


def _without_separators(text: str) -> str:
    return _SEPARATOR_LINE.sub("", text).strip(_BLANK)
