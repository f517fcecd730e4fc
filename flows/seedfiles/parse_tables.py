"""The seed form as JSON lines and as CSV: the labels are keys, and unknown keys are kept as extra."""

import csv
import json
import re
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any

from flows.seedfiles.labels import FieldLabels
from flows.seedfiles.records import FIELDS, Code, Problem, Record, excerpt

_DELIMITERS = ",;\t"
# Between the items of a JSON list in one value; the label splitter cuts there.
_LIST_SEPARATOR = "、"
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def parse_jsonl(text: str, labels: FieldLabels) -> Iterator[Record | Problem]:
    """Yield a record or a problem for each line that is not blank."""
    number = 0
    for line_no, line in enumerate(_lines(text), start=1):
        if not line.strip("\ufeff \t\r\n\u3000"):
            continue
        number += 1
        try:
            # numbers stay as written: 1.10 is not 1.1
            pairs = json.loads(
                line.strip("\ufeff\r\n"), object_pairs_hook=_Pairs, parse_float=_Number, parse_int=_Number
            )
            cells = [(key, _as_written(value)) for key, value in pairs] if isinstance(pairs, _Pairs) else []
        except json.JSONDecodeError as error:
            yield _malformed(f"Broken JSON at column {error.colno}: {error.msg}.", line, number, line_no)
            continue
        except (RecursionError, ValueError) as error:  # nested too deep, a number of 5,000 digits
            yield _malformed(f"Broken JSON: {error}.", line, number, line_no)
            continue
        if not isinstance(pairs, _Pairs):
            yield _malformed("A line must be one JSON object with the labels as keys.", line, number, line_no)
            continue
        if "\\ud" in line.lower():  # half of a surrogate pair is no character
            cells = [(_repair(key), value and _repair(value)) for key, value in cells]
            if any("\ufffd" in (value or "") for _, value in cells):
                yield Problem(
                    Code.ENCODING_REPLACED,
                    "An escape \\uD800 to \\uDFFF stands alone; it became �.",
                    excerpt(line.rstrip("\r\n")),
                    record_no=number,
                    line_no=line_no,
                )
        yield from _read_cells(cells, labels, line, number, line_no)
    if not number:
        yield Problem(Code.FILE_EMPTY, "The file holds no text.")


def parse_csv(text: str, labels: FieldLabels) -> Iterator[Record | Problem]:
    """Yield a record or a problem for each row below the header.

    A row whose quotes do not close is rejected by itself: reading goes on at the next line.
    """
    csv.field_size_limit(sys.maxsize)  # else a value of 131,072 characters is an error
    lines = list(_lines(text))
    start = next((i for i, line in enumerate(lines) if line.strip("\ufeff \t\r\n\u3000")), None)
    if start is None:
        yield Problem(Code.FILE_EMPTY, "The file holds no text.")
        return
    header, delimiter, begin = _read_header(lines, start, labels)
    if not any(labels.find(key) is not None for key in header):
        yield Problem(
            Code.RECORD_MALFORMED,
            "No column of the header is a known label (标题, 链接, 总结 ...).",
            excerpt(text),
            line_no=start + 1,
        )
        return
    number = 0
    while begin < len(lines):
        rows = csv.reader((lines[i] for i in range(begin, len(lines))), delimiter=delimiter, strict=True)
        consumed = 0
        try:
            for row in rows:
                line_no, consumed = begin + consumed + 1, rows.line_num
                if not any(cell.strip() for cell in row):
                    continue
                number += 1
                raw = "".join(lines[line_no - 1 : begin + consumed])
                yield from _read_row(header, row, labels, raw, number, line_no)
            break
        except csv.Error as error:
            number += 1
            line_no = begin + consumed + 1
            yield _malformed(f"Broken CSV row: {error}.", lines[line_no - 1], number, line_no)
            begin = line_no
    if not number:
        yield Problem(Code.FILE_EMPTY, "The file has a header and no row below it.")


