"""Whether a page is what was asked for, or what a site shows instead: a check of its visitor, or `gone`.

Judged before anything is extracted, for such pages have titles and text too. Words alone lie: of 136
normal pages 96 say 登录, 9 不存在 and 6 验证码. So the address comes first, then the title as a whole,
and words in the text only where little text is seen.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from flows.pages.extracting.blocks import Layout, lay_out
from flows.pages.extracting.decode import UnreadablePageError
from flows.pages.extracting.page import Page, parse_page


class Standing(StrEnum):
    """What a page is."""

    PAGE = "page"  # nothing speaks against it
    BLOCKED = "blocked"
    GONE = "gone"


# Fewer characters seen than this: no article stands there, but for very short ones.
SHORT_TEXT = 400
# A notice is a line; in a longer one the words belong to a story.
_LONGEST_NOTICE = {Standing.BLOCKED: 80, Standing.GONE: 40}

_BLOCKED_HOSTS = frozenset(
    {"wappass.baidu.com", "passport.baidu.com", "passport.weibo.com", "login.sina.com.cn"}
)
_BLOCKED_PATH = re.compile(
    r"/(?:[\w-]*captcha[\w-]*|anti_?spider)(?:[/.]|$)|/(?:challenge|login|signin|visitor)(?:\.\w+)?/?$",
    re.IGNORECASE,
)
_GONE_PATH = re.compile(
    r"^/newspage/data/error$|/(?:404|410|error404|404error|not-?found|page_?not_?found)(?:\.\w+)?/?$",
    re.IGNORECASE,
)
_FRONT_PAGE = re.compile(r"/(?:index\.\w+)?")


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# Titles as a whole, with the name of the site behind them or not.
_SITE_NAME = r"(?:\s*[-_|—–]\s*.{0,20})?"
_BLOCKED_TITLE = _any_of(
    rf"(?:(?:百度)?(?:安全|访问|人机|身份|滑动|滑块)验证(?:码|中心)?|(?:请输入)?验证码){_SITE_NAME}",
    rf"(?:访问(?:被拒绝|被拦截|受限|过于频繁)|(?:用户|账号|会员)?登[录陆]){_SITE_NAME}",
    rf"(?:Sina Visitor System|Just a moment\W*|Access Denied|403 Forbidden|Robot Check){_SITE_NAME}",
    r"(?:Attention Required!?|Security Check|DDoS protection).{0,40}",
)
_THING = "页面|网页|文章|内容|信息|资源"
_MISSING = "不存在|没有?找到|未找到|找不到|(?:已|已被)?删除"
_GONE_TITLE = _any_of(
    r"(?:(?:HTTP|错误|Error)?\s*)4(?:04|10)\W*(?:错误|error|Not Found|Gone)?\W*"
    rf"(?:{_THING})?(?:{_MISSING})?{_SITE_NAME}",
    rf"(?:{_THING})?(?:{_MISSING})(?:了|页面)?{_SITE_NAME}",
    rf"(?:Page )?Not Found{_SITE_NAME}",
)
# What challenges have in their source and pages behind them have not, as they have the script of
# /cdn-cgi/challenge-platform.
_CHALLENGE = _any_of(
    r"_cf_chl_opt|id=[\"']challenge-(?:form|running)",
    r"mkdjump_|wappass\.baidu\.com/static/machine|wappoc_appmsgcaptcha|/visitor/mini\.js",
    r"acw_sc__v2|__jsl_clearance|aliyun_waf_",
)
_BLOCKED_WORDS = _any_of(
    r"网络不给力[，,]\s*请稍后重试|环境异常|完成验证后|(?:输入|填写)(?:下图|图中|图片)?.{0,6}验证码",
    r"(?:拖动|滑动|向右).{0,6}滑块|点击.{0,6}(?:完成|进行)验证|正在.{0,6}安全检[查测]|(?:访问|操作|请求)(?:过于|太)频繁",
    r"登[录陆]后(?:才能|方可|可|再|继续|即可)*(?:查看|阅读|访问|浏览)(?!.{0,4}评论)",
    r"请求(?:被拦截|存在威胁)|访问被(?:拒绝|拦截)",
    r"unusual traffic|enable javascript and cookies to continue|verify (?:that )?you are (?:a )?human",
)
_PLACES = f"{_THING}|新闻|帖子|链接|地址|稿件"
_GONE_WORDS = _any_of(
    rf"(?:{_PLACES})[^。！，,]{{0,12}}(?:{_MISSING}|已(?:过期|失效))",
    rf"(?:{_PLACES})[^。！，,]{{0,12}}(?:已经?|被|已被)[^。！，,]{{0,8}}(?:删除|下线|下架|移除|撤销)",
    rf"找不到[^。！，,]{{0,12}}(?:{_PLACES})|因违规无法查看|此帐?账?号已(?:被封|注销|冻结)|这里空空如也",
    r"404\s*Not\s*Found|The requested URL .{0,200} was not found",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a page is, and the sign that told; "" for an ordinary page."""

    standing: Standing
    sign: str = ""


