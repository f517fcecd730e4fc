"""Which labels of a text belong to one record.

A label that repeats begins the next record if what follows it has a title, a link or a text;
otherwise it stays text where it stands. So neither a missing title nor a stray label makes
one record swallow its neighbour. Separator lines between records say the same more plainly.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

from flows.seedfiles.labels import FieldLabels, fold_label
from flows.seedfiles.records import BODY, FIELDS, TITLE

_SEPARATOR_LINE = re.compile(r"(?:^|(?<=\r))[^\S\r\n]*([-=*_])\1{2,}[^\S\r\n]*(?=\r|$)", re.MULTILINE)
# The usual text has none: a literal first character lets the search skip from line to line.
_SEPARATOR_HINTS = re.compile(r"\n[^\S\n]*(?:---|===|\*\*\*|___)")
EDGES = " \t\r\n"
BLANK = EDGES + "\ufeff\u3000"


@dataclass(slots=True)
class Token:
    """A label in the text: its field and line, where it begins, and its value's bounds."""

    place: int
    line_no: int
    start: int
    value_start: int
    value_end: int
    after_separator: bool = False


@dataclass(slots=True)
class Run:
    """The tokens of one record, and the repeated labels in it that stayed text."""

    tokens: list[Token]
    repeated: list[Token]


def find_tokens(text: str, labels: FieldLabels) -> list[Token]:
    """Find all labels at the start of lines."""
    tokens: list[Token] = []
    line_no, counted = 1, 0
    for label, start, value_start in labels.find_lines(text):
        line_no += text.count("\n", counted, start)
        counted = start
        if tokens:
            tokens[-1].value_end = start
        place = labels.lines[fold_label(label)]
        tokens.append(Token(place, line_no, start, value_start, len(text)))
    return tokens


def find_separators(text: str, tokens: list[Token]) -> list[tuple[int, int]]:
    """Return where separator lines stand, and mark the tokens right below one."""
    if "\r" not in text and not _SEPARATOR_HINTS.search(f"\n{text}"):
        return []
    separators = [match.span() for match in _SEPARATOR_LINE.finditer(text)]
    for token in tokens:
        above = bisect_right(separators, (token.start, 0)) - 1
        if above >= 0:
            token.after_separator = not text[separators[above][1] : token.start].strip()
    return separators


def split_records(text: str, tokens: list[Token], has_separators: bool) -> list[Run]:
    """Group the tokens to records, by the rule at the top of this module."""
    if not has_separators and len({token.place for token in tokens}) == len(tokens):
        return [Run(tokens, [])]
    runs = [Run([tokens[0]], [])]
    usual = _last_order(tokens)  # for want of an earlier record
    for index, token in enumerate(tokens[1:], start=1):
        run = runs[-1]
        is_repeat = any(token.place == earlier.place for earlier in run.tokens)
        if _begins_record(text, tokens, index, run.tokens, usual, is_repeat=is_repeat):
            usual = run.tokens
            runs.append(Run([token], []))
        elif is_repeat:
            run.repeated.append(token)
        else:
            run.tokens.append(token)
    return runs


def _begins_record(
    text: str,
    tokens: list[Token],
    index: int,
    current: list[Token],
    usual: list[Token],
    *,
    is_repeat: bool,
) -> bool:
    """Whether the label at `index` begins the next record; `usual` is the order of another record."""
    token = tokens[index]
    opens = is_repeat or _opens_next(tokens, index, current, usual)
    if not (opens or token.after_separator):
        return False
    if not _has_substance(text, _look_ahead(tokens, index, current)):
        return is_repeat and token.after_separator  # between separators stands an empty record
    return opens or current[0].after_separator or _has_substance(text, current)


def _last_order(tokens: list[Token]) -> list[Token]:
    """Return the last labels of the file as far back as none repeats."""
    seen: set[int] = set()
    for back, token in enumerate(reversed(tokens)):
        if token.place in seen:
            return tokens[len(tokens) - back :]
        seen.add(token.place)
    return tokens


def _opens_next(tokens: list[Token], index: int, current: list[Token], usual: list[Token]) -> bool:
    """Whether a label that the current record lacks is rather the next record's.

    In the usual order it stands above labels that the current record has, and below it they repeat.
    Of the first record only a missing title is told so: what else it lacks may be its own affair.
    """
    if current[0].start == tokens[0].start and tokens[index].place != TITLE:
        return False
    rank = {token.place: place for place, token in enumerate(usual)}
    have = {token.place for token in current}
    here = rank.get(tokens[index].place)
    if here is None or all(rank.get(place, -1) < here for place in have):
        return False
    return any(token.place in have for token in _look_ahead(tokens, index, usual)[1:])


def _look_ahead(tokens: list[Token], index: int, current: list[Token]) -> list[Token]:
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


def _has_substance(text: str, tokens: list[Token]) -> bool:
    return any(token.place <= BODY and text[token.value_start : token.value_end].strip() for token in tokens)


def without_separators(text: str) -> str:
    """Return a text without its separator lines and the blanks around it."""
    return _SEPARATOR_LINE.sub("", text).strip(BLANK)
