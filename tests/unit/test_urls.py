"""Links: what identifies a page is kept, what only tracks readers is dropped, the rest is said."""

import pytest

from flows.text.urls import LinkFault, read_link


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ("https://a.cn/x", "https://a.cn/x"),
        ("http://a.cn/x", "https://a.cn/x"),
        ("HTTPS://A.CN/X", "https://a.cn/X"),
        ("https://a.cn", "https://a.cn/"),
        ("https://a.cn:443/x", "https://a.cn/x"),
        ("http://a.cn:80/x", "https://a.cn/x"),
        ("https://a.cn:8080/x", "https://a.cn:8080/x"),
        ("https://a.cn/x#part", "https://a.cn/x"),
        ("https://a.cn/x?b=2&a=1", "https://a.cn/x?a=1&b=2"),
        ("https://a.cn/x?Id=AbC&id=aBc", "https://a.cn/x?Id=AbC&id=aBc"),
        ("https://a.cn/x?utm_source=w&UTM_medium=x&id=1", "https://a.cn/x?id=1"),
        ("https://a.cn/x?spm=1&gclid=2", "https://a.cn/x"),
        ("https://a.cn/x?a=", "https://a.cn/x?a="),
        (
            "http://baijiahao.baidu.com/s?wfr=spider&id=1791657449909440187&for=pc",
            "https://baijiahao.baidu.com/s?id=1791657449909440187",
        ),
        ("https://baijiahao.baidu.com/s?id=1&sid=x&other=2", "https://baijiahao.baidu.com/s?id=1"),
        (" https://a.cn/x\u3000\n", "https://a.cn/x"),
        ("https://a.cn/新闻", "https://a.cn/%E6%96%B0%E9%97%BB"),
        ("http://192.168.0.1/x", "https://192.168.0.1/x"),
        ("https://[::1]/x", "https://[::1]/x"),
    ],
)
def test_link_becomes_canonical(link, canonical):
    read = read_link(link)
    assert (read.canonical_url, read.fault) == (canonical, None)


@pytest.mark.parametrize(
    ("link", "canonical"),
    [
        ("www.a.cn/x?id=1", "https://www.a.cn/x?id=1"),
        ("//a.cn/x", "https://a.cn/x"),
        ("a.cn", "https://a.cn/"),
        ("a.cn:8080/x", "https://a.cn:8080/x"),
    ],
)
def test_link_without_scheme_is_read_as_https(link, canonical):
    read = read_link(link)
    assert (read.canonical_url, read.fault) == (canonical, LinkFault.WITHOUT_SCHEME)


@pytest.mark.parametrize("link", [None, "", " ", "\u3000\n", "\ufeff"])
def test_absent_link_is_missing(link):
    assert read_link(link).fault is LinkFault.MISSING


@pytest.mark.parametrize(
    "link",
    [
        *("无", "暂无链接", "见正文", "not a url", "https://", "http:///x", "https://a b.cn/", "https://a"),
        *("javascript:alert(1)", "JavaScript:alert(1)", "javascript://a.cn/%0aalert(1)"),
        *("data:text/html,x", "ftp://a.cn/x", "file:///etc/x", "mailto:x@a.cn", "C:\\news\\1.html"),
        *("https://a.cn:99999/", "https://[::1/x", "https://<b>.cn/", "https://a.cn/1 https://a.cn/2"),
    ],
)
def test_what_is_no_web_address_is_invalid(link):
    read = read_link(link)
    assert (read.canonical_url, read.host, read.fault) == (None, None, LinkFault.INVALID)


@pytest.mark.parametrize("other", ["https://a.cn/s?id=2", "https://b.cn/s?id=1", "https://a.cn/t?id=1"])
def test_other_page_stays_another(other):
    assert read_link(other).canonical_url != read_link("https://a.cn/s?id=1").canonical_url


def test_host_is_lowered_and_bare():
    assert read_link("https://User:pw@News.A.CN:8443/x").host == "news.a.cn"
