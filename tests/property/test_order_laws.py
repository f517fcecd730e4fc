"""The order of files, of batches and of runs does not matter: with the real program."""

from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.progress import Silent
from flows.steps.ingest import ingest

LINKS = ["https://a.cn/1", "http://a.cn/1?utm_source=x", "https://a.cn/2", "", "javascript:x", "b.cn/3"]
TAGS = ["AI赋能", "ai赋能", "ＡＩ 赋能", "央企", "制造, 央企"]
RECORDS = st.fixed_dictionaries(
    {
        "标题": st.sampled_from(["甲", "乙", "丙丁", ""]),
        "链接": st.sampled_from(LINKS),
        "总结": st.sampled_from(["一段话。", "又一段。", "长一些的一段话。", "记者 张三\n一段话。", ""]),
        "关键词": st.sampled_from(TAGS),
        "AI技术": st.sampled_from(["大模型", "智能平台解决方案", "LLM", "没听说过的", ""]),
        "行业": st.sampled_from(["制造业", "医疗", "工业制造", ""]),
        "重大事件摘要": st.sampled_from(["摘要。", ""]),
    }
)
FILES = st.lists(st.lists(RECORDS, min_size=1, max_size=3), min_size=6, max_size=10)
# Without the ids and times of runs, and the order in which texts were first seen.
CORE = {
    "core.article": "* EXCLUDE (first_run_id, changed_run_id, first_loaded_at, changed_at)",
    "core.article_revision": "* EXCLUDE (revision_no, observed_at)",
    "core.article_text": "*",
    "core.tag": "*",
    "core.technology": "*",
    "core.industry": "*",
    "core.article_tag": "*",
    "core.article_technology": "*",
    "core.article_industry": "*",
    "core.label_resolution": "*",
    "landing.seed_record": "* EXCLUDE (run_id)",
    "landing.problem": "* EXCLUDE (first_run_id, last_run_id)",
    "landing.seed_file": "* EXCLUDE (first_run_id, last_run_id, modified_ns)",
}
NUMBERS = count()


def read_core(workshop):
    return {
        table: workshop.rows(f"SELECT {columns} FROM {table} ORDER BY ALL") for table, columns in CORE.items()
    }


def write(workshop, files, numbers):
    for number in numbers:
        text = "\n".join(
            "".join(f"{label}: {value}\n" for label, value in record.items()) for record in files[number]
        )
        workshop.write(f"{number}.txt", text)


@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(files=FILES, data=st.data())
def test_order_of_files_batches_and_runs_does_not_matter(make_workshop, files, data):
    at_once = make_workshop(f"at-once-{next(NUMBERS)}")
    write(at_once, files, range(len(files)))
    at_once.run()

    order = data.draw(st.permutations(range(len(files))))
    cut = data.draw(st.integers(1, len(files) - 1))
    in_turn = make_workshop(f"in-turn-{next(NUMBERS)}")
    write(in_turn, files, order[:cut])
    ingest(in_turn.settings, Silent())
    write(in_turn, files, order[cut:])

    def one_file_a_batch_from_the_last(function, batches):
        changed = [each for batch in batches for each in batch]
        return map(function, [[each] for each in reversed(changed)])

    in_turn.run(map_batches=one_file_a_batch_from_the_last)
    assert read_core(in_turn) == read_core(at_once)
