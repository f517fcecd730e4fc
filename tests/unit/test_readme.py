"""README tells the truth where it repeats a source: the tables' heads and the problems' codes."""

import pytest

from flows.seedfiles.records import ADVICE, REJECTING
from warehouse.dictionary import Relation, read_dictionary
from warehouse.home import PROJECT

README = (PROJECT / "README.md").read_text(encoding="utf-8").splitlines()
TOLD = [
    relation
    for relation in read_dictionary()
    if relation.name.startswith(("reporting.", "core.")) and not relation.name.endswith("_base")
]


@pytest.mark.parametrize("relation", TOLD, ids=lambda relation: relation.name)
def test_table_is_told_as_its_head_tells_it(relation: Relation) -> None:
    description = relation.description.replace("|", r"\|")  # it would end the cell
    assert f"| `{relation.name}` | {description} |" in README


@pytest.mark.parametrize("code", ADVICE)
def test_code_is_told_with_its_advice(code) -> None:
    severity = "reject" if code in REJECTING else "warn"
    assert f"| `{code}` | {severity} | {ADVICE[code]} |" in README


def test_no_placeholder_is_left() -> None:
    assert not [line for line in README if "@@" in line]
