"""The command that says what tables and columns mean: dictionary."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from flows.commands.common import JsonOption, out, print_json
from flows.commands.completion import complete_relation
from flows.commands.output import Format, print_rows, print_table

if TYPE_CHECKING:
    from warehouse.dictionary import Column, Relation

    Found = Sequence[tuple[Relation, Sequence[Column]]]


def dictionary(
    word: Annotated[
        str | None,
        typer.Argument(
            metavar="[WORD]",
            help="A table or view, e.g. article_overview, or a word to look for, e.g. 行业.",
            show_default=False,
            autocompletion=complete_relation,
        ),
    ] = None,
    summary: Annotated[bool, typer.Option("--summary", help="Tables only, as in the README.")] = False,
    format_: Annotated[Format, typer.Option("--format", "-f", help="How to print it.")] = Format.TABLE,
    json: JsonOption = False,
) -> None:
    """List tables and columns with their meaning, unit or form. Needs no warehouse.

    The same stands as a page in each generation: published/current/dictionary.html.

    Examples:
    ainews dictionary article_overview
    ainews dictionary 行业
    ainews dictionary -f markdown
    """
    from flows.errors import UsageError
    from warehouse.dictionary import find_in_dictionary, read_dictionary

    relations = read_dictionary()
    found: Found = [(r, r.columns) for r in relations if word in (None, r.name, r.short_name)]
    is_table = word is not None and bool(found)
    if word and not found:
        found = find_in_dictionary(relations, word)
    if not found:
        nearest = get_close_matches(word or "", [r.short_name for r in relations], n=1)
        told = f"The nearest is {nearest[0]}; " if nearest else ""
        raise UsageError(
            f"There is no table {word}, and none that speaks of it.", f"{told}`ainews dictionary` lists all."
        )
    if json:
        print_json([_data_of(relation, columns) for relation, columns in found])
    elif summary:
        tables = [(f"`{r.name}`", r.description) for r, _ in found if _is_for_readers(r)]
        print_rows(("table", "what it holds"), tables, format_)
    elif format_ is not Format.TABLE:
        rows = [(r.name, c.label, c.type, c.meaning, c.form) for r, columns in found for c in columns]
        print_rows(("table", "column", "type", "meaning", "unit or form"), rows, format_)
    elif word is None:
        _print_tables(relations)
    else:
        for relation, columns in found:
            _print_columns(relation, columns)
        if not is_table:
            out.print(f"[dim]tables and columns that speak of {word}[/]")


def _is_for_readers(relation: "Relation") -> bool:
    """Whether a reader of the README wants it: no inner table, nothing of landing and ops."""
    return relation.schema in ("reporting", "core") and not relation.name.endswith("_base")


def _data_of(relation: "Relation", columns: Sequence["Column"]) -> dict[str, object]:
    return {
        "name": relation.name,
        "kind": relation.kind,
        "description": relation.description,
        "parameters": [_data_of_column(column) for column in columns if column.is_parameter],
        "columns": [_data_of_column(column) for column in columns if not column.is_parameter],
    }


def _data_of_column(column: "Column") -> dict[str, str]:
    return {
        "name": column.name,
        "type": column.type,
        "description": column.description,
        "meaning": column.meaning,
        "form": column.form,
    }


def _print_tables(relations: Sequence["Relation"]) -> None:
    print_table(("table", "kind", "description"), [(r.name, r.kind, r.description) for r in relations])
    out.print("[dim]ainews dictionary TABLE shows its columns, ainews dictionary WORD looks for a word[/]")


def _print_columns(relation: "Relation", columns: Sequence["Column"]) -> None:
    out.print(Text.assemble((relation.name, "bold"), f" ({relation.kind}): {relation.description}"))
    if columns:
        rows = [(column.label, column.type, column.meaning, column.form) for column in columns]
        print_table(("column", "type", "meaning", "unit or form"), rows)
