"""Bylines: the names above a text, and never a piece of the text itself."""

import pytest

from flows.text.bylines import join_names, take_byline

TEXT = "近日，会议在北京召开。"


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("本报记者 郭冀川 韩昱", "郭冀川、韩昱"),
        ("本报记者\u3000郭冀川", "郭冀川"),
        ("本报记者郭冀川", "郭冀川"),
        ("记者 张三", "张三"),
        ("记者：张三、李四", "张三、李四"),
        ("作者：张三", "张三"),
        ("作者 | 张三", "张三"),
        ("文/李四", "李四"),
        ("文丨李四", "李四"),
        ("记者丨王五 编辑丨赵六", "王五"),
        ("证券日报记者 王小明", "王小明"),
        ("本报见习记者 王小明", "王小明"),
        ("（本报记者 王小明）", "王小明"),
        ("记者 阿卜杜拉·买买提", "阿卜杜拉·买买提"),
    ],
)
def test_byline_is_taken(byline, names):
    assert take_byline([byline, TEXT]) == ([TEXT], names)


def test_dateline_names_the_author_and_stays():
    text = "新华社北京3月1日电（记者张三、李四）会议召开。"
    assert take_byline([text, TEXT]) == ([text, TEXT], "张三、李四")


@pytest.mark.parametrize(
    "first",
    [
        "近日，记者在北京看到新机器。",
        "记者从工信部获悉，产量增长。",
        "文化产业",
        "文化强国",
        "文旅融合 加速推进",
        "作者简介",
        "记者观察",
        "记者调查",
        "人工智能",
        "AI赋能 产业焕新",
    ],
)
def test_heading_or_sentence_is_no_byline(first):
    assert take_byline([first, TEXT]) == ([first, TEXT], None)


@pytest.mark.parametrize("paragraphs", [[], ["本报记者 郭冀川"], [TEXT]])
def test_text_is_never_emptied(paragraphs):
    assert take_byline(paragraphs)[0] == paragraphs


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("张三 李四", "张三、李四"),
        ("张三，李四/王五", "张三、李四、王五"),
        ("张三、张三", "张三"),
        (" ", None),
    ],
)
def test_names_are_joined_once(text, joined):
    assert join_names(text) == joined
