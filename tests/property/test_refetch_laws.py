"""Laws of what pages make of texts and batches."""

from hypothesis import given
from hypothesis import strategies as st

from flows.pages.fetching.records import Fetched, PageRequest
from flows.steps.archived import with_contents
from flows.steps.harvest import Harvest
from flows.text.difference import Kind, compare_texts
from flows.text.resemblance import measure_resemblance

texts = st.text(st.sampled_from("甲乙丙，。！”\n 1a"), max_size=60)


@given(texts, texts)
def test_both_texts_can_be_read_off_their_difference(before: str, after: str) -> None:
    passages = compare_texts(before, after)
    assert "".join(each.text for each in passages if each.kind is not Kind.ADDED) == before
    assert "".join(each.text for each in passages if each.kind is not Kind.REMOVED) == after


@given(texts, texts, texts)
def test_a_text_stands_whole_in_whatever_holds_it(text: str, head: str, tail: str) -> None:
    assert 0 <= measure_resemblance(text, tail) <= 1
    assert measure_resemblance(text, f"{head}\n{text}\n{tail}") == 1


@given(st.lists(st.integers(0, 3), max_size=40), st.randoms(use_true_random=False), st.integers(0, 40))
def test_each_batch_gets_its_own_results_whatever_the_order(owners, random, stopped) -> None:
    batches = [[PageRequest(f"{b}/{n}") for n, owner in enumerate(owners) if owner == b] for b in range(4)]
    batches = [batch for batch in batches if batch]
    urls = [page.url for batch in batches for page in batch]
    random.shuffle(urls)
    came = urls[:stopped]
    harvest = Harvest(batches, iter([_fetched(url) for url in came]))
    taken = [[each.url for each in harvest.take(batch)] for batch in batches]
    assert taken == [[url for url in came if PageRequest(url) in batch] for batch in batches]


@given(st.lists(st.booleans(), max_size=12))
def test_every_item_comes_in_its_order_with_a_page_or_without(items: list[bool]) -> None:
    numbered = list(enumerate(items))
    seen = list(with_contents(numbered, lambda item: None))
    assert seen == [(item, None) for item in numbered]


def _fetched(url: str) -> Fetched:
    from datetime import UTC, datetime

    from flows.pages.fetching.outcomes import Outcome

    return Fetched("id", url, "host", datetime(2026, 11, 1, tzinfo=UTC), Outcome.OK, "run")
