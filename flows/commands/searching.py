"""The command that searches: words to ranked articles, shown with what was found."""

import re
from typing import Annotated, Any

import typer
from rich.text import Text

from flows.commands.common import HomeOption, JsonOption, err, make_printable, out, print_json, settings_of

_FOUND = "bold yellow"
_WORTH_AN_INDEX = 20_000  # articles read in full, which one begins to feel


def search(
    words: Annotated[
        list[str], typer.Argument(metavar="WORD", help="Words that an article must have, all of them.")
    ],
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DAY", help="From this day, month or year on: 2024-01, 2024."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DAY", help="Up to the end of this day, month or year."),
    ] = None,
    industry: Annotated[
        str | None, typer.Option("--industry", help="Code or name, with all below it: C, 制造业.")
    ] = None,
    technology: Annotated[
        str | None, typer.Option("--technology", help="Name, with all below it: 大模型.")
    ] = None,
    tag: Annotated[str | None, typer.Option("--tag", help="A tag (关键词).")] = None,
    outlet: Annotated[
        str | None, typer.Option("--outlet", "--host", help="Outlet (来源) or host of the link.")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, help="How many to show.")] = 10,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Search titles, labels, event summaries and texts, the best article first (BM25).

    A word is what stands between blanks: two letters or more, 大模型 as well as GPT-4; a single
    one works too. Quotes keep blanks: '"AI for Science"'. An article with a word behind - is left
    out: ainews search 大模型 -金融 (before a Latin word put --: ainews search -- 大模型 -chatbot).
    Latin letters are found as whole words, large or small.

    In SQL: FROM search('大模型 制造业', top := 20, since := '2024-01', industry := 'C')
    """
    from dataclasses import asdict

    from flows.errors import UsageError
    from flows.labels.vocabulary import find_nearest, read_vocabulary
    from flows.settings import VOCABULARY
    from warehouse.errors import SearchError
    from warehouse.home import Home
    from warehouse.search.question import Filters, search_articles

    if unknown := [word for word in words if word.startswith("--")]:
        raise UsageError(f"There is no option {unknown[0]}.", "`ainews search --help` lists them.")
    filters = Filters(since, until, industry, technology, tag, outlet)
    vocabulary = read_vocabulary(VOCABULARY)
    try:
        answer = search_articles(
            Home(settings_of(home=home).home).current_generation(),
            " ".join(words),
            filters,
            limit,
            lambda kind, name: find_nearest(vocabulary, kind, name),
        )
    except SearchError as error:
        raise UsageError(error.message, error.hint) from error
    if json:
        print_json(asdict(answer))
        return
    for hit in answer.hits:
        _print_hit(hit, answer.words)
    if not answer.hits:
        out.print(Text(make_printable(answer.advice)), soft_wrap=True)
    elif answer.waiting >= _WORTH_AN_INDEX:
        err.print(f"[dim]{answer.waiting:,} articles are not indexed: ainews index makes this faster[/]")


def _print_hit(hit: dict[str, Any], words: list[str]) -> None:
    place = f"{hit['rank']:>3}  "
    indent = " " * len(place)
    out.print(
        Text.assemble((place, "dim"), _mark(hit["title"] or "(no title)", words, "bold")), soft_wrap=True
    )
    date = f"{hit['date']}" + ("" if hit["date_basis"] == "published" else " (loaded)")
    facts = [hit["outlet"] or hit["host"], date, hit["industries"], hit["article_id"], f"{hit['score']:.2f}"]
    told = " · ".join(filter(None, facts))
    out.print(Text(indent + make_printable(told), style="dim"), soft_wrap=True)
    passage = " ".join((hit["passage"] or "").split())
    if passage and passage != hit["title"]:
        text = _mark(passage, words, "")
        for line in text.wrap(out, max(20, min(out.width, 110) - len(place))):
            out.print(Text.assemble(indent, line), soft_wrap=True)
    out.print()


def _mark(text: str, words: list[str], style: str) -> Text:
    """Return a text with the words marked, large and small letters alike."""
    marked = Text(make_printable(text), style=style)
    if words:
        marked.highlight_regex("(?i)" + "|".join(map(re.escape, words)), _FOUND)
    return marked
