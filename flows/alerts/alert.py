"""An alert, and how it is told: short, in Chinese, in plain text that reads well on a phone."""

import hashlib
import re
import shlex
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import pytz

# As people here see time.
_ZONE = pytz.timezone("Asia/Shanghai")
_LONGEST = 400  # characters of a failure's own words; the rest is in `ainews status`

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
# What would call everybody in a chat, or be markup there: a title may say it.
_CALL = re.compile(r"(?<=@)(?=all|everyone|here|channel|所有人)|(?<=<)(?=[!@#])", re.IGNORECASE)
_NUMBERS = re.compile(r"[0-9a-f]*\d[0-9a-f]*", re.IGNORECASE)


class Kind(StrEnum):
    """What an alert is about."""

    FAILURE = "failure"
    CHECK = "check"
    CRASH = "crash"
    STALE = "stale"
    RECOVERY = "recovery"
    TEST = "test"


_TITLES = {
    Kind.FAILURE: "运行失败",
    Kind.CHECK: "检查未通过，没有发布",
    Kind.CRASH: "上次运行中断（进程被杀死、断电或内存不足）",
    Kind.STALE: "很久没有新数据",
    Kind.RECOVERY: "恢复正常",
    Kind.TEST: "测试消息",
}
_TYPES = {Kind.STALE: "warning", Kind.RECOVERY: "success", Kind.TEST: "info"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where it happened: the machine and the home, as an absolute path."""

    host: str
    home: str


@dataclass(frozen=True, slots=True)
class Data:
    """What is published: how many articles, and when one last changed (an instant)."""

    articles: int
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Alert:
    """Something that people should know of: what happened (`message`) and what to do (`hint`).

    `command` and `run_id` tell which run, `facts` are further lines, `about` is what makes two alerts of
    a kind the same (else the message, but for its numbers). `since` is when it began, `times` how
    often it was seen since then, `suppressed` how many alerts like it were not sent meanwhile.
    """

    kind: Kind
    place: Place
    command: str
    message: str
    hint: str = ""
    run_id: str = ""
    facts: tuple[str, ...] = ()
    about: str = ""
    since: datetime | None = None
    times: int = 1
    suppressed: int = 0

    @property
    def key(self) -> str:
        """Name what is the same alert again; it holds nothing of the message."""
        about = self.about or _NUMBERS.sub("0", self.message[:_LONGEST])
        digest = hashlib.sha256(about.encode(errors="replace")).hexdigest()[:12]
        return f"{self.kind}:{self.command}:{digest}"

    @property
    def title(self) -> str:
        """Say in one line what happened, and on which machine."""
        what = f"{_TITLES[self.kind]}：{self.command}" if self.kind is Kind.FAILURE else _TITLES[self.kind]
        return plain(f"[ainews] {what}（{self.place.host}）")

    @property
    def type(self) -> str:
        """Name how grave it is, as apprise does: some targets show it as a colour."""
        return _TYPES.get(self.kind, "failure")

    @property
    def text(self) -> str:
        """Tell the essentials, a line each."""
        lines = [plain(self.message), f"怎么办：{plain(self.hint)}" if self.hint else ""]
        if self.run_id:
            lines.append(f"运行：{self.command} {self.run_id}")
        if self.since and self.times > 1:
            lines.append(f"自 {tell_time(self.since)} 起第 {self.times} 次")
        lines += [*map(plain, self.facts), f"位置：{plain(self.place.host)}:{plain(self.place.home)}"]
        if self.suppressed:
            lines.append(f"此前另有 {self.suppressed} 次同样的告警没有发送")
        lines.append(f"查看：ainews status --home {plain(shlex.quote(self.place.home))}")
        return "\n".join(filter(None, lines))

    def to_data(self) -> dict[str, Any]:
        """Return it as plain data, for a command of one's own."""
        return {
            "kind": self.kind.value,
            "title": self.title,
            "text": self.text,
            **asdict(self.place),
            "command": self.command,
            "run_id": self.run_id,
            "message": plain(self.message),
            "hint": plain(self.hint),
            "since": self.since.isoformat() if self.since else None,
            "times": self.times,
            "suppressed": self.suppressed,
        }


def plain(text: str) -> str:
    """Return a text of unknown origin as one line that steers nothing and calls nobody, shortened."""
    line = _CALL.sub("\u200b", " ".join(_CONTROL.sub(" ", text).split()))
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def tell_time(instant: datetime) -> str:
    """Tell an instant as people here see it."""
    return f"{instant.astimezone(_ZONE):%Y-%m-%d %H:%M}"


def count_days(earlier: datetime, later: datetime) -> int:
    """Count the midnights of Asia/Shanghai between two instants."""
    return (_local_date(later) - _local_date(earlier)).days


def _local_date(instant: datetime) -> date:
    return instant.astimezone(_ZONE).date()
