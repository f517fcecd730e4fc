"""Laws of cleaning, of links and of labels."""

import re

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from flows.labels.resolve import Resolver
from flows.labels.vocabulary import Kind, Term, Vocabulary, fold
from flows.text.clean import clean_body, clean_line, clean_paragraphs
from flows.text.identity import fold_text
from flows.text.urls import canonicalize, read_link

law = settings(max_examples=200, deadline=None)

ANY_TEXT = st.text(max_size=60)
PIECES = st.sampled_from(
    [
        *(
            "本报记者 郭冀川 韩昱",
            "文/李四",
            "新华社电（记者张三）",
            "近日，会议召开。",
            "龙头企业“技术溢出”",
        ),
        *("图片 | 站酷海洛", "责任编辑：张三", "来源：新华社", "举报/反馈", "（完）"),
        *("\u3000\u3000", "\n", " ", "\u200b", "AI", "。", "<b>"),
    ]
)
NEWS = st.lists(PIECES | st.text(max_size=5), max_size=14).map("".join)
# Sentences that no rule of the cleaner is about.
PLAIN = st.text("数据工厂产品增长快慢一二三", min_size=3, max_size=30).map(lambda text: f"今年{text}。")


def letters(text):
    return [letter for letter in text if not letter.isspace()]


def is_subsequence(part, whole):
    rest = iter(whole)
    return all(letter in rest for letter in part)


@law
@given(text=ANY_TEXT | NEWS)
def test_cleaning_twice_is_cleaning_once(text):
    assert clean_line(clean_line(text)) == clean_line(text)
    assert clean_paragraphs(clean_paragraphs(text)) == clean_paragraphs(text)


@law
@given(text=ANY_TEXT | NEWS)
def test_body_cleaned_twice_only_loses_what_stands_at_its_ends(text):
    # not idempotent: below a byline there may be a second one, and behind a heading its third copy
    once = clean_body(text).text
    twice = clean_body(once).text
    assert is_subsequence(letters(twice), letters(once))
    assert clean_paragraphs(once) == once


@law
@given(
    paragraphs=st.lists(PLAIN, max_size=6),
    between=st.sampled_from(["\n", "\u3000\u3000", "\r\n\u3000\u3000"]),
)
def test_plain_paragraphs_come_through_whole(paragraphs, between):
    body = clean_body(between.join(paragraphs))
    assert (body.text, body.author) == ("\n\n".join(paragraphs), None)
    assert clean_body(body.text) == body


@law
@given(text=ANY_TEXT | NEWS)
def test_cleaning_never_invents_a_letter(text):
    source = letters(text)
    body = clean_body(text)
    assert is_subsequence(letters(body.text), source)
    assert is_subsequence(letters(clean_line(text)), source)
    assert set(letters(body.author or "")) <= {*source, "、"}


@law
@given(text=NEWS)
def test_cleaning_empties_no_text(text):
    if re.search("会议召开", text):
        assert "会议召开" in clean_body(text).text


@law
@given(text=ANY_TEXT)
def test_folding_twice_is_folding_once(text):
    assert fold_text(fold_text(text)) == fold_text(text)


@law
@given(label=st.text(st.characters(codec="gbk", exclude_categories=["Sk"]), max_size=30))
def test_folding_a_label_twice_is_folding_it_once(label):
    # only for the characters of news: an accent behind a blank joins its letter once the blank is gone
    assert fold(fold(label)) == fold(label)


HOSTS = st.sampled_from(
    ["a.cn", "News.Example.COM", "baijiahao.baidu.com", "例子.中国", "a.cn:80", "a.cn:8443", "[::1]"]
)
PATHS = st.text("abAB/.-_~%20新闻 ;,@:!'()*+$[]\\^|", max_size=20).map(lambda p: "/" + p.replace(" ", ""))
PARAMETERS = st.lists(
    st.tuples(st.sampled_from(["id", "ID", "a", "b", "p"]), st.text("aB1%新=/?:", max_size=6)).map("=".join),
    max_size=5,
)
TRACKING = st.lists(
    st.sampled_from(["utm_source=x", "wfr=spider", "for=pc", "UTM_Campaign=y", "spm=1"]), max_size=3
)


@st.composite
def urls(draw):
    scheme = draw(st.sampled_from(["http", "https", "HTTPS"]))
    query = "&".join(draw(PARAMETERS))
    return f"{scheme}://{draw(HOSTS)}{draw(PATHS)}" + (f"?{query}" if query else "")


@law
@given(url=urls())
def test_canonical_url_is_its_own_canonical_url(url):
    found = canonicalize(url)
    assert found is not None
    assert canonicalize(found[0]) == found
    assert read_link(found[0]).canonical_url == found[0]


@law
@given(url=urls(), data=st.data())
def test_order_tracking_and_fragment_do_not_matter(url, data):
    address, _, query = url.partition("?")
    parameters = [*filter(None, query.split("&")), *data.draw(TRACKING)]
    shuffled = "&".join(data.draw(st.permutations(parameters)))
    other = f"{address}?{shuffled}#{data.draw(st.text('ab/?&=#', max_size=5))}"
    assert canonicalize(other) == canonicalize(url)


@law
@given(text=ANY_TEXT)
def test_any_link_has_an_outcome(text):
    link = read_link(text)
    assert (link.canonical_url is None) == (link.host is None)
    assert link.canonical_url or link.fault


NAMES = ["智能", "智能平台", "平台", "解决方案", "数据", "数据挖掘", "挖掘", "大模型", "模型", "算法工具"]
TERMS = [Term(Kind.TECHNOLOGY, f"t{n}", None, name, (), f"x:{n}") for n, name in enumerate(NAMES)]
RESOLVER = Resolver(
    Vocabulary(
        TERMS,
        {kind: {fold(t.name): t for t in TERMS if t.kind is kind} for kind in Kind},
        {kind: {} for kind in Kind},
        "",
    )
)


@law
@given(
    names=st.lists(st.sampled_from(NAMES), min_size=2, max_size=6, unique=True),
    joins=st.lists(st.sampled_from(["", "", "和", "与", "以及", "&"]), min_size=6, max_size=6),
)
def test_glued_pieces_joined_are_the_label(names, joins):
    label = names[0] + "".join(join + name for join, name in zip(joins, names[1:], strict=False))
    found = RESOLVER.resolve(Kind.TECHNOLOGY, label)
    assert {each.rule for each in found} <= {"glued", "name", "affix", "unknown"}
    assume(found[0].rule == "glued" and all(label.count(each.matched_text) == 1 for each in found))
    assert "".join(each.matched_text for each in found) == re.sub("以及|[和与&]", "", label)
    assert [NAMES[int(each.target_id[1:])] for each in found] == [each.matched_text for each in found]


@law
@given(names=st.lists(st.sampled_from(NAMES), min_size=3, max_size=6, unique=True))
def test_label_of_known_names_alone_is_always_cut(names):
    assert all(each.rule in ("glued", "name") for each in RESOLVER.resolve(Kind.TECHNOLOGY, "".join(names)))


@law
@given(
    kind=st.sampled_from(list(Kind)), label=ANY_TEXT | st.text("智能平台数据挖掘的和、（）() 业", max_size=30)
)
def test_any_label_has_an_outcome_that_its_spelling_does_not_change(kind, label):
    found = RESOLVER.resolve(kind, label)
    assert found
    assert [each.target_id for each in RESOLVER.resolve(kind, f" {label}\u3000")] == [
        each.target_id for each in found
    ]
