"""Labels to what they mean, by a vocabulary of a few lines."""

import pytest

from flows.labels.resolve import Resolver
from flows.labels.vocabulary import Kind, VocabularyError, fold, read_vocabulary

TECHNOLOGIES = """\
technology_id,parent_id,name,aliases
ai,,人工智能,AI
model,ai,大模型,LLM|大语言模型
platform,,智能平台,
solution,,解决方案,
mining,,数据挖掘,
data,,数据,
vision,ai,计算机视觉,机器视觉
"""
INDUSTRIES = """\
code,parent_code,name,aliases
C,,制造业,工业制造
36,C,汽车制造业,汽车
K,,房地产业,
70,K,房地产业,地产
Q,,卫生和社会工作,医疗
J,,金融业,金融
"""
IGNORED = "kind,label,reason\n*,无,empty\ntechnology,其他,says nothing\n"
TECHNOLOGY, INDUSTRY, TAG = Kind.TECHNOLOGY, Kind.INDUSTRY, Kind.TAG


@pytest.fixture
def write(tmp_path):
    def write(technologies=TECHNOLOGIES, industries=INDUSTRIES, ignored=IGNORED):
        for name, text in [
            ("technologies", technologies),
            ("industries", industries),
            ("ignored", ignored),
        ]:
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return read_vocabulary(tmp_path)

    return write


@pytest.fixture
def resolve(write):
    return Resolver(write()).resolve


@pytest.mark.parametrize(
    ("kind", "label", "target", "rule", "line"),
    [
        (TECHNOLOGY, "大模型", "model", "name", "technologies.csv:3"),
        (TECHNOLOGY, "llm", "model", "alias", "technologies.csv:3"),
        (TECHNOLOGY, "ＬＬＭ", "model", "alias", "technologies.csv:3"),
        (TECHNOLOGY, " 大 模 型\u3000", "model", "name", "technologies.csv:3"),
        (TECHNOLOGY, "“大模型”。", "model", "name", "technologies.csv:3"),
        (TECHNOLOGY, "大\u200b模型", "model", "name", "technologies.csv:3"),
        (TECHNOLOGY, "大模型（LLM）", "model", "bracket", "technologies.csv:3"),
        (TECHNOLOGY, "大模型技术", "model", "affix", "technologies.csv:3"),
        (INDUSTRY, "医疗行业", "Q", "affix", "industries.csv:6"),
        (INDUSTRY, "智慧医疗", "Q", "affix", "industries.csv:6"),
        (INDUSTRY, "汽车", "36", "alias", "industries.csv:3"),
        (INDUSTRY, "房地产业", "70", "name", "industries.csv:5"),  # the narrower of two of one name
        (TECHNOLOGY, "无", None, "ignored", "ignored.csv:2"),
        (TECHNOLOGY, "其他", None, "ignored", "ignored.csv:3"),
        (TAG, " 无 ", None, "ignored", "ignored.csv:2"),
    ],
)
def test_one_label_names_one_thing_and_says_why(resolve, kind, label, target, rule, line):
    [found] = resolve(kind, label)
    assert (found.target_id, found.rule, found.vocabulary_line) == (target, rule, line)


@pytest.mark.parametrize(
    ("kind", "label", "targets"),
    [
        (TECHNOLOGY, "智能平台解决方案数据挖掘", ["platform", "solution", "mining"]),
        (TECHNOLOGY, "大模型和计算机视觉", ["model", "vision"]),
        (TECHNOLOGY, "大模型以及数据与解决方案", ["model", "data", "solution"]),
        (TECHNOLOGY, "解决方案大模型解决方案", ["solution", "model"]),  # each once
        (INDUSTRY, "制造业金融业医疗", ["C", "J", "Q"]),
    ],
)
def test_glued_label_is_cut_when_all_of_it_is_known(resolve, kind, label, targets):
    found = resolve(kind, label)
    assert [each.target_id for each in found] == targets
    assert {each.rule for each in found} == {"glued"}
    assert all(each.vocabulary_line for each in found)


def test_longest_match_wins(resolve):
    assert [each.matched_text for each in resolve(TECHNOLOGY, "数据挖掘大模型")] == ["数据挖掘", "大模型"]


@pytest.mark.parametrize(
    "label", ["大模型与量子计算", "智能平台的解决方案", "区块链", "大模型X解决方案", "和"]
)
def test_label_not_known_as_a_whole_is_kept_as_unknown(resolve, label):
    [found] = resolve(TECHNOLOGY, label)
    assert (found.rule, found.matched_text, found.vocabulary_line) == ("unknown", label, None)
    assert found.target_id == resolve(TECHNOLOGY, f" “{label}” ")[0].target_id


def test_tag_needs_no_vocabulary_and_has_one_id_in_every_spelling(resolve):
    [one], [other] = resolve(TAG, "AI赋能"), resolve(TAG, "ａｉ 赋能")
    assert one.rule == "tag"
    assert one.target_id == other.target_id != resolve(TAG, "AI赋能2")[0].target_id


def test_kinds_do_not_mix(resolve):
    assert resolve(INDUSTRY, "大模型")[0].rule == "unknown"
    assert resolve(INDUSTRY, "其他")[0].rule == "unknown"


@pytest.mark.parametrize("label", ["", " ", "“”", "\u200b", "。"])
def test_label_of_nothing_means_nothing(resolve, label):
    assert [each.target_id for each in resolve(INDUSTRY, label)] == [None]


@pytest.mark.parametrize("label", ["大模型" * 5_000, "数据" * 4_999 + "字", "(" * 9_999, "产业" * 5_000])
@pytest.mark.parametrize("kind", [TECHNOLOGY, INDUSTRY])
def test_label_as_long_as_a_text_is_no_crash(resolve, kind, label):
    assert resolve(kind, label)


@pytest.mark.parametrize(
    ("files", "place"),
    [
        ({"technologies": TECHNOLOGIES + "x,nobody,某物,\n"}, "technologies.csv:9"),
        ({"technologies": TECHNOLOGIES + "x,,ＬＬＭ,\n"}, "technologies.csv:9"),
        ({"technologies": TECHNOLOGIES + "x,,,\n"}, "technologies.csv:9"),
        ({"industries": INDUSTRIES + "Z,,某业,a,b\n"}, "industries.csv:8"),
        ({"ignored": IGNORED + "无\n"}, "ignored.csv:4"),
    ],
)
def test_mistake_in_a_vocabulary_names_its_line(write, files, place):
    with pytest.raises(VocabularyError, match=place):
        write(**files)


@pytest.mark.parametrize(("label", "folded"), [("ＡＩ＋", "ai+"), ("#大 模型#", "大模型#"), ("《甲》", "甲")])
def test_fold(label, folded):
    assert fold(label) == folded


@pytest.mark.parametrize("label", ["制造业" * 60, "业" * 20_000, "(" * 20_000, "a" + "." * 20_000 + "b"])
def test_hostile_labels_take_no_time(resolve, label):
    # an exponential search would never come back; the suite's own limit is the clock
    assert resolve(INDUSTRY, label)


def test_unknown_label_is_shown_without_what_steers_a_terminal(resolve):
    assert resolve(TAG, "AI\x1b[31m\u200b赋能")[0].matched_text == "AI[31m赋能"
