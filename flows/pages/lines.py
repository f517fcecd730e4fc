"""The lines of an article's part: what is no article is taken off, the same way for all sites."""

import re
from collections.abc import Iterable

from flows.text.identity import fold_text

# Furniture that stands alone in its line, wherever it stands.
_FURNITURE = re.compile(
    r"""[【\[（(<\s]*(?:
    举报\s*[/／]\s*反馈 | 举报 | 纠错 | 分享让更多人看到 | 返回搜狐[，,]\s*查看更多 | 查看更多 | 展开全文 | 阅读全文 | 阅读原文
    | 点击查看(?:原文|大图|更多) | 点击(?:图片)?(?:进入|播放).{0,12} | 广告 | 赞助商?链接 | 推广
    | 分享到?[:：]?(?:\s*(?:微信|微博|QQ空间|QQ|朋友圈|新浪微博))* | 字[号体][:：]?[\s大中小超特|]* | (?:大\s*)?中\s*小 | [Aa]\s?[+-]\s*(?:[Aa]\s?[+-])?
    | 打印(?:本[页文])? | 关闭(?:窗口)? | 收藏 | 复制链接 | 评论\s*\d* | 我要评论 | 点赞 | \d*\s*阅读 | 阅读[:：]?\s*\d+ | 听新闻 | 语音播报 | 点击播报.{0,20}
    | APP内打开 | 打开APP.{0,10} | 下载(?:客户端|APP).{0,12} | 扫(?:一扫|码).{0,20} | 微信扫一扫.{0,20} | 关注公众号[:：]?.{0,20}
    | [\d\s]*(?:上一页|下一页)[\d\s]*(?:下一页|尾页|末页)?[\d\s]* | 图集
    | 进入【.{1,20}】讨论 | 参与互动 | 上一[篇页条][:：]?.{0,60} | 下一[篇页条][:：]?.{0,60} | 返回(?:首页|顶部|列表)
    | (?:END|完|本文完|全文完|正文完)
    )[】\]）)>\s]*""",
    re.VERBOSE | re.IGNORECASE,
)
# Credits and notes that take a line, of any name.
_CREDIT = re.compile(
    r"""[【\[（(<\s]*(?:
    (?:责任|本文|本期|值班|网络|网页|文字|执行|新媒体|栏目|实习|见习|助理|版面|融媒)?(?:编\s?辑|责\s?编|主\s?编|编\s?审|校\s?对|审\s?[核校读]|监\s?制|初审|复审|终审|签发|排版|美编|制图|制作|录入|录入员|发稿人|发布人|审稿人)(?:人|者)?
    (?:\s*[/、]\s*(?:编辑|校对|审核|排版))?\s*[:：丨|｜/／].{0,40}
    | (?:原标题|原文标题|原题|原文链接|本文原载|文章来源|本文来源|稿件来源|信息来源|新闻来源|来源网址|原文出处|转自|转载自|摘自)\s*[:：].{0,100}
    | (?:来源|出处|作者|发布时间|发布日期|发布者|时间|日期|浏览次数|浏览量|点击数|点击率|点击量|访问量|阅读次数|阅读量|字体|分享|标签|关键词|关键字|Tags?)\s*[:：].{0,60}
    | (?:图片|图|题图|配图|封面图?|头图|视频|图文|素材)(?:来源|源|片来源|片提供)\s*[:：丨|｜/／].{0,40}
    | 转载请(?:注明|联系).{0,60} | 未经(?:授权|许可|允许|书面).{0,60} | 本文(?:系|为).{0,30}(?:原创|独家).{0,60}
    )[】\]）)>\s]*""",
    re.VERBOSE | re.IGNORECASE,
)
# Where one of these begins, the article has ended, if most of it stands before.
_END = re.compile(
    r"""[【\[（(<>》■◆▼▍|\s]*(?:
    (?:相关|推荐|延伸|扩展|更多|热门|精彩|往期|猜你|大家|编辑)(?:阅读|新闻|链接|报道|文章|推荐|专题|回顾|资讯|喜欢|都爱看|精彩|话题|资料|稿件)
    | (?:特别|免责|版权|郑重|法律)(?:声明|申明).{0,400} | (?:网友|最新|热门|全部)?评论(?:区)?
    | 声\s?明\s*[:：].{0,400} | 海量资讯、精准解读.{0,40} | 以上内容与.{0,30}立场无关.{0,80}
    )[】\]）)>\s]*[:：]?""",
    re.VERBOSE,
)
# A line of date and source, as it stands below a title.
_ORIGIN = re.compile(r"(?:19|20)\d\d\s*[-/年.]\s*\d{1,2}\s*[-/月.]\s*\d{1,2}\s*日?\s*(?:\d{1,2}[:：]\d\d|$)|来源\s*[:：]")
_SENTENCE_END = re.compile("[。！？!?]")
_LONGEST_NOTE = 120  # a longer line is text, whatever it begins with
_LEAST_BEFORE_END = 0.5


def clean_lines(lines: Iterable[str], title: str = "") -> list[str]:
    """Return an article's lines without its title, furniture, credits and what follows its end."""
    kept = [line for line in lines if not is_furniture(line)]
    kept = _cut_end(kept)
    return _drop_head(kept, title)


def is_furniture(line: str) -> bool:
    """Whether a line is furniture of the site or a credit, and no sentence of the article."""
    if len(line) > _LONGEST_NOTE:
        return False
    return bool(_FURNITURE.fullmatch(line) or (_CREDIT.fullmatch(line) and not _SENTENCE_END.search(line[:-1])))


def _cut_end(lines: list[str]) -> list[str]:
    total = sum(map(len, lines))
    before = 0
    for index, line in enumerate(lines):
        if before >= _LEAST_BEFORE_END * total and index and _END.fullmatch(line):
            return lines[:index]
        before += len(line)
    return lines


def _drop_head(lines: list[str], title: str) -> list[str]:
    """Take off what repeats the head of the page above the first sentence: title, date and source."""
    folded = fold_text(title)
    for index, line in enumerate(lines[:-1]):
        is_title = folded and fold_text(line) == folded
        is_origin = len(line) <= _LONGEST_NOTE and _ORIGIN.search(line) and not _SENTENCE_END.search(line)
        if not (is_title or is_origin):
            return lines[index:]
    return lines[-1:]
