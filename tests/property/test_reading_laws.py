"""Laws of reading: what is written comes back, and no text is ever lost."""

import codecs
import csv
import io
import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.seedfiles.decode import decode
from flows.seedfiles.parse_tables import parse_csv, parse_jsonl
from flows.seedfiles.parse_text import parse_text
from flows.seedfiles.records import Problem, Record

law = settings(max_examples=150, deadline=None)

LABELS = ("标题", "链接", "总结", "关键词", "AI技术", "行业", "重大事件摘要")
_LABEL_LINE = re.compile(rf"(?:^|[\r\n])\s*(?:{'|'.join(LABELS)}|正文|关键字|事件摘要|所属行业)\s*[:：]")
LIKE_NEWS = st.text("人工智能产业行业标题:：，。-=“” \u3000\n\r\tab1<>'\";{}𠮷㐀", max_size=40)
ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
_SEPARATOR = re.compile(r"^\s*([-=*_])\1{2,}\s*$", re.MULTILINE)


def as_records(values):
    """Rows of values; each has a title, so that it is a record."""
    return st.lists(st.tuples(values.filter(str.strip), *[st.none() | values] * 6), min_size=1, max_size=4)


def is_plain(value):
    """Whether it can stand in the text form: no label at a line's start, no separator, no blank edge."""
    return not (
        value != value.strip() or _LABEL_LINE.search(value) or _SEPARATOR.search(value.replace("\r", "\n"))
    )


def read_values(items):
    items = list(items)
    assert [item for item in items if isinstance(item, Problem)] == []
    return [tuple(item.values) for item in items]


@law
@given(
    rows=as_records(LIKE_NEWS.filter(is_plain)),
    colon=st.sampled_from([":", "：", ": ", "：\t"]),
    end=st.sampled_from(["\n", "\r\n"]),
    between=st.sampled_from(["", "\n", "----\n", "\n=====\n", "\n***\n\n"]),
)
def test_text_form_comes_back(labels, rows, colon, end, between):
    written = [
        "".join(
            f"{label}{colon}{value}{end}"
            for label, value in zip(LABELS, row, strict=True)
            if value is not None
        )
        for row in rows
    ]
    text = between.replace("\n", end).join(written)
    assert read_values(parse_text(text, labels)) == rows


@law
@given(rows=as_records(ANY_TEXT))
def test_json_lines_come_back(labels, rows):
    text = "\n".join(
        json.dumps({k: v for k, v in zip(LABELS, row, strict=True) if v is not None}, ensure_ascii=False)
        for row in rows
    )
    assert read_values(parse_jsonl(text, labels)) == rows


@law
@given(
    rows=as_records(ANY_TEXT),
    delimiter=st.sampled_from(",;\t"),
    style=st.sampled_from([("\r\n", csv.QUOTE_MINIMAL), ("\n", csv.QUOTE_ALL)]),
)
def test_csv_comes_back(labels, rows, delimiter, style):
    end, quoting = style
    file = io.StringIO()
    writer = csv.writer(file, delimiter=delimiter, lineterminator=end, quoting=quoting)
    writer.writerow(LABELS)
    writer.writerows(rows)
    found = read_values(parse_csv(file.getvalue(), labels))
    assert found == [tuple(value or "" for value in row) for row in rows]  # csv knows no missing value


def find_lost(text, items):
    """The marks ⟨n⟩ of a text that stand in no record's value and in no problem's raw text."""
    shown = []
    for item in items:
        if isinstance(item, Problem):
            shown.append(item.raw_text or "")
        else:
            assert isinstance(item, Record)
            shown += [value for value in (*item.values, item.extra) if value]
    return set(re.findall("⟨\\d+⟩", text)) - set(re.findall("⟨\\d+⟩", "\n".join(shown)))


