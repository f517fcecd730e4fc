"""Cleaning of news text as it stands in seed files: paragraphs, doubled headings, what is no text.

CLEANER_VERSION goes up whenever the same input may come out differently, its story included.
"""

import re
from typing import NamedTuple

from flows.text.bylines import take_byline

CLEANER_VERSION = 2

PARAGRAPH_BREAK = "\n\n"

# Control characters, zero-width and bidi marks, soft hyphens, the byte order mark.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]+"
)
_BREAK = re.compile("[\r\n\x85\u2028\u2029]+|\u3000{2,}")
_BLANKS = re.compile("[ \t\u00a0\u2002-\u200a\u202f\u3000]+")
_EDGES = " \t\u00a0\u3000\u2002\u2003"
_SENTENCE_MARKS = re.compile("[。！？；!?;…]")

# A heading glued to its own copy; a longer doubled text is no heading, a shorter one a figure of speech.
_SHORTEST_HEADING, _LONGEST_HEADING = 4, 60

# Words that open a credit behind the last sentence: image, layout and editing credits.
_CREDIT_WORDS = (
    "图片来源|图片|图源|题图|配图|头图|封面图|图表|图|摄影|摄像|制图|绘图|海报|设计|美编|视觉|"
    "视频来源|视频|音频|剪辑|制作|来源|文字|撰文|采写|编辑|责任编辑|责编|本期编辑|见习编辑|实习编辑|"
    "值班编辑|编审|主编|总编辑|校对|校审|初审|复审|终审|审核|审校|审读|签发|监制|总监制|策划|统筹|排版|出品|"
    "作者|记者|通讯员|供稿|投稿|转自|栏目主编|文字编辑|运营编辑|新媒体编辑"
)
# `责任编辑：张三`, `图片 | 站酷海洛`, `（责编：李四）`: a credit word, a mark, and no sentence behind it.
_CREDIT_HEAD = rf"[（(【\[]?(?:{_CREDIT_WORDS})\s?[:：|｜丨/／]"
_CREDIT = rf"{_CREDIT_HEAD}[^。！？!?]{{0,60}}"
_CREDIT_HEADS = re.compile(_CREDIT_HEAD)
_SENTENCE_END = re.compile("[。！？!?]")
_LONGEST_CREDIT = 60
_CREDIT_TAIL = re.compile(rf"(?<=[。！？!?…”’\"）)】]){_CREDIT}$")
# Furniture of news sites, as a whole paragraph or glued to the last sentence.
_FURNITURE = (
    r"举报\s*[/／]\s*反馈|返回搜狐，查看更多|返回搜狐,查看更多|查看更多|【纠错】|阅读原文|点击查看原文|"
    r"特别声明：以上内容.{0,80}|（?[【(]?(?:END|完|本文完|全文完)[】)）]?"
)
_FURNITURE_PARAGRAPH = re.compile(rf"(?:{_FURNITURE})\s*")
# What is glued to a last sentence is never longer; looking no further is faster on long paragraphs.
_TAIL_REACH = 120
_FURNITURE_TAIL = re.compile(r"(?:举报\s*[/／]\s*反馈|返回搜狐，查看更多|返回搜狐,查看更多|【纠错】)\s*$")
# Without these there is nothing of either, and they are found much sooner.
_FURNITURE_ENDS = ("反馈", "查看更多", "【纠错】")
_CREDIT_MARK = re.compile("[:：|｜丨/／]")


class CleanBody(NamedTuple):
    """A cleaned body, PARAGRAPH_BREAK between paragraphs, and the names from its byline."""

    text: str
    author: str | None


def clean_line(text: str) -> str:
    """Clean a text of one line, such as a title: nothing invisible, single blanks."""
    return " ".join(split_paragraphs(text))


def clean_paragraphs(text: str) -> str:
    """Clean a text of several paragraphs and change nothing else in it."""
    return PARAGRAPH_BREAK.join(split_paragraphs(text))


def clean_body(text: str) -> CleanBody:
    """Clean the text of an article: also doubled headings once, byline to author, credits off."""
    paragraphs = _drop_doubles(split_paragraphs(text))
    paragraphs = _drop_tail(paragraphs)
    paragraphs, author = take_byline(paragraphs)
    return CleanBody(PARAGRAPH_BREAK.join(paragraphs), author)


def split_paragraphs(text: str) -> list[str]:
    """Split at line breaks and at two or more ideographic blanks; no empty paragraph."""
    text = text.replace("\u3000\u3000", "\n")
    pieces = text.split("\n")
    # nothing invisible and no odd blank: the usual case, ten times faster than the patterns
    if "  " in text or not all(map(str.isprintable, pieces)):
        pieces = [_BLANKS.sub(" ", piece) for piece in _BREAK.split(_INVISIBLE.sub("", text))]
    return [tidied for piece in pieces if (tidied := piece.strip(_EDGES))]


def _drop_doubles(paragraphs: list[str]) -> list[str]:
    """Write a heading once that stands twice, glued together or one below the other."""
    kept: list[str] = []
    for paragraph in paragraphs:
        half, odd = divmod(len(paragraph), 2)
        once = paragraph
        if not odd and paragraph[:half] == paragraph[half:] and _is_heading(paragraph[:half]):
            once = paragraph[:half]
        if not (kept and kept[-1] == once and _is_heading(once)):
            kept.append(once)
    return kept


def _is_heading(text: str) -> bool:
    return _SHORTEST_HEADING <= len(text) <= _LONGEST_HEADING and not _SENTENCE_MARKS.search(text)


def _is_credits(paragraph: str) -> bool:
    """Whether a paragraph is nothing but credits: each begins with its word, none is a sentence."""
    if not _CREDIT_HEADS.match(paragraph) or _SENTENCE_END.search(paragraph):
        return False
    starts = [match.start() for match in _CREDIT_HEADS.finditer(paragraph)]
    ends = [*starts[1:], len(paragraph)]
    return all(end - start <= _LONGEST_CREDIT for start, end in zip(starts, ends, strict=True))


def _drop_tail(paragraphs: list[str]) -> list[str]:
    """Take credits and furniture off the end, whole paragraphs and what is glued to the last one."""
    kept = list(paragraphs)
    while kept:
        last = kept[-1]
        if len(kept) > 1 and (_is_credits(last) or _FURNITURE_PARAGRAPH.fullmatch(last)):
            kept.pop()
            continue
        before, end = last[:-_TAIL_REACH], last[-_TAIL_REACH:]
        if end.rstrip().endswith(_FURNITURE_ENDS):
            end = _FURNITURE_TAIL.sub("", end)
        if _CREDIT_MARK.search(end):
            end = _CREDIT_TAIL.sub("", end)
        shorter = (before + end).rstrip(_EDGES)
        if shorter == last:
            break
        kept[-1:] = [shorter] if shorter else []
    return kept
