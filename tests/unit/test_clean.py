"""Cleaning: paragraphs, doubled headings once, byline off the top, credits and furniture off the end."""

import pytest

from flows.text.clean import clean_body, clean_line, clean_paragraphs


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  甲\u3000乙 \t丙\n", "甲 乙 丙"),
        ("甲\r\n乙", "甲 乙"),
        ("甲\u200b乙\ufeff丙\u00ad丁", "甲乙丙丁"),
        ("甲\x00乙\x07丙\x7f", "甲乙丙"),
        ("甲\u202e乙\u2066丙", "甲乙丙"),  # marks that turn the direction of reading
        ("甲\u00a0\u2003乙", "甲 乙"),
        ("<b>甲</b> &amp; 'x'; --", "<b>甲</b> &amp; 'x'; --"),
        ("\u3000\n\u200b", ""),
        ("👨\u200d👩 𠮷㐀", "👨👩 𠮷㐀"),
    ],
)
def test_line_is_cleaned(text, clean):
    assert clean_line(text) == clean


@pytest.mark.parametrize("between", ["\n", "\r\n", "\n\n\n", "\u3000\u3000", "\n\u3000\u3000", "\u2028"])
def test_paragraphs_end_at_line_breaks_and_double_blanks(between):
    assert clean_paragraphs(f"{between}一。{between}二。{between}") == "一。\n\n二。"


def test_single_ideographic_blank_ends_no_paragraph():
    assert clean_paragraphs("AI赋能\u3000产业焕新") == "AI赋能 产业焕新"


@pytest.mark.parametrize(
    ("paragraphs", "kept"),
    [
        (["技术溢出效应技术溢出效应", "文。"], ["技术溢出效应", "文。"]),  # glued to its copy
        (["龙头企业“溢出”", "龙头企业“溢出”", "文。"], ["龙头企业“溢出”", "文。"]),  # one below the other
        (["口号要响亮。口号要响亮。", "文。"], ["口号要响亮。口号要响亮。", "文。"]),  # sentences stay
        (["一段话。", "一段话。"], ["一段话。", "一段话。"]),
        (["哈哈哈哈", "文。"], ["哈哈哈哈", "文。"]),  # too short for a heading
        (["技术溢出效应", "文。", "技术溢出效应"], ["技术溢出效应", "文。", "技术溢出效应"]),
    ],
)
def test_doubled_heading_stands_once(paragraphs, kept):
    assert clean_body("\n".join(["首段。", *paragraphs, "末段。"])).text == "\n\n".join(
        ["首段。", *kept, "末段。"]
    )


@pytest.mark.parametrize(
    "tail",
    [
        "举报/反馈",
        "举报 / 反馈",
        "\n举报/反馈",
        "图片 | 站酷海洛制作 | 周文睿制作举报/反馈",
        "\n责任编辑：张三",
        "（责任编辑：张三）",
        "(责编：张三、李四)",
        "\n编辑 丨 王五\n校对：赵六",
        "\n来源：新华社",
        "\n图片来源：视觉中国\n责编：张三\n举报/反馈",
        "返回搜狐，查看更多",
        "\n【纠错】",
        "\n（完）",
    ],
)
def test_credits_and_furniture_go_off_the_end(tail):
    assert clean_body(f"首段。\n末段说完了。{tail}").text == "首段。\n\n末段说完了。"


@pytest.mark.parametrize(
    "last",
    [
        "图表显示，销量增长。",
        "编辑部的故事。",
        "数据来源：工信部公布的数字显示，增长一成。",
        "记者了解到：工厂已经复工。",
        "他把这叫作“举报/反馈”机制。",
        "项目的设计：一是快，二是稳。",
    ],
)
def test_sentence_at_the_end_is_no_credit(last):
    assert clean_body(f"首段。\n{last}").text == f"首段。\n\n{last}"


def test_credit_in_the_middle_stays():
    assert clean_body("首段。\n图片来源：视觉中国\n末段。").text == "首段。\n\n图片来源：视觉中国\n\n末段。"


def test_body_of_one_line_is_never_emptied_by_a_credit():
    assert clean_body("来源：新华社").text == "来源：新华社"


def test_byline_becomes_the_author():
    body = clean_body("本报记者 郭冀川 韩昱\u3000\u3000近日，会议召开。")
    assert (body.text, body.author) == ("近日，会议召开。", "郭冀川、韩昱")


@pytest.mark.parametrize(
    "text",
    ["<p>一</p><script>alert(1)</script>", "'; DROP TABLE core.article; --", "a && b || c < d {x}"],
)
def test_markup_and_code_are_text(text):
    assert clean_body(text).text == text
    assert clean_line(text) == text


@pytest.mark.parametrize(
    "text",
    ["编辑:" * 60 + "。", "编辑：张三 校对：李四 " * 40 + "。", "“" * 50_000, "编辑：" + "张" * 50_000],
)
def test_hostile_tails_take_no_time(text: str) -> None:
    # an exponential pattern would never come back; the suite's own limit is the clock
    assert clean_body(f"正文。\n{text}").text.startswith("正文。")
