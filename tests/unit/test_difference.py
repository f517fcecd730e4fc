from flows.text.difference import Kind, Passage, compare_texts, shorten_kept


def test_sentences_that_went_stand_before_those_in_their_place() -> None:
    assert compare_texts("第一句。“第二句！”\n\n第三句。", "第一句。“新的一句！”\n\n第三句。第四句") == [
        Passage(Kind.KEPT, "第一句。"),
        Passage(Kind.REMOVED, "“第二句！”"),
        Passage(Kind.ADDED, "“新的一句！”"),
        Passage(Kind.KEPT, "\n\n第三句。"),
        Passage(Kind.ADDED, "第四句"),
    ]


def test_of_a_long_passage_that_stayed_only_its_ends_are_shown() -> None:
    long = "".join(f"第{number}句没有变。" for number in range(100))
    shown = list(shorten_kept(compare_texts(f"甲。{long}", f"乙。{long}丙。")))
    assert [each.kind for each in shown] == [Kind.REMOVED, Kind.ADDED, Kind.KEPT, Kind.ADDED]
    assert "characters as before" in shown[2].text
    assert len(shown[2].text) < 200


def test_equal_texts_have_no_change() -> None:
    assert compare_texts("甲。乙。", "甲。乙。") == [Passage(Kind.KEPT, "甲。乙。")]
    assert compare_texts("", "") == []
