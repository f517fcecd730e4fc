"""What a cell of a spreadsheet can hold, as SQL over the columns of text; and how many cells it changes.

The limits are Excel's (specifications and limits, Microsoft): 32,767 UTF-16 units a cell,
1,048,576 rows a sheet, one of which is the header.
"""

from collections.abc import Callable, Mapping

from warehouse.exporting.tables import Generation, Table

MOST_UNITS = 32_767
MOST_ROWS = 1_048_575
CUT_MARK = " … [cut]"
REPLACEMENT = "\ufffd"

# What XML 1.0 has no place for; and the carriage return, which a cell shows as _x000D_.
_ILLEGAL = r"[\x00-\x08\x0b-\x1f\x{FFFE}\x{FFFF}]"
# Beginnings that a spreadsheet opening a CSV takes for a formula: OWASP's list, the full-width forms that
# Chinese and Japanese Excel reads as the narrow ones, and each of them behind blanks, which are passed over.
_FORMULA = r"^(?:[\t\r\n]|[\s\p{Z}\x{FEFF}]*[=+\-@＝＋－＠])"
_BEYOND_16_BITS = r"[^\x{10000}-\x{10FFFF}]"


def find_texts(types: Mapping[str, str]) -> list[str]:
    """Return the columns that hold text, lists of it included."""
    return [name for name, type_ in types.items() if type_.startswith("VARCHAR")]


def as_text(name: str, type_: str) -> str:
    """Return a column as one text: a list's items joined as the views join names."""
    return f"array_to_string(t.{name}, '；')" if type_.endswith("[]") else f"t.{name}"


def fit(text: str) -> str:
    """Return a text as a cell can hold it: illegal characters replaced, the end cut off with a mark."""
    return _cut(_replace(text))


def defuse(text: str) -> str:
    """Return a text so that no spreadsheet takes it for a formula: with an apostrophe in front."""
    return f"CASE WHEN {_is_formula(text)} THEN '''' || {text} ELSE {text} END"


def count_changes(generation: Generation, table: Table, *, is_csv: bool) -> dict[str, int]:
    """Count the cells of a table that `fit`, and for a CSV `defuse`, change, by what they change."""
    tests: dict[str, Callable[[str], str]] = {
        f"texts cut to {MOST_UNITS:,} characters": _is_too_long,
        f"texts with control characters, now {REPLACEMENT}": _is_illegal,
    }
    if is_csv:
        tests["texts like formulas, now behind an apostrophe"] = _is_formula
    texts = [as_text(name, table.types[name]) for name in find_texts(table.types)] or ["NULL"]
    sums = (" + ".join(f"count(*) FILTER ({test(text)})" for text in texts) for test in tests.values())
    counts = generation.add_up(table, list(sums))
    return {change: count for change, count in zip(tests, counts, strict=True) if count}


def _replace(text: str) -> str:
    return rf"regexp_replace(replace({text}, e'\r\n', e'\n'), '{_ILLEGAL}', '{REPLACEMENT}', 'g')"


def _cut(text: str) -> str:
    most = MOST_UNITS - len(CUT_MARK)
    return f"""CASE WHEN {_count_units(text)} <= {MOST_UNITS} THEN {text}
        WHEN {_count_units(text)} = length({text}) THEN left({text}, {most}) || '{CUT_MARK}'
        ELSE left({text}, {most // 2}) || '{CUT_MARK}' END"""


def _count_units(text: str) -> str:
    """Count UTF-16 units: characters, and once more those that take two."""
    twice = f"length(regexp_replace({text}, '{_BEYOND_16_BITS}', '', 'g'))"
    length = f"length({text})"
    return f"CASE WHEN {length} <= {MOST_UNITS // 2} THEN {length} ELSE {length} + {twice} END"


def _is_too_long(text: str) -> str:
    return f"{_count_units(text)} > {MOST_UNITS}"


def _is_illegal(text: str) -> str:
    return f"regexp_matches({text}, '{_ILLEGAL}')"


def _is_formula(text: str) -> str:
    return f"regexp_matches({text}, '{_FORMULA}')"
