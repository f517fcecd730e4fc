"""Who wrote it: the byline above a text, or the reporter named in its dateline."""

import re

_HAN_NAME = r"[\u4e00-\u9fff]{1,4}(?:·[\u4e00-\u9fff]{1,8})?"
_SEPARATOR = r"[、，,／/\s]+"
_NAMES = rf"{_HAN_NAME}(?:{_SEPARATOR}{_HAN_NAME}){{0,7}}"
_RANK = r"(?:见习|实习|特约|首席|全媒体|融媒体)*"
_TITLE = rf"{_RANK}(?:记者|通讯员|作者|撰文|采写|评论员|撰稿人|特约撰稿|文)"
_OUTLET = r"(?:本报|本刊|本网|本台|[\u4e00-\u9fff]{2,10}?(?:报|社|网|刊|台|周刊|时报|日报))"
_MARK = r"\s*[:：|｜丨/／]\s*|\s+"
_ELSE = rf"(?:\s*(?:编辑|责编|校对|摄影|(?:\w{{2,4}})?报道)\s*[:：|｜丨/／]?\s*(?:{_NAMES})?)?"
# `本报记者郭冀川`, `作者：张三`, `文/李四`, `记者丨王五 编辑丨赵六`: the whole paragraph. Where no outlet
# stands before it, a mark or blank must stand behind the role: `记者调查` and `文化产业` are headings.
_BYLINE = re.compile(
    rf"[（(【]?(?:(?:本报|本刊|本网|本台){_RANK}记者(?:{_MARK})?|{_OUTLET}?{_TITLE}(?:{_MARK}))"
    rf"(?P<names>{_NAMES}){_ELSE}\s*[）)】]?"
)
# `新华社北京3月1日电（记者张三、李四）`: the names are taken, the text stays.
_DATELINE = re.compile(
    rf"[^。]{{0,40}}?[（(](?:本报|本网|见习|实习)?(?:记者|通讯员)\s*[:：]?\s*(?P<names>{_NAMES})[）)]"
)
_LONGEST_BYLINE = 60


def take_byline(paragraphs: list[str]) -> tuple[list[str], str | None]:
    """Return the paragraphs without the byline above them, and its names joined by 、 (or None)."""
    if not paragraphs:
        return paragraphs, None
    first = paragraphs[0]
    if len(paragraphs) > 1 and len(first) <= _LONGEST_BYLINE and (match := _BYLINE.fullmatch(first)):
        names = join_names(match["names"])
        return (paragraphs[1:], names) if names else (paragraphs, None)
    if match := _DATELINE.match(first):
        return paragraphs, join_names(match["names"])
    return paragraphs, None


def join_names(text: str) -> str | None:
    """Join names written with blanks or commas between them by 、, each once."""
    names = [name for name in re.split(_SEPARATOR, text.strip()) if name]
    return "、".join(dict.fromkeys(names)) or None
