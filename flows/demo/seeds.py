"""Stories as seed files, as annotators would hand them in: a file a day, in several forms, with faults."""

import csv
import io
import json
from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from pathlib import Path

from flows.demo.stories import Story

_KEYS = ("标题", "链接", "总结", "关键词", "AI技术", "行业", "重大事件摘要")
_EVERY = 23  # days: one in so many has a fault, of the kinds below in turn
_OTHER_FORM = 6  # one day in so many comes as JSON lines, another as CSV


def write_seeds(folder: Path, stories: Iterable[Story], now: datetime) -> None:
    """Write the files of the days of these stories as they are at an instant, where these changed."""
    for day, told in groupby(stories, key=lambda story: story.published_at.date()):
        name, content = _make_file(day, [_make_record(story, now) for story in told])
        path = folder / f"{day:%Y-%m}" / name
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def _make_record(story: Story, now: datetime) -> dict[str, str]:
    paragraphs = story.tell(now)
    given = paragraphs[:-1] if story.given == len(story.paragraphs) - 1 else paragraphs[: story.given]
    text = "\u3000\u3000".join((f"本报记者 {story.author}", *given, paragraphs[-1]))
    values = (
        story.title,
        _spoil_link(story),
        text,
        ", ".join(story.tags),
        "、".join(story.technologies),
        "，".join(story.industries),
        story.event_summary,
    )
    return dict(zip(_KEYS, values, strict=True))


def _spoil_link(story: Story) -> str:
    """Return its link, now and then as careless people write it."""
    if story.number % 211 == 7:
        return story.url.removeprefix("https://")
    if story.number % 419 == 11:
        return f"见{story.outlet.name}当日报道"
    return f"{story.url}?utm_source=share" if story.number % 5 == 0 else story.url


def _make_file(day: date, records: list[dict[str, str]]) -> tuple[str, bytes]:
    """Return name and content of a day's file; its number decides form and fault."""
    number, name = day.toordinal(), f"{day}"
    if number % _EVERY == 0:
        return f"{name}.txt", _spoil(_as_text(records), number // _EVERY)
    if number % _OTHER_FORM == 2:
        lines = [json.dumps(record, ensure_ascii=False) for record in records]
        if number % 5 == 0:
            lines.append('{"标题": "这一行没有写完')
        return f"{name}.jsonl", ("\n".join(lines) + "\n").encode()
    if number % _OTHER_FORM == 4:
        table = io.StringIO()
        writer = csv.DictWriter(table, _KEYS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(records)
        return f"{name}.csv", table.getvalue().encode("utf-8-sig")
    return f"{name}.txt", _as_text(records).encode()


def _as_text(records: list[dict[str, str]]) -> str:
    told = ["\n".join(f"{key}: {value}" for key, value in record.items()) for record in records]
    return "\n\n-----\n\n".join(told) + "\n"


def _spoil(text: str, number: int) -> bytes:
    """Return a day's file with one of the faults that real folders have."""
    first_title, last = text.partition("\n")[0], "重大事件摘要: "
    faults = (
        lambda: text.encode("gb18030"),  # none: only another encoding
        lambda: ("编者注：以下为当日稿件（演示数据）。\n" + text).encode(),
        lambda: text.encode().replace("。".encode(), b"\xff", 1),
        lambda: text.replace(first_title, "标题:", 1).encode(),
        lambda: text.replace("总结: ", "备注: ", 1).encode(),
        lambda: text.replace(last, f"行业: 综合\n{last}", 1).encode(),
        lambda: text.encode() + "\n-----\n\n标题:\n链接:\n关键词: 演示数据\n".encode(),
    )
    return faults[number % len(faults)]()


def write_strays(folder: Path) -> None:
    """Write what has no business in a folder of seeds, and is found there all the same."""
    strays = {
        "会议纪要.txt": "周一例会：下周起由值班编辑核对标签。（演示数据）\n".encode(),
        "空.txt": b"",
        "扫描件.txt": bytes(range(32)) * 40,
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in strays.items():
        (folder / name).write_bytes(content)
