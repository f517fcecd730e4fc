"""What a shell completes: names of tables, examples and problem codes, from files alone, in a blink."""

import re

_TABLE = re.compile(r"^CREATE (?:TABLE|OR REPLACE MACRO) ((?:landing|core|reporting|ops)\.\w+)", re.MULTILINE)


def complete_example(incomplete: str) -> list[tuple[str, str]]:
    """Return the worked examples that begin so, each with its question."""
    from warehouse.examples import list_examples, read_example

    return [(name, read_example(name).question) for name in list_examples() if name.startswith(incomplete)]


def complete_relation(incomplete: str) -> list[str]:
    """Return the tables and views that begin so, with their schema or without."""
    names = list_relation_names()
    return sorted(
        n for n in {*names, *(name.partition(".")[2] for name in names)} if n.startswith(incomplete)
    )


def list_relation_names() -> set[str]:
    """Return the names of all tables, views and table macros, as the SQL files say without being run."""
    from warehouse.home import PROJECT

    sql = PROJECT / "sql"
    models = (path for folder in ("reporting", "core") for path in (sql / folder).glob("*.sql"))
    files = (path for folder in ("migrations", "search") for path in (sql / folder).glob("*.sql"))
    names = {f"{path.parent.name}.{path.stem}" for path in models}
    return names.union(*(_TABLE.findall(path.read_text(encoding="utf-8")) for path in files))


def complete_code(incomplete: str) -> list[tuple[str, str]]:
    """Return the problem codes that begin so, each with what it means."""
    from flows.seedfiles.records import ADVICE

    return [(code.value, advice) for code, advice in ADVICE.items() if code.startswith(incomplete)]
