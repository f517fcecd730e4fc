"""The line cleaner: what goes, what only goes from the ends, and what stays."""

import pytest

from flows.pages.extracting.lines import clean_lines

TEXT = ["工厂换上了新的设备，产量提高了两成。", "机器不会累，但要有人教它。"]


@pytest.mark.parametrize(
    "line",
    [
        *(
            "举报/反馈",
            "举报 / 反馈",
            "【纠错】",
            "返回搜狐，查看更多",
            "分享让更多人看到",
            "（完）",
            "广告",
            "查看更多",
        ),
        *(
            "责任编辑：张三",
            "【责任编辑:张三 】",
            "(责编：甲乙、丙丁)",
            "编辑丨王五",
            "校对/赵六",
            "[ 责编：张某 ]",
        ),
        *(
            "（原标题：另一个题目）",
            "原标题：另一个题目",
            "图片来源：视觉网",
            "图源 | 某图",
            "本文来源：某报",
        ),
        *(
            "分享到： 微信 微博",
            "微信好友",
            "QQ空间",
            "字号：大 中 小",
            "A- A A+",
            "打印",
            "上一页 1 2 下一页",
            "下一篇：别的",
        ),
        *(
            "扫一扫分享到微信",
            "点击播报本文，约3分钟",
            "转载请注明出处：某某网",
            "未经授权不得转载",
            "浏览次数：12",
        ),
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_furniture_goes_wherever_it_stands(line, place):
    assert clean_lines([*TEXT[:place], line, *TEXT[place:]]) == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "责任编辑：这三个字在报纸上印了五十年。",
        "来源：大模型的数据从哪里来",
        "时间：5月17日至19日",
        "作者：某某",
        "推荐阅读三本书",
        "广告业的新工具",
        "打印机厂换上了新的设备",
        "相关链接",
        "标签：设备",
    ],
)
def test_in_the_text_it_stays(line):
    lines = [TEXT[0], line, TEXT[1] * 5]
    assert clean_lines(lines) == lines


@pytest.mark.parametrize(
    "line",
    ["新设备", "2024-05-16 17:02 来源：某报", "来源：某报 作者：某某", "2024年05月16日", "时间：2024.05.11"],
)
def test_head_of_the_page_goes_from_above_the_text(line):
    assert clean_lines([line, *TEXT], title="新 设备") == TEXT


@pytest.mark.parametrize(
    "line",
    [
        "相关阅读",
        "【相关报道】",
        "推荐阅读：另一篇",
        "更多精彩",
        "特别声明：以上内容为用户上传。",
        "免责声明",
        "网友评论",
    ],
)
def test_what_follows_the_end_goes(line):
    assert clean_lines([*TEXT, line, "另一篇文章的题目", "又一篇"]) == TEXT


@pytest.mark.parametrize("line", ["标签：设备 产量", "#设备#产量#", "关键词：设备"])
def test_what_it_is_filed_under_goes_from_the_end(line):
    assert clean_lines([*TEXT, line]) == TEXT
