"""What is worth an alert, in words for people: a failure, a dead run, data that stand still, an all-clear.

Pure: it is given what a run met, and says it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flows.alerts.alert import Alert, Data, Kind, Place, count_days, tell_time
from flows.alerts.memory import Incident
from warehouse.errors import ChecksFailed, Failure

_MOST_CRASHED = 3  # run ids that an alert names


@dataclass(frozen=True, slots=True)
class Scene:
    """Where something is seen: the place, and the command and run (empty before it has an id) that see it."""

    place: Place
    command: str
    run_id: str = ""

    def describe_failure(self, failure: Failure, data: Data | None, checks: Iterable[str]) -> Alert:
        """Tell how a run failed; `checks` are those that found rows, and make one failed check another."""
        return self._make(
            Kind.CHECK if isinstance(failure, ChecksFailed) else Kind.FAILURE,
            failure.message,
            failure.hint,
            facts=(_tell_data(data),),
            about=" ".join(sorted(name for name in checks if f"{name}: " in failure.message)),
        )

    def describe_crash(self, run_ids: Sequence[str]) -> Alert:
        """Tell of runs that were found dead."""
        names = "、".join(run_ids[-_MOST_CRASHED:])
        return self._make(
            Kind.CRASH,
            f"运行 {names} 没有正常结束，共 {len(run_ids)} 次；本次运行从已提交的数据继续",
            "看看是否内存不足（dmesg）或断过电；已提交的数据不会丢失",
            about="crashed",
        )

    def describe_staleness(self, data: Data, now: datetime) -> Alert:
        """Tell for how many days nothing new came."""
        return self._make(
            Kind.STALE,
            f"已 {count_days(data.changed_at, now)} 天没有新数据",
            "检查数据来源：种子文件是否还在送来（ainews plan），网页是否抓得到（ainews status）",
            facts=(_tell_data(data),),
            about="stale",
        )

    def describe_recovery(self, closed: Sequence[Incident]) -> Alert:
        """Tell that what people had been told of is well again."""
        first, times = min(each.since for each in closed), sum(each.times for each in closed)
        kinds = "、".join(sorted({each.kind for each in closed}))
        message = f"{self.command} 已成功；自 {tell_time(first)} 起的 {times} 次问题已解除（{kinds}）"
        return self._make(Kind.RECOVERY, message)

    def _make(
        self, kind: Kind, message: str, hint: str = "", facts: tuple[str, ...] = (), about: str = ""
    ) -> Alert:
        return Alert(kind, self.place, self.command, message, hint, self.run_id, facts, about)


def is_stale(data: Data, now: datetime, days: int) -> bool:
    """Whether nothing changed for so many days of Asia/Shanghai; 0 days are no limit."""
    return 0 < days <= count_days(data.changed_at, now)


def _tell_data(data: Data | None) -> str:
    if data is None:
        return "没有可读的已发布数据"
    return f"已发布：{data.articles:,} 篇文章，最近变动 {tell_time(data.changed_at)}"
