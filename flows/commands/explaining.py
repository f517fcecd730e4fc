"""The command that says where each value of an article comes from: explain."""

from typing import Annotated, Any

import typer
from rich.text import Text

from flows.commands.common import (
    HomeOption,
    JsonOption,
    make_printable,
    out,
    print_beside,
    print_json,
    settings_of,
)
from flows.commands.output import print_table, shorten, tell_place, tell_time
from warehouse.wording import count_of

_ATTEMPTS_SHOWN = 5
_EXCERPT, _WHOLE = 100, 1_000_000_000  # characters of a value that explain prints


def explain(
    article: Annotated[
        str, typer.Argument(metavar="ARTICLE", help="Id, URL, seed path, or words of the title.")
    ],
    home: HomeOption = None,
    full: Annotated[bool, typer.Option("--full", help="Print texts whole.")] = False,
    json: JsonOption = False,
) -> None:
    """Explain one article: every value, and the file, record, line, page and rule it comes from.

    Behind each text that it had stands what changed: - what went, + what came.
    """
    from dataclasses import asdict

    from flows.text.difference import compare_texts
    from flows.text.urls import read_link
    from warehouse.errors import Failure
    from warehouse.explain import explain_article, find_articles
    from warehouse.home import Home

    generation = Home(settings_of(home=home).home).current_generation()
    found = find_articles(generation, article, read_link(article).canonical_url)
    if not found:
        raise Failure(
            f"No article is meant by {article!r}.", "Give an id, a URL, a seed path, or words of the title."
        )
    if len(found) > 1 and found[0]["article_id"] != article and not json:
        out.print(f"Several articles are meant by {article!r}; choose one by its id:")
        for each in found:
            told = f"{each['title']}  ({each['seed_path']})"
            print_beside(Text(f"  {each['article_id']}  "), Text(make_printable(told)))
        return
    explained = explain_article(generation, found[0]["article_id"])
    before = None
    for revision in explained["revisions"]:
        text = f"{revision['title']}\n\n{revision.pop('body')}"
        revision["changes"] = [] if before is None else [asdict(each) for each in compare_texts(before, text)]
        before = text
    if json:
        print_json(explained)
    else:
        _print_explained(explained, _WHOLE if full else _EXCERPT)


def _print_explained(explained: dict[str, Any], most: int) -> None:
    loaded = explained["loaded"]
    out.print(Text(explained["title"] or "(no title)", style="bold"))
    out.print(Text(f"article {explained['article_id']}", style="dim"))
    out.print(Text(f"loaded by run {loaded['first_run_id']}, last changed by {loaded['changed_run_id']}"))
    names: dict[Any, str] = {}
    for number, each in enumerate(explained["records"], start=1):
        names[each["seed_path"], each["record_no"]] = f"[{number}]"
        out.print(Text(f"[{number}] {tell_place(each)}, loaded by run {each['run_id']}"), soft_wrap=True)
    for number, each in enumerate(explained["pages"], start=1):
        names[each["content_sha256"]] = f"[p{number}]"
        _print_page(f"[p{number}]", each)
    for each in explained["values"]:
        out.print()
        out.print(Text.assemble((each["name"], "bold cyan"), "  ", shorten(each["value"], most) or "(none)"))
        if "content_sha256" in each:
            out.print(Text(f"    from {names[each['content_sha256']]}; {each['rule']}", style="dim"))
            continue
        where = f"{names[each['seed_path'], each['record_no']]} line {each['line_no']}"
        out.print(Text(f"    from {where}; {each['rule']}", style="dim"))
        if each["raw_text"] != each["value"]:
            out.print(Text(f"    as written: {shorten(each['raw_text'], most)}", style="dim"))
    rows = []
    for each in explained["labels"]:
        name = each["name"] or "(nothing)"
        name = f"{name} ({each['code']})" if each["code"] else name
        rule = f"glued: {each['matched_text']}" if each["rule"] == "glued" else each["rule"]
        where = f"{names[each['seed_path'], each['record_no']]} line {each['line_no']}"
        cells = (each["kind"], name, each["raw_label"], where, rule, each["vocabulary_line"] or "")
        rows.append([make_printable(cell) for cell in cells])
    out.print()
    print_table(("kind", "is", "as written", "from", "rule", "by the line"), rows)
    for each in explained["revisions"]:
        told = f"revision {each['revision_no']} from {each['source']}, seen {tell_time(each['observed_at'])}"
        out.print(Text(f"{told}: {count_of(each['characters'], 'character')}, {shorten(each['title'], 60)}"))
        _print_changes(each["changes"])
    for each in explained["attempts"][:_ATTEMPTS_SHOWN]:
        told = " ".join(filter(None, (each["outcome"], each["detail"])))
        out.print(Text(f"fetched {tell_time(each['requested_at'])}: {make_printable(told)}"), soft_wrap=True)
    for each in explained["problems"]:
        told = f"{each['severity']} {each['code']} ({each['status']}) at {tell_place(each)}"
        out.print(Text(f"problem {told}: {each['detail']}", style="yellow"), soft_wrap=True)


def _print_page(name: str, page: dict[str, Any]) -> None:
    said = f"{page['resemblance']:.0%} of the seed's text" if page["resemblance"] is not None else "no text"
    used = "" if page["is_article"] else ": not taken for the article"
    told = f"{name} {page['final_url'] or page['url']}, {said}{used}"
    out.print(Text(make_printable(told)), soft_wrap=True)
    seen = f"seen {tell_time(page['first_fetched_at'])}"
    if page["last_fetched_at"] != page["first_fetched_at"]:
        seen += f" to {tell_time(page['last_fetched_at'])}"
    place = f"archive/{page['archive_file']} at byte {page['archive_offset']:,}"
    out.print(Text(f"    {seen}; {place}, run {page['run_id']}", style="dim"), soft_wrap=True)


def _print_changes(changes: list[dict[str, Any]]) -> None:
    """Print what changed since the revision before, a passage a line."""
    from flows.text.difference import Kind, Passage, shorten_kept

    looks = {Kind.KEPT: ("  ", "dim"), Kind.REMOVED: ("- ", "red"), Kind.ADDED: ("+ ", "green")}
    for passage in shorten_kept([Passage(**each) for each in changes]):
        mark, style = looks[passage.kind]
        for line in filter(None, map(str.strip, passage.text.splitlines())):
            out.print(Text(f"  {mark}{make_printable(line)}", style=style), soft_wrap=True)