_ORDINARY = Verdict(Standing.PAGE)


def judge_page(
    content: bytes,
    *,
    url: str | None = None,
    final_url: str | None = None,
    status: int = 200,
    content_type: str | None = None,
) -> Verdict:
    """Judge a response: `url` was asked for, `final_url` gave the answer. Never raises."""
    verdict = _judge_answer(url, final_url or url, status)
    if verdict.standing is not Standing.PAGE:
        return verdict
    try:
        page = parse_page(content, final_url or url, content_type=content_type)
    except UnreadablePageError:
        return _ORDINARY
    return judge_content(page, lay_out(page.root))


def judge_content(page: Page, layout: Layout) -> Verdict:
    """Judge a parsed page by its address, title and text."""
    verdict = _judge_answer(page.url, page.url, 200)
    if verdict.standing is not Standing.PAGE:
        return verdict
    title = page.head_title
    for standing, pattern in ((Standing.BLOCKED, _BLOCKED_TITLE), (Standing.GONE, _GONE_TITLE)):
        if pattern.fullmatch(title):
            return Verdict(standing, f"title {title}")
    if sum(len(block.text) for block in layout.blocks) >= SHORT_TEXT:
        return _ORDINARY
    if match := _CHALLENGE.search(page.source):
        return Verdict(Standing.BLOCKED, f"source {match[0]}")
    for line in (title, *(block.text for block in layout.blocks)):
        for standing, pattern in ((Standing.BLOCKED, _BLOCKED_WORDS), (Standing.GONE, _GONE_WORDS)):
            if len(line) <= _LONGEST_NOTICE[standing] and (match := pattern.search(line)):
                return Verdict(standing, f"text {match[0]}")
    return _ORDINARY


def _judge_answer(url: str | None, final_url: str | None, status: int) -> Verdict:
    host, path = _split(final_url)
    if host in _BLOCKED_HOSTS or _BLOCKED_PATH.search(path):
        return Verdict(Standing.BLOCKED, f"address {host}{path}")
    if status in (404, 410) or _GONE_PATH.search(path):
        return Verdict(Standing.GONE, f"status {status}" if status >= 400 else f"address {host}{path}")
    if status in (401, 403):
        return Verdict(Standing.BLOCKED, f"status {status}")
    if (
        _FRONT_PAGE.fullmatch(path)
        and "?" not in (final_url or "")
        and not _FRONT_PAGE.fullmatch(_split(url)[1])
    ):
        return Verdict(Standing.GONE, "address of the front page")
    return _ORDINARY


def _split(url: str | None) -> tuple[str, str]:
    try:
        parts = urlsplit(url or "")
        return (parts.hostname or "").lower(), parts.path or "/"
    except ValueError:
        return "", ""
