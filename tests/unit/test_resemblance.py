import pytest

from flows.text.resemblance import measure_resemblance

TEXT = "视觉检测系统在这家工厂上线半年，漏检率从百分之二降到千分之三。"


@pytest.mark.parametrize(
    ("text", "other", "least", "most"),
    [
        (TEXT, TEXT, 1, 1),
        (TEXT, f"导语。{TEXT}编后语。", 1, 1),
        (TEXT, TEXT.replace("，", ", ").replace("。", ""), 1, 1),
        ("ＡＩ赋能", "ai 赋能", 1, 1),
        (TEXT, TEXT[:8], 0.1, 0.3),
        (TEXT[:8], TEXT, 1, 1),
        (TEXT, "昨晚的德比在加时赛中分出胜负，客队连进两球。", 0, 0.1),
        ("甲乙", "说甲乙丙", 1, 1),
        ("甲丙", "说甲乙丙", 0, 0),
        ("", TEXT, 1, 1),
        (TEXT, "", 0, 0),
    ],
    ids=[
        "same",
        "around",
        "marks",
        "width",
        "teaser",
        "part",
        "other",
        "short",
        "short_not_there",
        "nothing",
        "empty",
    ],
)
def test_resemblance_is_the_share_that_stands_in_the_other(text, other, least, most) -> None:
    assert least <= measure_resemblance(text, other) <= most
