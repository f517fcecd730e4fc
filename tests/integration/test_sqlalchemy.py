"""How SQLAlchemy, and the tools that stand on it, see the published files."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from tests.conftest import SEED_FILE, Workshop
from warehouse.dictionary import Relation, read_dictionary

REPORTING = [
    relation
    for relation in read_dictionary()
    if relation.schema == "reporting" and relation.kind != "table macro"
]


@pytest.fixture(scope="module")
def connect(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], sa.Engine]:
    workshop = Workshop(tmp_path_factory.mktemp("sqlalchemy"))
    workshop.write(SEED_FILE.name, SEED_FILE.read_bytes())
    workshop.run()

    def connect(name: str) -> sa.Engine:
        """As the README says it, the path for people being the link."""
        path = workshop.home.current / name
        return sa.create_engine(f"duckdb:///{path}", connect_args={"read_only": True}, poolclass=sa.NullPool)

    return connect


@pytest.mark.parametrize(("file", "is_table"), [("marts.duckdb", True), ("warehouse.duckdb", False)])
def test_relations_columns_types_and_comments_are_those_of_the_dictionary(
    connect: Callable[[str], sa.Engine], file: str, is_table: bool
) -> None:
    inspector = sa.inspect(connect(file))
    seen = inspector.get_table_names("reporting"), inspector.get_view_names("reporting")
    names = [relation.name.partition(".")[2] for relation in REPORTING]
    assert seen == ((names, []) if is_table else ([], names))
    for relation, name in zip(REPORTING, names, strict=True):
        assert inspector.get_table_comment(name, "reporting") == {"text": relation.description}
        columns = inspector.get_columns(name, "reporting")
        assert [(c["name"], c["comment"]) for c in columns] == [
            (c.name, c.description) for c in relation.columns
        ]
        assert [c["type"].as_generic().python_type for c in columns] == _python_types(relation)


def _python_types(relation: Relation) -> list[type]:
    from datetime import date, datetime

    types = {
        "VARCHAR": str,
        "BOOLEAN": bool,
        "INTEGER": int,
        "BIGINT": int,
        "DOUBLE": float,
        "DATE": date,
        "TIMESTAMP": datetime,
    }
    return [types[column.type] for column in relation.columns]


def test_a_table_made_by_reflection_is_asked_and_not_written(connect: Callable[[str], sa.Engine]) -> None:
    engine = connect("marts.duckdb")
    articles = sa.Table("article_overview", sa.MetaData(), schema="reporting", autoload_with=engine)
    with engine.connect() as con:
        titles = con.execute(sa.select(articles.c.title).where(articles.c.tags.contains("产业焕新")))
        assert titles.scalars().all() == ["AI赋能 产业焕新 央企可推动人工智能多领域跨界融合应用"]
    with engine.connect() as con, pytest.raises(sa.exc.DBAPIError, match="read-only"):
        con.execute(sa.delete(articles))
