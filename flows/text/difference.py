"""What changed from one text to the next, sentence by sentence, so that a person can read it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

# A sentence ends behind its mark and the quotation marks that close there, a paragraph at its break.
_SENTENCE = re.compile(r"[^。！？!?；\n]*(?:[。！？!?；]+[”’」』\"）)]*|\n+|$)")
_MOST_KEPT = 60  # characters of a passage between changes: its beginning and end tell where one is


class Kind(StrEnum):
    """What became of a passage."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences that stayed, came or went together."""

    kind: Kind
    text: str


def compare_texts(before: str, after: str) -> list[Passage]:
    """Return the passages of both texts in their order, removed ones before those in their place."""
    old, new = _split(before), _split(after)
    passages = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            passages.append(Passage(Kind.KEPT, "".join(old[a:b])))
            continue
        for kind, sentences in ((Kind.REMOVED, old[a:b]), (Kind.ADDED, new[c:d])):
            if sentences:
                passages.append(Passage(kind, "".join(sentences)))
    return passages


def shorten_kept(passages: list[Passage]) -> Iterator[Passage]:
    """Yield the passages, of long ones that were kept only what stands next to a change."""
    for place, each in enumerate(passages):
        if each.kind is not Kind.KEPT or len(each.text) <= 2 * _MOST_KEPT:
            yield each
            continue
        head = each.text[:_MOST_KEPT] if place else ""
        tail = each.text[-_MOST_KEPT:] if place < len(passages) - 1 else ""
        cut = len(each.text) - len(head) - len(tail)
        yield Passage(Kind.KEPT, f"{head} … ({cut:,} characters as before) … {tail}".strip())


def _split(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCE.findall(text) if sentence]
