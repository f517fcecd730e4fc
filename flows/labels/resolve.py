"""A raw label to what it means, and why: the first of these rules that answers.

    ignored   the vocabulary says that it means nothing
    name      it is the name of a term
    alias     it is another name of a term
    bracket   the text before, or inside, its brackets is one
    affix     it is one with words like 行业 or 技术 behind it, or 智慧 before it
    glued     all of it is covered by names and aliases, at best a few long ones
    unknown   none of these: kept as it is, and shown in vocabulary_gap
Tags have no vocabulary: rule tag.
"""

import re
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from flows.labels.vocabulary import Kind, Term, Vocabulary, fold
from flows.text.clean import clean_line

_SUFFIXES = {
    Kind.INDUSTRY: (
        "产业链",
        "全行业",
        "相关行业",
        "行业",
        "产业",
        "领域",
        "赛道",
        "板块",
        "市场",
        "企业",
        "服务",
        "制造业",
        "制造",
        "业",
    ),
    Kind.TECHNOLOGY: ("技术", "系统", "算法", "模型", "平台", "工具", "应用", "能力"),
}
_PREFIXES = {
    Kind.INDUSTRY: (
        "智慧",
        "智能",
        "数字",
        "人工智能+",
        "ai+",
        "互联网+",
        "现代",
        "新型",
        "传统",
        "高端",
        "中国",
        "国内",
    ),
    Kind.TECHNOLOGY: ("基于", "国产", "ai+", "人工智能+"),
}
_BRACKETS = re.compile(r"(.*?)[(\[{](.+?)[)\]}](.*)")
_CONNECTORS = ("以及", "和", "与", "及", "&", "+", "、", "-")
# Goes up whenever the same label may come out differently by the same vocabulary.
RESOLVER_VERSION = 1
# A shorter label is rather one word of two parts (汽车金融) than two labels glued together.
_SHORTEST_GLUED = 6
_SHORTEST_PIECE = 2
_MOST_PIECES = 24
_LONGEST = 300  # more is a text and no label; taking it apart would take long


@dataclass(frozen=True, slots=True)
class Resolution:
    """One thing that a label names. `target_id` is None if it means nothing."""

    target_id: str | None
    matched_text: str
    rule: str
    vocabulary_line: str | None


class Resolver:
    """Resolves labels by one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._longest = {
            kind: max(map(len, spellings), default=0) for kind, spellings in vocabulary.spellings.items()
        }

    def resolve(self, kind: Kind, raw_label: str) -> list[Resolution]:
        """Return what a raw label names, in the order of the label; never an empty list."""
        folded = fold(raw_label)
        if line := self.vocabulary.ignored[kind].get(folded):
            return [Resolution(None, raw_label, "ignored", line)]
        if not folded:
            return [Resolution(None, raw_label, "ignored", None)]
        if kind is Kind.TAG:
            return [Resolution(make_target(folded), clean_line(raw_label), "tag", None)]
        if len(folded) > _LONGEST:
            return [Resolution(make_target(folded), clean_line(raw_label), "unknown", None)]
        cuts = (self._match_glued, self._match_affix)
        if kind is Kind.INDUSTRY:  # 电子信息制造业 is one industry; 数据挖掘算法工具 are two tools
            cuts = (self._match_affix, self._match_glued)
        return (
            self._match_whole(kind, folded)
            or self._match_brackets(kind, folded)
            or cuts[0](kind, folded)
            or cuts[1](kind, folded)
            or [Resolution(make_target(folded), clean_line(raw_label), "unknown", None)]
        )

    def _match_whole(self, kind: Kind, folded: str) -> list[Resolution]:
        term = self.vocabulary.spellings[kind].get(folded)
        if not term:
            return []
        rule = "name" if folded == fold(term.name) else "alias"
        return [Resolution(term.term_id, folded, rule, term.line)]

    def _match_brackets(self, kind: Kind, folded: str) -> list[Resolution]:
        match = _BRACKETS.fullmatch(folded)
        if not match:
            return []
        before, inside, behind = match.groups()
        for text in (before + behind, before, inside):
            if found := self._match_whole(kind, text) or self._match_affix(kind, text):
                return [
                    Resolution(each.target_id, each.matched_text, "bracket", each.vocabulary_line)
                    for each in found
                ]
        return []

    def _match_affix(self, kind: Kind, folded: str) -> list[Resolution]:
        """Strip beginnings and endings until what is left is known, as little as possible first."""
        waiting = [folded]
        for text in waiting:  # grows while it is walked: the shortest texts come last
            for prefix in ("", *_PREFIXES[kind]):
                rest = text.removeprefix(prefix)
                if text.startswith(prefix) and (term := self._term(kind, rest)):
                    return [Resolution(term.term_id, rest, "affix", term.line)]
            shorter = (text.removesuffix(s) for s in _SUFFIXES[kind] if text.endswith(s) and text != s)
            waiting += [each for each in shorter if each not in waiting]
        return []

    def _match_glued(self, kind: Kind, folded: str) -> list[Resolution]:
        """Cut a label into known pieces: fewest pieces, all of it covered but for connectors."""
        if not len(folded) >= _SHORTEST_GLUED:
            return []
        pieces = self._cut(kind, folded)
        if len(pieces) < 2:
            return []
        unique = {term.term_id: (term, text) for term, text in reversed(pieces)}
        return [
            Resolution(term.term_id, text, "glued", term.line)
            for term, text in pieces
            if unique.pop(term.term_id, None)
        ]

    def _cut(self, kind: Kind, folded: str) -> list[tuple[Term, str]]:
        """Return the cut with the fewest pieces, of these the one with longer pieces first."""
        spellings, longest = self.vocabulary.spellings[kind], self._longest[kind]

        @cache
        def best(start: int) -> tuple[tuple[Term, str], ...] | None:
            if start == len(folded):
                return ()
            found: tuple[tuple[Term, str], ...] | None = None
            for end in range(min(len(folded), start + longest), start + _SHORTEST_PIECE - 1, -1):
                term = spellings.get(folded[start:end])
                rest = best(end) if term else None
                if term and rest is not None and (found is None or len(rest) + 1 < len(found)):
                    found = ((term, folded[start:end]), *rest)
            if found is None and start:
                for connector in _CONNECTORS:
                    if folded.startswith(connector, start):
                        return best(start + len(connector))
            return found

        pieces = best(0) or ()
        return list(pieces) if len(pieces) <= _MOST_PIECES else []

    def _term(self, kind: Kind, folded: str) -> Term | None:
        return self.vocabulary.spellings[kind].get(folded) if folded else None


def make_target(folded: str) -> str:
    """Return the id of a label that no vocabulary names; u and 16 hex digits."""
    return "u" + sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()[:16]