@st.composite
def jumbled_files(draw):
    """Lines of labels, separators, blanks and text in any order; each with text bears a mark of its own."""
    kinds = st.sampled_from(
        [
            *(f"{label}: ⟨%d⟩" for label in LABELS),
            *("标题:", "链接：", "行业: ", "  总结：⟨%d⟩", "正文: ⟨%d⟩", "\ufeff标题: ⟨%d⟩"),
            *("文⟨%d⟩", "文⟨%d⟩ 标题: x", "作者: ⟨%d⟩", "----", "====", "", "\u3000"),
        ]
    )
    lines = draw(st.lists(kinds, max_size=24))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    return end.join(line.replace("%d", str(n)) for n, line in enumerate(lines))


@settings(max_examples=400, deadline=None)
@given(text=jumbled_files())
def test_no_line_of_a_text_file_is_lost(labels, text):
    assert find_lost(text, parse_text(text, labels)) == set()


@settings(max_examples=400, deadline=None)
@given(text=jumbled_files())
def test_no_text_stands_in_two_values(labels, text):
    values = [
        value
        for item in parse_text(text, labels)
        if isinstance(item, Record)
        for value in item.values
        if value
    ]
    marks = re.findall("⟨\\d+⟩", "\n".join(values))
    assert len(marks) == len(set(marks))


@law
@given(text=LIKE_NEWS | ANY_TEXT)
def test_any_text_has_an_outcome(labels, text):
    for parse in (parse_text, parse_jsonl, parse_csv):
        assert list(parse(text, labels))


_JSON_LINES = [
    '{"标题": "⟨%d⟩"}',
    '{"标题": "⟨%d⟩"',
    '{"k": "⟨%d⟩"}',
    "⟨%d⟩",
    '["⟨%d⟩"]',
    "",
    '{"标题": "", "标题": "⟨%d⟩"}',
]
_CSV_LINES = ["⟨%d⟩,文", '"⟨%d⟩,文', ",,⟨%d⟩", "⟨%d⟩", '"⟨%d⟩"x,y', "", '"⟨%d⟩', 'x,"a\n⟨%d⟩"', "a,b,c,⟨%d⟩"]


@pytest.mark.parametrize(
    ("parse", "kinds", "head"),
    [(parse_jsonl, _JSON_LINES, ""), (parse_csv, _CSV_LINES, "标题,总结,关键词\n")],
)
@law
@given(data=st.data())
def test_no_line_of_a_table_is_lost(labels, parse, kinds, head, data):
    lines = data.draw(st.lists(st.sampled_from(kinds), max_size=12))
    text = head + "\n".join(line.replace("%d", str(n)) for n, line in enumerate(lines))
    assert find_lost(text, parse(text, labels)) == set()


@law
@given(text=ANY_TEXT.filter(lambda text: not text.startswith("\ufeff") and "\x00" not in text))
def test_utf8_comes_back(labels, text):
    decoded = decode(text.encode(), labels)
    assert (decoded.text, decoded.bad_byte) == (text, None)
    assert decode(codecs.BOM_UTF8 + text.encode(), labels).text == text


@law
@given(text=ANY_TEXT, order=st.sampled_from(["le", "be"]))
def test_utf16_with_its_mark_comes_back(labels, text, order):
    mark = codecs.BOM_UTF16_LE if order == "le" else codecs.BOM_UTF16_BE
    if text.startswith("\x00"):  # the mark of UTF-32 then
        text = text.lstrip("\x00")
    assert decode(mark + text.encode(f"utf-16-{order}"), labels).text == text


@law
@given(label=st.sampled_from(LABELS), text=LIKE_NEWS | ANY_TEXT.filter(lambda text: "\x00" not in text))
def test_gb18030_with_a_label_comes_back(labels, label, text):
    text = f"{label}: {text}"
    decoded = decode(text.encode("gb18030"), labels)
    assert (decoded.text, decoded.encoding) == (text, "gb18030")


@law
@given(content=st.binary(max_size=60))
def test_any_bytes_are_text_or_binary(labels, content):
    try:
        decoded = decode(content, labels)
    except ValueError:
        return
    decoded.text.encode()
    assert decoded.bad_byte is None or content[decoded.bad_byte :]
