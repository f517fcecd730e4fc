"""The data dictionary as one page that needs nothing else: dictionary.html in each generation."""

from collections.abc import Iterable
from html import escape
from itertools import groupby
from pathlib import Path

from warehouse.connect import connect_published
from warehouse.dictionary import SCHEMAS, Relation, list_relations

PAGE = "dictionary.html"
_TEMPLATE = Path(__file__).with_name("dictionary_page.html")
_CHINESE = {"reporting": "报表", "core": "核心表", "landing": "原始数据", "ops": "运行记录"}
_HEADINGS = ("列 Column", "类型 Type", "含义 Meaning", "单位或格式 Unit or form")


def write_dictionary(database: Path, target: Path) -> None:
    """Write the page of a published warehouse, from the comments in it."""
    con = connect_published(database)
    try:
        target.write_text(render_dictionary(list_relations(con)), encoding="utf-8")
    finally:
        con.close()


def render_dictionary(relations: Iterable[Relation]) -> str:
    """Render the page; each table and column has an anchor: #core.tag, #core.tag.name."""
    parts, links = [], []
    for schema, of_schema in groupby(relations, key=lambda relation: relation.schema):
        tables = list(of_schema)
        title = f"{_CHINESE[schema]} {schema}: {SCHEMAS[schema]}"
        parts.append(f'<h2 id="{schema}">{escape(title)}</h2>')
        parts += map(_render, tables)
        links.append(f'<li><a href="#{schema}">{escape(title)}</a> ({len(tables)})</li>')
    page = _TEMPLATE.read_text(encoding="utf-8").replace("<!-- contents -->", "\n".join(links))
    return page.replace("<!-- tables -->", "\n".join(parts))


def _render(relation: Relation) -> str:
    name = escape(relation.name)
    heads = "".join(f'<th scope="col">{heading}</th>' for heading in _HEADINGS)
    rows = "\n".join(
        f'<tr id="{name}.{escape(column.label)}">'
        f'<th scope="row"><a href="#{name}.{escape(column.label)}">{escape(column.label)}</a></th>'
        f"<td><code>{escape(column.type)}</code></td>"
        f"<td>{escape(column.meaning)}</td><td>{escape(column.form)}</td></tr>"
        for column in relation.columns
    )
    return (
        f'<section id="{name}" aria-labelledby="{name}-title">\n'
        f'<h3 id="{name}-title"><a href="#{name}">{name}</a> <small>{relation.kind}</small></h3>\n'
        f"<p>{escape(relation.description)}</p>\n"
        f'<div class="wide" tabindex="0" role="region" aria-labelledby="{name}-title">\n'
        f"<table><thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody></table></div></section>"
    )