def _read_header(lines: list[str], start: int, labels: FieldLabels) -> tuple[list[str], str, int]:
    """Return the header's keys, the delimiter that finds most labels, and the next line's index."""
    candidates = []
    for delimiter in _DELIMITERS:
        reader = csv.reader(islice(lines, start, None), delimiter=delimiter)
        try:
            keys = [key.strip().lstrip("\ufeff") for key in next(reader)]
        except csv.Error:  # a bare \r in it, say: then it has no label either
            continue
        known = sum(labels.find(key) is not None for key in keys)
        candidates.append((known, -_DELIMITERS.index(delimiter), keys, delimiter, reader.line_num))
    if not candidates:
        return [], _DELIMITERS[0], start
    _, _, keys, delimiter, used = max(candidates)
    return keys, delimiter, start + used


def _read_row(
    header: list[str], row: list[str], labels: FieldLabels, raw: str, number: int, line_no: int
) -> Iterator[Record | Problem]:
    cells: list[tuple[str, str | None]] = list(zip(header, row, strict=False))
    cells += [(f"column {place}", cell) for place, cell in enumerate(row, 1) if place > len(header)]
    yield from _read_cells(cells, labels, raw, number, line_no)


def _read_cells(
    cells: list[tuple[str, str | None]], labels: FieldLabels, raw: str, number: int, line_no: int
) -> Iterator[Record | Problem]:
    """Yield the record of these keys and values, and a problem for each key that repeats."""
    values: list[str | None] = [None] * len(FIELDS)
    lines: list[int | None] = [None] * len(FIELDS)
    extra: dict[str, str | None] = {}
    repeated = []
    for key, value in cells:
        place = labels.find(key)
        if place is not None and values[place] is None:
            values[place] = value
            lines[place] = line_no
            continue
        if place is not None and value is not None:
            repeated.append(
                Problem(
                    Code.LABEL_REPEATED,
                    f"The label of {FIELDS[place]} stands again in this record; its value is kept as extra.",
                    excerpt(value),
                    record_no=number,
                    line_no=line_no,
                    field=FIELDS[place],
                )
            )
        if value not in (None, ""):
            extra[_free_key(extra, key)] = value
    record = Record(number, line_no, values, lines, json.dumps(extra, ensure_ascii=False) if extra else None)
    if record.has_substance():
        yield record
    else:
        yield Problem(
            Code.RECORD_EMPTY,
            "The record has neither title nor link nor text.",
            excerpt(raw.rstrip("\r\n")),
            record_no=number,
            line_no=line_no,
        )
    yield from repeated


class _Pairs(list[tuple[str, Any]]):
    """A JSON object with its keys in order, repeated ones too."""


class _Number(str):
    """A JSON number as it is written."""

    __slots__ = ()


def _as_written(value: Any) -> str | None:
    """Return a JSON value as text: strings as they are, lists of strings joined, the rest as JSON."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list) and not isinstance(value, _Pairs) and all(isinstance(v, str) for v in value):
        return _LIST_SEPARATOR.join(value)
    return json.dumps(_plain(value), ensure_ascii=False)


def _repair(text: str) -> str:
    return _LONE_SURROGATE.sub("\ufffd", text)


def _plain(value: Any) -> Any:
    if isinstance(value, _Pairs):
        plain: dict[str, Any] = {}
        for key, each in value:
            plain[_free_key(plain, key)] = _plain(each)
        return plain
    if isinstance(value, _Number):
        return float(value) if set(value) & set(".eE") else int(value)
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _free_key(taken: dict[str, Any], key: str) -> str:
    number = 2
    free = key
    while free in taken:
        free = f"{key} ({number})"
        number += 1
    return free


def _malformed(detail: str, raw: str, number: int, line_no: int) -> Problem:
    return Problem(
        Code.RECORD_MALFORMED,
        detail,
        excerpt(raw.rstrip("\r\n")),
        record_no=number,
        line_no=line_no,
    )


def _lines(text: str) -> Iterator[str]:
    """Yield lines with their ends; only \\n ends one (a JSON string may hold U+2028)."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end
