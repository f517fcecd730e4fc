"""Laws of extraction: it never raises, invents nothing, and cleans once."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from flows.pages.extract import extract_page
from flows.pages.extracting.decode import UnreadablePageError, decode_page
from flows.pages.extracting.judge import judge_page
from flows.pages.extracting.lines import clean_lines

law = settings(max_examples=150, deadline=None)

PIECES = st.sampled_from(
    [
        *(
            "<title>",
            "</title>",
            "<h1>",
            "</h1>",
            "<p>",
            "</p>",
            "<div class='article'>",
            "</div>",
            "<br>",
            "<a href='x'>",
            "</a>",
        ),
        *(
            "<script>",
            "</script>",
            "<style>",
            "<!--",
            "-->",
            "<![CDATA[",
            "<table><tr><td>",
            "<textarea class='article-content'>",
        ),
        *(
            "<meta name='pubdate' content='",
            "'>",
            "<div id='js_content'>",
            "&nbsp;",
            "&#xD800;",
            "&#xFFFD;",
            "&lt;p&gt;",
        ),
        *(
            "工厂换上了新的设备，产量提高了两成。",
            "责任编辑：张三",
            "来源：某报",
            "相关阅读",
            "2024-05-16 17:02",
            "新设备_某某网",
        ),
        *(
            "window.jsonData = {",
            '"superlanding":[{"itemData":{"sections":["',
            "}]}",
            "\\ud83d",
            "\ufffd",
            "\u3000\u3000",
            "\n",
        ),
    ]
)
PAGE = st.lists(PIECES | st.text(max_size=8), max_size=40).map("".join)
URLS = st.sampled_from(
    [
        None,
        "",
        "https://[",
        "https://baijiahao.baidu.com/s?id=1791700000000000000",
        *(
            f"https://{host}/a"
            for host in ("www.toutiao.com", "new.qq.com", "www.thepaper.cn", "x.huanqiu.com")
        ),
        *(f"https://{host}/2024/0516/a" for host in ("mp.weixin.qq.com", "www.gov.cn", "example.org")),
    ]
)
TYPES = st.sampled_from([None, "", "text/html", "text/html; charset=gb2312", "text/html; charset=\x00"])
LINES = st.lists(
    st.sampled_from(
        [
            *(
                "工厂换上了新的设备，产量提高了两成。",
                "新设备",
                "责任编辑：张三",
                "相关阅读",
                "来源：某报",
                "标签：设备",
            ),
            *("2024-05-16 17:02", "推荐阅读：另一篇", "特别声明：以上内容", "#设备#产量#", "短", "（完）"),
        ]
    )
    | st.text(max_size=30),
    max_size=12,
)


@law
@given(
    page=st.binary(max_size=300) | PAGE.map(lambda text: text.encode("utf-8", "replace")),
    url=URLS,
    content_type=TYPES,
)
def test_any_bytes_have_a_result(page, url, content_type):
    content = extract_page(page, url, content_type=content_type)
    for text in (content.title, content.body, content.author or "", content.outlet or ""):
        text.encode("utf-8")  # no half of a character
        assert "\ufffd" not in text
    assert (content.published_at is None) == (content.published_precision is None)
    assert judge_page(page, url=url, content_type=content_type).standing


KEYS = st.sampled_from(
    [
        *("bsData", "superlanding", "itemData", "sections", "infoBaiJiaHao", "name", "nid", "profitLog"),
        *("title", "originContent", "text", "contId", "content", "publishTime", "headline", "@graph"),
    ]
)
DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(KEYS, each, max_size=4),
    max_leaves=12,
)


@law
@given(data=DATA, name=st.sampled_from(["window.jsonData", "window.DATA", "x"]), url=URLS)
def test_any_data_in_scripts_has_a_result(data, name, url):
    text = json.dumps(data)
    page = (
        f"<script>{name} = {text};</script><script type='application/ld+json'>{text}</script>"
        f"<script id='__NEXT_DATA__'>{text}</script>"
    )
    assert len(extract_page(page.encode(), url).body) < 20


@law
@given(
    text=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200),
    encoding=st.sampled_from(["utf-8", "gb18030"]),
)
def test_decoding_brings_in_no_replacement_character(text, encoding):
    content = text.replace("\ufffd", "").encode(encoding)
    try:
        assert "\ufffd" not in decode_page(content).text
    except UnreadablePageError:
        assert encoding != "utf-8"  # a few odd characters of GB18030 may look like binary


@law
@given(lines=LINES, title=st.sampled_from(["", "新设备", "短"]))
def test_lines_cleaned_twice_are_cleaned_once(lines, title):
    once = clean_lines(lines, title)
    assert clean_lines(once, title) == once
    rest = iter(lines)
    assert all(line in rest for line in once)  # in their order, and nothing added
