"""Blocked and gone pages, told from articles that say the same words."""

import pytest

from flows.pages.extract import extract_page
from flows.pages.extracting.judge import Standing, judge_page

URL = "https://news.example.cn/2024/05/16/a.html"
ARTICLE = "工厂里的验证码用了十年，网页不存在的时候没有人觉得不便，登录后查看的提示也是如此。" * 12


def page(title="", body="", head=""):
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>".encode()


def judge(content=b"", final_url=URL, status=200):
    verdict = judge_page(content, url=URL, final_url=final_url, status=status)
    assert bool(verdict.sign) == (verdict.standing is not Standing.PAGE)
    return verdict.standing


BLOCKED = {
    "title of a check": page("百度安全验证", "<p>请稍后重试</p>"),
    "title of a check, site behind it": page("访问验证 - 某某网", NAV := "<a>首页</a>" * 100),
    "check read in the wrong encoding": page("ç¾åº¦", head='<link href="/css/mkdjump_0.css">'),
    "challenge by its source": page(
        "", "<form id='challenge-form'></form><script>window._cf_chl_opt={}</script>"
    ),
    "challenge by its title": page("Just a moment..."),
    "visitor system": page("Sina Visitor System"),
    "notice of a messenger": page(
        "公众平台", "<h2>环境异常</h2><p>当前环境异常，完成验证后即可继续访问。</p>"
    ),
    "captcha": page("提示", "<p>请输入图中的验证码</p>"),
    "slider": page("", "<p>请拖动下方滑块</p>"),
    "wall": page("某某网", "<p>摘要……</p><div>登录后查看全文</div>"),
    "too often": page("提示", "<p>访问过于频繁，请休息一下</p>"),
}
GONE = {
    "title": page("404"),
    "title with words": page("404 Not Found", NAV),
    "title with the site": page("页面不存在 | 某某网", "<p>换个词再找找看</p>"),
    "removed by its author": page("", "<div class='warn'>该内容已被发布者删除</div>"),
    "against the rules": page("", "<p>此内容因违规无法查看</p>"),
    "empty here": page("", "<div>这里空空如也</div>"),
    "polite": page("温馨提示", "<p>您访问的页面不存在或已删除</p>"),
    "offline": page("", "<p>抱歉，该文章已下线</p><p>您浏览的新闻已被撤销</p>"),
}


@pytest.mark.parametrize("content", BLOCKED.values(), ids=BLOCKED)
def test_blocked_page_is_caught(content):
    assert judge(content) is Standing.BLOCKED


@pytest.mark.parametrize("content", GONE.values(), ids=GONE)
def test_gone_page_is_caught(content):
    assert judge(content) is Standing.GONE


@pytest.mark.parametrize("content", [*BLOCKED.values(), *GONE.values()], ids=[*BLOCKED, *GONE])
def test_such_a_page_never_becomes_text(content):
    extracted = extract_page(content, URL)
    assert (extracted.title, extracted.body, extracted.published_at) == ("", "", None)
    assert extracted.rule.startswith(("none: blocked: ", "none: gone: "))


@pytest.mark.parametrize(
    ("final_url", "standing"),
    [
        ("https://wappass.baidu.com/static/captcha/tuxing_v2.html?ak=1", Standing.BLOCKED),
        ("https://passport.weibo.com/visitor/visitor?entry=1", Standing.BLOCKED),
        ("https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?poc_token=1", Standing.BLOCKED),
        ("https://www.example.cn/login?next=/a", Standing.BLOCKED),
        ("https://mbd.baidu.com/newspage/data/error?id=1", Standing.GONE),
        ("http://www.example.gov.cn/404.htm", Standing.GONE),
        ("https://news.example.cn/", Standing.GONE),
        ("https://m.example.cn/index.html", Standing.GONE),
        ("https://news.example.cn/?id=5", Standing.PAGE),
        ("https://news.example.cn/challenge/2024/a.html", Standing.PAGE),
        ("https://news.example.cn/2024/login-wall-story.html", Standing.PAGE),
        ("https://[broken", Standing.PAGE),
    ],
)
def test_address_that_answers_tells(final_url, standing):
    assert judge(final_url=final_url) is standing


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        (200, "page"),
        (404, "gone"),
        (410, "gone"),
        (401, "blocked"),
        (403, "blocked"),
        (500, "page"),
        (302, "page"),
    ],
)
def test_status_tells(status, standing):
    assert judge(status=status) == standing


@pytest.mark.parametrize(
    "content",
    [
        page("验证码的十年：从登录到不存在", f"<p>{ARTICLE}</p>"),
        page(
            "短讯",
            "<p>今天，一家工厂换上了新的设备，工人说网页找不到的说明书，师傅都记得，问一句就好，这比什么都快。</p>"
            * 2,
        ),
        page(
            "某文", f"<p>{ARTICLE}</p><script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>"
        ),
        page("某文", "<p>一段短短的文章。</p><div>登录后查看评论</div><a>用户登录</a>"),
        page("", ""),
        b"\0\0\0\0",
    ],
    ids=[
        "words in a story",
        "words in a long line",
        "script of the same firm",
        "comments",
        "empty",
        "binary",
    ],
)
def test_ordinary_page_raises_no_alarm(content):
    assert judge(content) is Standing.PAGE
