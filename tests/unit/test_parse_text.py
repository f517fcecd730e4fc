"""The seed form as text: where a value ends, where a record ends, and what is said about the rest."""

import pytest

from flows.seedfiles.parse_text import parse_text
from flows.seedfiles.records import FIELDS, Problem, Record


@pytest.fixture
def parse(labels):
    """Parse a text to ({field: value} of each record, [(code, line_no, raw_text)] of each problem)."""

    def parse(text):
        items = list(parse_text(text, labels))
        records = [item for item in items if isinstance(item, Record)]
        problems = [item for item in items if isinstance(item, Problem)]
        return (
            [
                {f: v for f, v in zip(FIELDS, record.values, strict=True) if v is not None}
                for record in records
            ],
            [(problem.code.value, problem.line_no, problem.raw_text) for problem in problems],
        )

    return parse


def test_all_seven_labels_are_fields(parse):
    records, problems = parse(
        "标题: 甲\n链接: https://a.cn/1\n总结: 正文。\n关键词: a, b\n"
        "AI技术: 大模型\n行业: 制造业\n重大事件摘要: 摘要。\n"
    )
    assert records == [
        {
            "title": "甲",
            "link": "https://a.cn/1",
            "body": "正文。",
            "keywords": "a, b",
            "technologies": "大模型",
            "industries": "制造业",
            "event_summary": "摘要。",
        }
    ]
    assert problems == []


@pytest.mark.parametrize(
    "line",
    [
        *("标题:甲", "标题：甲", "标题 ： 甲", " 标题: 甲", "\t标题: 甲", "\u3000\u3000标题：甲"),
        *("\ufeff标题: 甲", "标题:\n甲", "标题: 甲\r", "标题: 甲  \n\n", "标题:\u3000甲\u3000"),
    ],
)
def test_label_may_have_blanks_and_a_full_width_colon(parse, line):
    records, problems = parse(f"{line}\n链接: https://a.cn/1")
    assert [record["title"].strip("\u3000") for record in records] == ["甲"]
    assert problems == []


@pytest.mark.parametrize(
    ("label", "field"),
    [
        ("正文", "body"),
        ("关键字", "keywords"),
        ("ＡＩ技术", "technologies"),
        ("ai技术", "technologies"),
        ("所属行业", "industries"),
        ("事件摘要", "event_summary"),
    ],
)
def test_synonyms_name_the_same_field(parse, label, field):
    records, problems = parse(f"标题: 甲\n{label}: 值")
    assert records == [{"title": "甲", field: "值"}]
    assert problems == []


@pytest.mark.parametrize(
    "body",
    [
        "一段。\n\n\n又一段。",  # over blank lines
        "他说标题: 很好。",  # a label within a line
        "见附件（行业: 制造业）。",
        "作者: 张三\n地点: 北京",  # unknown label-like lines
        "副标题: 小\n标题党: 大\n链接未给出\n行业",  # a known label is only a part of it, or lacks its colon
        "一\n--\n二\n-----\n三",  # too few marks; a rule inside a text
        "https://b.cn/x: y",
    ],
)
def test_what_is_no_label_is_text(parse, body):
    records, problems = parse(f"标题: 甲\n总结: {body}\n关键词: a")
    assert records == [{"title": "甲", "body": body, "keywords": "a"}]
    assert problems == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_counts(parse, end):
    records, problems = parse(end.join(["标题: 甲", "总结: 一。", "二。", "关键词: a", ""]))
    assert records == [{"title": "甲", "body": f"一。{end}二。", "keywords": "a"}]
    assert problems == []


def test_missing_label_is_not_an_empty_value(parse):
    records, _ = parse("标题:\n链接: https://a.cn/1\n关键词：")
    assert records == [{"title": "", "link": "https://a.cn/1", "keywords": ""}]


def test_lines_are_counted_from_one(labels):
    text = "\n标题: 甲\r\n总结: 一\n\n二\n行业: x\n----\n标题: 乙\n"
    first, second = parse_text(text, labels)
    assert (first.line_no, first.lines) == (2, [2, None, 3, None, None, 6, None])
    assert (second.line_no, second.record_no) == (8, 2)


A = "标题: 甲\n链接: https://a.cn/1\n总结: 正文甲。\n行业: 一\n"
B = "标题: 乙\n链接: https://a.cn/2\n总结: 正文乙。\n行业: 二\n"
C = "标题: 丙\n链接: https://a.cn/3\n总结: 正文丙。\n行业: 三\n"
B_UNTITLED = "链接: https://a.cn/2\n总结: 正文乙。\n行业: 二\n"


