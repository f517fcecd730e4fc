"""README tells the truth where it repeats a source: the problems' codes."""

import pytest

from flows.seedfiles.records import ADVICE, REJECTING
from warehouse.home import PROJECT

README = (PROJECT / "README.md").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("code", ADVICE)
def test_code_is_told_with_its_advice(code) -> None:
    severity = "reject" if code in REJECTING else "warn"
    assert f"| `{code}` | {severity} | {ADVICE[code]} |" in README


def test_no_placeholder_is_left() -> None:
    assert not [line for line in README if "@@" in line]
