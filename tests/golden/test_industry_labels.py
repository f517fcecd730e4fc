"""How well everyday labels find their industry: measured on labels written before the vocabulary was seen.

The list `held-out` was never used to improve the vocabulary; the list `seen` was.
"""

import csv
import re
from pathlib import Path

import pytest

from flows.labels.resolve import Resolver
from flows.labels.vocabulary import Kind, read_vocabulary
from flows.settings import VOCABULARY

NO_INDUSTRY = "-"


@pytest.mark.parametrize("name", ["held-out", "seen"])
def test_precision_and_recall(name: str) -> None:
    resolver = Resolver(read_vocabulary(VOCABULARY))
    right = answered = asked = 0
    with (Path(__file__).parent / "industry_labels.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["list"] == name]
    for row in rows:
        wanted = set(row["code"].split("|"))
        found = {
            each.target_id
            for label in re.split("[，,、;；/|]", row["label"])
            for each in resolver.resolve(Kind.INDUSTRY, label)
            if each.rule not in ("unknown", "ignored")
        }
        asked += wanted != {NO_INDUSTRY}
        answered += bool(found)
        right += bool(found) and found <= wanted
    precision, recall = right / answered, right / asked
    print(f"{name}: {len(rows)} labels, precision {precision:.3f}, recall {recall:.3f}")
    assert precision >= 0.97
    assert recall >= 0.85