def values(name):
    number = "甲乙丙".index(name) + 1
    link, industry = f"https://a.cn/{number}", "一二三"[number - 1]
    return {"title": name, "link": link, "body": f"正文{name}。", "industries": industry}


def untitled(name):
    return {field: value for field, value in values(name).items() if field != "title"}


@pytest.mark.parametrize("between", ["", "\n\n", "---\n", "\n=====\n\n", " ***** \n", "____\r\n----\n"])
def test_records_stand_apart_with_and_without_separators(parse, between):
    records, problems = parse(between.join([A, B, C]))
    assert records == [values("甲"), values("乙"), values("丙")]
    assert problems == []


@pytest.mark.parametrize("between", ["", "\n\n", "---\n"])
def test_missing_title_takes_none_from_a_neighbour(parse, between):
    records, _ = parse(between.join([A, B_UNTITLED, C]))
    assert records == [values("甲"), untitled("乙"), values("丙")]


def test_missing_title_in_the_first_record_takes_none_from_the_next(parse):
    records, _ = parse(f"{B_UNTITLED}---\n{C}")
    assert records == [untitled("乙"), values("丙")]


def test_missing_fields_take_none_from_a_neighbour(parse):
    records, problems = parse("标题: 甲\n标题: 乙\n行业: 二\n标题: 丙\n链接: https://a.cn/3\n")
    assert records == [
        {"title": "甲"},
        {"title": "乙", "industries": "二"},
        {"title": "丙", "link": "https://a.cn/3"},
    ]
    assert problems == []


def test_repeated_label_without_a_record_behind_it_stays_text(parse):
    records, problems = parse(f"标题: 甲\n总结: 一。\n行业: 一\n关键词: a\n行业: 又一\n{B}")
    assert records == [
        {"title": "甲", "body": "一。", "industries": "一", "keywords": "a\n行业: 又一"},
        values("乙"),
    ]
    assert problems == [("label_repeated", 5, "行业: 又一")]


def test_known_label_at_a_lines_start_inside_a_text_is_warned_of(parse):
    text = "标题: 甲\n总结: 一。\n行业: 都在用AI。\n二。\n关键词: a\n行业: 制造业\n"
    records, problems = parse(text)
    [record] = records
    assert "\n".join(record.values()).count("都在用AI。\n二。") == 1
    assert "制造业" in "\n".join(record.values())
    assert [(code, line) for code, line, _ in problems] == [("label_repeated", 6)]


def test_text_before_the_first_label_is_a_problem_and_the_record_is_loaded(parse):
    records, problems = parse(f"导出于 2024 年\n第二行\n{A}")
    assert records == [values("甲")]
    assert problems == [("text_before_record", 1, "导出于 2024 年\n第二行")]


def test_text_behind_a_separator_belongs_to_no_record(parse):
    records, problems = parse(f"{A}-----\n第二批\n{B}")
    assert records == [values("甲"), values("乙")]
    assert problems == [("text_before_record", 6, "第二批")]


@pytest.mark.parametrize("text", ["", " \n\n\t", "\u3000\r\n", "\ufeff"])
def test_file_without_text_is_empty(parse, text):
    assert parse(text) == ([], [("file_empty", None, None)])


def test_text_without_any_label_is_malformed_and_kept(parse):
    assert parse("只是一段话。\n没有标签。") == (
        [],
        [("record_malformed", 1, "只是一段话。\n没有标签。")],
    )


def test_record_without_title_link_and_text_is_empty_and_kept(parse):
    records, problems = parse("标题: \n关键词: a, b\n行业: 一\n")
    assert records == []
    assert problems == [("record_empty", 1, "标题: \n关键词: a, b\n行业: 一")]


def test_empty_record_between_good_ones_hurts_neither(parse):
    records, problems = parse(f"{A}----\n标题:\n关键词: 孤\n----\n{B}")
    assert records == [values("甲"), values("乙")]
    assert problems == [("record_empty", 6, "标题:\n关键词: 孤")]


def test_long_raw_text_is_cut_and_says_so(parse):
    _, [(_, _, raw)] = parse("字" * 30_000)
    assert raw.startswith("字" * 20_000)
    assert raw.endswith("… (10,000 characters more)")
