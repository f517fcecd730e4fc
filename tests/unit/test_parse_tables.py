"""The seed form as JSON lines and CSV: labels are keys, unknown keys are kept, bad lines stand alone."""

import json

import pytest

from flows.seedfiles.parse_tables import parse_csv, parse_jsonl
from flows.seedfiles.records import FIELDS, Problem, Record


def sort_out(items):
    """Sort items to records ({field: value}, with extra) and problems (code, line_no, raw_text)."""
    records, problems = [], []
    for item in items:
        if isinstance(item, Problem):
            problems.append((item.code.value, item.line_no, item.raw_text))
            continue
        assert isinstance(item, Record)
        found = {f: v for f, v in zip(FIELDS, item.values, strict=True) if v is not None}
        records.append(found | ({"extra": json.loads(item.extra)} if item.extra else {}))
    return records, problems


@pytest.fixture
def jsonl(labels):
    return lambda text: sort_out(parse_jsonl(text, labels))


@pytest.fixture
def read_csv(labels):
    return lambda text: sort_out(parse_csv(text, labels))


@pytest.mark.parametrize(
    ("line", "record"),
    [
        ('{"标题": "甲", "链接": "https://a.cn/1"}', {"title": "甲", "link": "https://a.cn/1"}),
        ('{"Title": "甲", "URL": "https://a.cn/1"}', {"title": "甲", "link": "https://a.cn/1"}),
        ('{"标题：": "甲", "ＡＩ技术": "x"}', {"title": "甲", "technologies": "x"}),
        ('{"标题": "甲", "关键词": ["a", "b"]}', {"title": "甲", "keywords": "a、b"}),
        ('{"标题": "甲", "行业": null, "正文": ""}', {"title": "甲", "body": ""}),
        ('{"标题": "甲", "来源": "报"}', {"title": "甲", "extra": {"来源": "报"}}),
        ('{"标题": "甲", "n": 1, "o": {"k": [2]}}', {"title": "甲", "extra": {"n": "1", "o": '{"k": [2]}'}}),
        ('{"标题": 7}', {"title": "7"}),
        ('{"标题": "一\\n二\\u2028三\u2028四"}', {"title": "一\n二\u2028三\u2028四"}),
        ('\ufeff{"标题": "甲"}', {"title": "甲"}),
        ('  {"标题": "甲"}\r', {"title": "甲"}),
        ('{"标题": "\\ud842\\udfb7"}', {"title": "𠮷"}),
        ('{"标题": "甲\\u0000乙"}', {"title": "甲\x00乙"}),
    ],
)
def test_json_object_is_a_record(jsonl, line, record):
    assert jsonl(f"\n{line}\n\n") == ([record], [])


@pytest.mark.parametrize(
    "broken",
    ['{"标题": "乙"', '{"标题": "乙",}', "标题: 乙", '["标题", "乙"]', '"乙"', "null", "[" * 100_000],
)
def test_broken_json_line_between_good_ones_stands_alone(jsonl, broken):
    records, problems = jsonl(f'{{"标题": "甲"}}\n{broken}\r\n{{"标题": "丙"}}')
    assert records == [{"title": "甲"}, {"title": "丙"}]
    [(code, line_no, raw)] = problems
    assert (code, line_no) == ("record_malformed", 2)
    assert raw.startswith(broken[:20_000])


def test_lone_surrogate_escape_becomes_a_replacement_and_a_warning(jsonl):
    line = '{"标题": "甲\\ud800", "k\\udc00": "v"}'
    records, problems = jsonl(line)
    assert records == [{"title": "甲\ufffd", "extra": {"k\ufffd": "v"}}]
    assert problems == [("encoding_replaced", 1, line)]


@pytest.mark.parametrize("line", ['{"标题": "甲", "标题": "乙"}', '{"标题": "甲", "title": "乙"}'])
def test_key_given_twice_loses_nothing(jsonl, line):
    [record], [problem] = jsonl(line)
    assert record["title"] == "甲"
    assert list(record["extra"].values()) == ["乙"]
    assert problem == ("label_repeated", 1, "乙")


@pytest.mark.parametrize("line", ["{}", '{"标题": "", "关键词": "a"}', '{"来源": "报"}', '{"标题": null}'])
def test_object_without_title_link_and_text_is_empty_and_kept(jsonl, line):
    assert jsonl(line) == ([], [("record_empty", 1, line)])


@pytest.mark.parametrize("text", ["", "\n \r\n", "\ufeff", "\u3000"])
def test_tables_without_text_are_empty(jsonl, read_csv, text):
    assert jsonl(text) == ([], [("file_empty", None, None)])
    assert read_csv(text) == ([], [("file_empty", None, None)])


@pytest.mark.parametrize(
    ("text", "record"),
    [
        ("标题,链接\n甲,https://a.cn/1\n", {"title": "甲", "link": "https://a.cn/1"}),
        ("标题;总结\r\n甲;一,二\r\n", {"title": "甲", "body": "一,二"}),
        ("标题\t关键词\n甲\ta,b", {"title": "甲", "keywords": "a,b"}),
        ('\ufeff标题,总结\n甲,"一""二""\n三,四"', {"title": "甲", "body": '一"二"\n三,四'}),
        ('\n\n"标题","总结"\n甲,', {"title": "甲", "body": ""}),
        ("标题,来源,总结\n甲,报,文", {"title": "甲", "body": "文", "extra": {"来源": "报"}}),
        ("标题,总结,行业\n甲,文", {"title": "甲", "body": "文"}),
        (
            "标题,总结\n甲,文,多,余",
            {"title": "甲", "body": "文", "extra": {"column 3": "多", "column 4": "余"}},
        ),
        ("标题,总结\n,\n \n甲,文\n\n", {"title": "甲", "body": "文"}),
    ],
)
def test_csv_row_is_a_record(read_csv, text, record):
    assert read_csv(text) == ([record], [])


@pytest.mark.parametrize("broken", ['乙,"没有关', '乙,"关"了又来', '"乙,没有关'])
@pytest.mark.parametrize("good", ["丙,文", '丙,"文"', '"丙","文"'])
def test_csv_row_with_a_bad_quote_stands_alone(read_csv, broken, good):
    records, problems = read_csv(f"标题,总结\n甲,文\n{broken}\n{good}\n丁,文\n")
    assert records == [{"title": title, "body": "文"} for title in "甲丙丁"]
    assert problems == [("record_malformed", 3, broken)]


def test_long_value_in_csv_is_loaded(read_csv):
    body = "字" * 150_000  # beyond what Python's csv takes unless told
    assert read_csv(f"标题,总结\n甲,{body}\n乙,文") == (
        [{"title": "甲", "body": body}, {"title": "乙", "body": "文"}],
        [],
    )


def test_csv_without_a_known_column_is_malformed_and_kept(read_csv):
    text = "name,value\n甲,1\n"
    records, [(code, line_no, raw)] = read_csv(text)
    assert (records, code, line_no) == ([], "record_malformed", 1)
    assert raw.strip() == text.strip()


def test_csv_row_without_title_link_and_text_is_empty_and_kept(read_csv):
    records, problems = read_csv("标题,关键词\n甲,a\n,孤\n乙,b\n")
    assert [record["title"] for record in records] == ["甲", "乙"]
    assert problems == [("record_empty", 3, ",孤")]


def test_column_named_twice_loses_nothing(read_csv):
    [record], [problem] = read_csv("标题,总结,标题\n甲,文,乙")
    assert (record["title"], list(record["extra"].values())) == ("甲", ["乙"])
    assert problem[0] == "label_repeated"
