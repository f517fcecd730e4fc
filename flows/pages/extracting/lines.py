"""The lines of an article's part: what is no article is taken off, the same way for all sites.

Furniture and credits go wherever they stand, what belongs to the head or the end only from there; a
long line or one with a sentence stays, whatever it begins with.
"""

import re
from collections.abc import Sequence

from flows.text.identity import fold_text

_OPEN, _CLOSE = r"[【\[（(<>》■◆▼|\s]*", r"[】\]）)<>|\s]*"
_COLON = r"\s*[:：丨|｜/／]\s*"
_SHARES = "微信好友|微信|微博|QQ空间|QQ好友|QQ|朋友圈|新浪微博|腾讯微博|豆瓣|人人网|易信"


def _any_of(*patterns: str) -> re.Pattern[str]:
    """Compile alternatives for a whole line, brackets around it or not."""
    return re.compile(f"{_OPEN}(?:{'|'.join(patterns)}){_CLOSE}", re.IGNORECASE)


# Buttons, counters and hints of the site.
_FURNITURE = _any_of(
    r"举报(?:\s*[/／]\s*反馈)?|纠错|分享让更多人看到|返回搜狐[，,]\s*查看更多|查看更多|(?:展开|阅读)(?:全文|原文)",
    r"点击(?:查看|阅读)(?:原文|大图|更多|全文)|点击(?:图片)?(?:进入|播放|播报|下载).{0,20}|广告|推广|赞助商?链接",
    rf"(?:一键)?分享(?:到|至|给)?\s*[:：]?(?:\s*(?:{_SHARES}))*|(?:{_SHARES})(?:\s+(?:{_SHARES}))*",
    r"字(?:号|体)(?:大小)?\s*[:：]?[\s大中小超特默认|]*|(?:大\s*)?中\s*小|A\s?[+-](?:\s*A\s?[+-]?){0,3}|调整字体|T\s*[+-]\s*[+-]?",
    r"打印(?:本[页文])?|关闭(?:窗口)?|收藏|复制链接|(?:我要)?评论\s*\d*|点赞|\d*\s*(?:次)?阅读|阅读\s*[:：]?\s*\d+",
    r"听新闻|语音播报|播报文章|正在加载.{0,6}|参与互动|进入【.{1,20}】讨论|图集|加载更多",
    r"(?:APP内)?打开(?:APP|客户端)?(?:查看|阅读)?.{0,6}|下载(?:客户端|APP).{0,12}|(?:微信)?扫(?:一扫|码).{0,20}|关注公众号.{0,20}",
    r"[\d\s]*(?:上一页|下一页|尾页|末页)[\d\s]*(?:下一页|尾页|末页)?|(?:上|下)一(?:篇|条|则)\s*[:：]?.{0,60}|返回(?:首页|顶部|列表)",
    r"END|完|本文完|全文完|正文完",
)
# Who made it and where it comes from, said in a line of its own.
_CREDIT = _any_of(
    r"(?:责任|本文|本期|值班|网络|网页|文字|执行|新媒体|栏目|实习|见习|助理|版面|融媒)?"
    r"(?:编\s?辑|责\s?编|主\s?编|编\s?审|校\s?对|审\s?[核校读]|监\s?制|初审|复审|终审|签发|排版|美编|制图|录入)(?:人|者|员)?"
    rf"(?:\s*[/、]\s*(?:编辑|校对|审核|排版))?{_COLON}.{{0,40}}",
    rf"(?:原标题|原文标题|原题|原文链接|原文出处|来源网址){_COLON}.{{0,100}}",
    rf"(?:本文|文章|稿件|信息|新闻)(?:来源|出处|来自){_COLON}.{{0,100}}|(?:转自|转载自|摘自){_COLON}.{{0,60}}",
    rf"(?:图片|图|题图|配图|封面图?|头图|视频|图文|素材)(?:来源|源|片来源|片提供){_COLON}.{{0,40}}",
    r"转载请(?:注明|联系).{0,60}|未经(?:授权|许可|允许|书面).{0,60}|本文(?:系|为).{0,30}(?:原创|独家).{0,60}",
    rf"(?:发布|发稿|发表|更新)(?:时间|日期){_COLON}.{{0,40}}|(?:浏览|点击|阅读|访问)(?:次数|量|数|率){_COLON}\d*.{{0,10}}",
)
# Only above the first sentence: date, outlet and author, as they stand below a title.
_HEAD = re.compile(
    r"(?:19|20)\d\d\s*[-/年.]\s*\d{1,2}\s*[-/月.]\s*\d{1,2}\s*日?\s*(?:\d{1,2}[:：]\d\d|$)|"
    rf"(?:来源|出处|时间|日期){_COLON}"
)
# Only below the last one: what an article is filed under.
_TAIL = _any_of(rf"(?:标签|关键词|关键字|tags?|相关主题){_COLON}.{{0,80}}", r"(?:#[^#\s]{1,20}\s*#?\s*){2,}")
# Where one of these stands, the article has ended, if most of it stands before.
_END = _any_of(
    r"(?:相关|推荐|延伸|扩展|更多|热门|精彩|往期|猜你|大家|编辑)"
    r"(?:阅读|新闻|链接|报道|文章|推荐|专题|回顾|资讯|喜欢|都爱看|精彩|话题|资料|稿件)(?:\s*[:：].{0,80})?",
    r"(?:特别|免责|版权|郑重|法律|广告|平台)?(?:声\s?明|申明)(?:\s*[:：].{0,400})?|(?:网友|最新|热门|全部)?评论区?",
    r"海量资讯、精准解读.{0,40}|(?:以上|该文|本文)(?:内容|观点).{0,30}(?:立场|仅代表|无关).{0,200}",
)
_SENTENCE_END = re.compile("[。！？!?]")
_LONGEST_NOTE = 120
_LONGEST_END = 500
_LEAST_BEFORE_END = 0.5


def clean_lines(lines: Sequence[str], title: str = "") -> list[str]:
    """Return an article's lines without its title, furniture, credits and what follows its end."""
    kept = [line for line in lines if not is_furniture(line)]
    while True:
        shorter = _drop_tail(_cut_end(_drop_head(kept, title)))
        if shorter == kept:
            return kept
        kept = shorter


def is_furniture(line: str) -> bool:
    """Whether a line is furniture of the site or a credit, and no sentence of the article."""
    if len(line) > _LONGEST_NOTE:
        return False
    if _FURNITURE.fullmatch(line):
        return True
    return _CREDIT.fullmatch(line) is not None and not _SENTENCE_END.search(line)


def _drop_head(lines: list[str], title: str) -> list[str]:
    folded = fold_text(title)
    for index, line in enumerate(lines[:-1]):
        is_title = folded and fold_text(line) == folded
        is_head = len(line) <= _LONGEST_NOTE and _HEAD.search(line) and not _SENTENCE_END.search(line)
        if not (is_title or is_head):
            return lines[index:]
    return lines[-1:]


def _cut_end(lines: list[str]) -> list[str]:
    total = sum(map(len, lines))
    before = 0
    for index, line in enumerate(lines):
        is_late = index > 0 and before >= _LEAST_BEFORE_END * total
        if is_late and len(line) <= _LONGEST_END and _END.fullmatch(line):
            return lines[:index]
        before += len(line)
    return lines


def _drop_tail(lines: list[str]) -> list[str]:
    while len(lines) > 1 and len(lines[-1]) <= _LONGEST_NOTE and _TAIL.fullmatch(lines[-1]):
        lines = lines[:-1]
    return lines
