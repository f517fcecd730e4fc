"""The search on a real home: the command, its filters and its advice, the index and its transactions."""

import json
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from flows.cli import app
from flows.progress import Silent
from flows.steps.publish import publish
from tests.conftest import Workshop
from warehouse.search import index as indexing

RECORD = "标题: {}\n链接: https://www.example.cn/s?id={}\n总结: {}\n关键词: {}\nAI技术: 大模型\n行业: {}\n重大事件摘要: {}\n"  # noqa: E501


@pytest.fixture
def searched(workshop: Workshop) -> Workshop:
    records = [
        ("工厂用上大模型", 1, "一家工厂用大模型排产，GPT-4 与 5G 都用上了。", "排产", "制造业", "工厂排产"),
        ("医院里的人工智能", 2, "医院用人工智能看片。\x1b[31m大块模型也在试。", "看片", "卫生", ""),
        ("汽车厂招工", 3, "汽车厂招工，与ＡＩ无关。", "招工", "汽车制造业", "招工"),
    ]
    for record in records:
        workshop.write(f"{record[1]}.txt", RECORD.format(*record))
    workshop.run()
    return workshop


def search(workshop: Workshop, *words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["search", "--home", str(workshop.home.root), *words])
    assert result.exit_code == code, result.output
    return result.output


def titles(workshop: Workshop, *words: str) -> list[str]:
    return [hit["title"] for hit in json.loads(search(workshop, "--json", *words))["hits"]]


@pytest.mark.parametrize("index", ["never", "always"])
def test_words_phrases_filters(searched: Workshop, index: str) -> None:
    searched.flags["search_index"] = index
    publish(searched.settings, Silent())
    assert bool(searched.rows("FROM search.document")) is (index == "always")
    factory, hospital, cars = "工厂用上大模型", "医院里的人工智能", "汽车厂招工"
    assert titles(searched, "大模型") == sorted(
        [factory, hospital, cars], key=titles(searched, "大模型").index
    )
    assert titles(searched, "gpt-4") == titles(searched, "５Ｇ") == [factory]
    assert titles(searched, "ai") == [cars]
    assert titles(searched, "工厂", "-招工") == titles(searched, "--", "工厂", "-招工") == [factory]
    assert titles(searched, "工厂", "-排产") == []
    assert titles(searched, '"工厂 用"') == []
    assert sorted(titles(searched, "招")) == [cars]
    assert sorted(titles(searched, "用", "--industry", "C")) == sorted(
        titles(searched, "用", "--industry", "制造业")
    )
    assert titles(searched, "看片", "--industry", "C") == []
    assert titles(searched, "大模型", "--since", "2099-01") == []
    assert titles(searched, "招工", "--host", "example.cn") == [cars]
    assert searched.rows("SELECT title FROM search('招工', top := 1)") == [(cars,)]


def test_the_terminal_is_not_steered_and_words_are_told(searched: Workshop) -> None:
    assert "\x1b[31m" not in search(searched, "人工智能")
    assert "No article has 飞碟" in search(searched, "工厂", "飞碟")
    assert "no article has all of them" in search(searched, "排产", "招工")
    assert "--industry" in search(searched, "看片", "--industry", "C")
    for wrong in (
        ["-a"],
        ["。"],
        ["--sinc"],
        ["车", "--since", "24"],
        ["车", "--since", "2024-13"],
        ["车", "--industry", "制照业"],
    ):
        search(searched, *wrong[1:], "--", wrong[0], code=2)


def test_a_month_or_year_is_all_of_it(searched: Workshop) -> None:
    [(day,)] = searched.rows("SELECT date FROM search('招工')")  # that of its loading
    for span in (f"{day}", f"{day:%Y-%m}", f"{day:%Y}"):
        assert titles(searched, "招工", "--since", span, "--until", span) == ["汽车厂招工"]
    assert titles(searched, "招工", "--since", f"{day.year + 1}") == []
    assert titles(searched, "招工", "--until", f"{day.year - 1}") == []


def test_changes_reach_the_index_and_old_texts_do_not(searched: Workshop) -> None:
    searched.flags["search_index"] = "always"
    publish(searched.settings, Silent())
    searched.write("1.txt", RECORD.format("工厂改用机器人", 1, "机器人来了。", "机器人", "卫生", ""))
    searched.run()
    assert titles(searched, "排产") == []
    assert titles(searched, "机器人") == ["工厂改用机器人"]
    assert searched.rows("SELECT industries, host FROM search('机器人')") == [("卫生", "www.example.cn")]
    assert searched.rows("SELECT count(*) FROM search.pending") == [(0,)]


def test_a_killed_build_leaves_a_search_that_is_right(
    searched: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched.flags["search_index"] = "always"

    def stop(*_: object) -> Iterator[object]:
        raise KeyboardInterrupt

    before = titles(searched, "大模型")
    with monkeypatch.context() as patch:
        patch.setattr(indexing.Spool, "merge", stop)
        with pytest.raises(KeyboardInterrupt):
            publish(searched.settings, Silent())
    searched.flags["search_index"] = "never"
    searched.write("4.txt", RECORD.format("第四篇", 4, "别的事。", "别的", "卫生", ""))
    searched.run()
    assert before
    assert set(before) <= set(titles(searched, "大模型"))
    searched.flags["search_index"] = "always"
    publish(searched.settings, Silent())
    assert searched.rows("SELECT count(*), count(DISTINCT document_no) FROM search.document") == [(4, 4)]
    assert searched.rows("SELECT count(DISTINCT document_no) FROM search.passage") == [(4,)]
