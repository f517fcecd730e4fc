"""Stories as pages, in the three layouts that the invented outlets use."""

from datetime import datetime
from html import escape

from flows.demo.stories import Story

_HEADS = {
    "meta": (
        '<meta property="article:published_time" content="{at:%Y-%m-%dT%H:%M:%S}+08:00">',
        "<p><span>{at:%Y-%m-%d %H:%M:%S}</span> <span>来源：{outlet}</span> <span>作者：{author}</span></p>",
    ),
    "info": (
        "",
        '<div class="info">{at:%Y年%m月%d日 %H:%M}　来源：{outlet}　记者：{author}</div>',
    ),
    "line": (
        "",
        '<div class="time">发布日期：{at:%Y-%m-%d}</div><div class="from">来源：{outlet}</div>',
    ),
}
_PAGE = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title} - {outlet}</title>{meta}</head>
<body><nav><a href="/">首页</a> <a href="/list">滚动</a> <a href="/about">关于{outlet}</a></nav>
<div class="main"><h1>{title}</h1>{head}
<div class="text">
{text}
</div></div>
<footer><a href="/about">关于我们</a> <a href="/contact">联系方式</a> 演示页面，内容均为虚构</footer>
</body></html>
"""


def make_page(story: Story, now: datetime, paragraphs: tuple[str, ...] | None = None) -> bytes:
    """Return the page of a story as it is at an instant, or with other paragraphs on it."""
    meta, head = _HEADS[story.outlet.layout]
    facts = {
        "title": escape(story.title),
        "outlet": escape(f"{story.outlet.name}·演示"),
        "author": story.author,
        "at": story.published_at,
    }
    told = story.tell(now) if paragraphs is None else paragraphs
    return _PAGE.format(
        **facts,
        meta=meta.format(**facts),
        head=head.format(**facts),
        text="\n".join(f"<p>{escape(each)}</p>" for each in told),
    ).encode()
