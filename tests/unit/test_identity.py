"""Ids made from content: equal for equal content, and only then."""

import pytest

from flows.text.identity import (
    fold_text,
    fold_texts,
    hash_values,
    identify_article,
    identify_stories,
    make_id,
)

URL = "https://a.cn/1"
LONG = "人工智能正在改变制造业，" * 5


def test_url_alone_identifies():
    assert identify_article(URL, "甲", "文") == identify_article(URL, "乙", None)
    assert identify_article(URL, "甲", "文") != identify_article("https://a.cn/2", "甲", "文")


@pytest.mark.parametrize(
    ("title", "body"),
    [("甲ａ", "文，章。"), ("甲A", "文章"), (" 甲 a ", "文\u3000章\n"), ("《甲》a", "文\u200b章！")],
)
def test_without_url_the_folded_text_identifies(title, body):
    assert identify_article(None, title, body) == identify_article(None, "甲a", "文章")


@pytest.mark.parametrize(
    ("title", "body"), [("甲b", "文章"), ("甲a", "章文"), ("甲a文", "章"), (None, "甲a文章")]
)
def test_other_text_is_another_article(title, body):
    assert identify_article(None, title, body) != identify_article(None, "甲a", "文章")


def test_ids_are_fixed_for_ever():
    # a change here loses every article's history: it needs a migration
    assert make_id("url", URL) == identify_article(URL, None, None) == "02b8026165ff2a5a"


def test_missing_differs_from_empty_and_fields_do_not_run_together():
    assert len({hash_values(v) for v in ([None], [""], ["", ""], ["ab", "c"], ["a", "bc"])}) == 5


def test_story_is_the_body_whatever_its_title():
    same, again, other = identify_stories(
        [("甲", LONG), ("乙", LONG.replace("，", " , ")), ("甲", LONG + "完")]
    )
    assert same == again != other


def test_short_body_is_no_story_by_itself():
    assert len(set(identify_stories([("甲", "视频"), ("乙", "视频")]))) == 2


@pytest.mark.parametrize(
    ("text", "folded"),
    [("ＡＩ 赋能", "ai赋能"), ("“技术·溢出”", "技术溢出"), ("A_b-C", "abc"), ("", ""), ("㐀𠮷", "㐀𠮷")],
)
def test_fold(text, folded):
    assert fold_text(text) == folded


def test_folding_every_character_twice_is_folding_it_once():
    text = "".join(chr(code) for code in range(0x11_0000) if not 0xD800 <= code < 0xE000)
    folded = fold_text(text)
    assert fold_text(folded) == folded


def test_folding_many_texts_is_folding_each():
    texts = ["ＡＩ 赋能", "", "㐀𠮷！", "。", "技术"]
    assert fold_texts(texts) == [fold_text(text) for text in texts] == ["ai赋能", "", "㐀𠮷", "", "技术"]
