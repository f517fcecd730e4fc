"""The command for alerts: alerts, which shows where they go and what was told, and tries it out."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from flows.commands.common import (
    FAILED,
    WRONG_USAGE,
    HomeOption,
    JsonOption,
    err,
    line,
    make_printable,
    out,
    print_json,
    settings_of,
)
from flows.commands.output import print_table
from warehouse.wording import count_of

if TYPE_CHECKING:
    from flows.alerts.memory import Memory
    from flows.alerts.sending import Targets
    from flows.settings import Settings

_LESSON = """\
No target is set: nobody is told when a run fails. In ainews.toml (for your eyes: chmod 600) set some of:

alert_urls = [
    "wecombot://KEY",                         # WeCom: the key in the webhook address of a group's bot
    "dingtalk://SECRET@TOKEN",                # DingTalk: a robot's access_token, before it what it signs with
    "feishu://TOKEN",                         # Feishu: the end of the webhook address of a group's bot
    "slack://TOKEN_A/TOKEN_B/TOKEN_C",        # Slack: the three parts of an incoming webhook's address
    "mailtos://USER:PASSWORD@smtp.example.com?from=ainews@example.com&to=you@example.com",
]
alert_command = ["/home/me/bin/page-me"]      # or a program of your own: JSON on its stdin

or AINEWS_ALERT_URLS in the environment, blanks between several. Where a robot wants a keyword: ainews.
More than a hundred others: https://appriseit.com. Then try it: ainews alerts --test"""


def alerts(
    test: Annotated[
        bool, typer.Option("--test", help="Send a test message to each target, and tell what came of it.")
    ] = False,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Show where alerts go and what was told; --test sends a test message.

    People are told of a run that failed, was found dead, or broke a check, of data that did not change
    for alert_after_days, and when all is well again. What a target holds is never shown.
    """
    from flows.alerts.memory import MemoryFile
    from flows.steps.watch import targets_of

    settings = settings_of(home=home)
    targets = targets_of(settings)
    if test:
        _test(settings, targets, json)
        return
    memory = MemoryFile(settings.home).read()
    if json:
        print_json({"targets": targets.names, "alerts": _list(memory)})
        return
    if not targets:
        out.print(_LESSON, markup=False, soft_wrap=True)
    for name in targets.names:
        line("target", make_printable(name))
    days, hours = settings.alert_after_days, settings.alert_every_hours
    line("nothing new", f"told after {count_of(days, 'day')}" if days else "not told")
    line("the same", f"once in {hours:g} {'hour' if hours == 1 else 'hours'} at the most")
    _print_memory(memory)


def _test(settings: "Settings", targets: "Targets", json: bool) -> None:
    from flows.alerts.alert import Alert, Kind
    from flows.alerts.sending import send
    from flows.steps.watch import place_of

    if not targets:
        if json:
            print_json([])
        err.print(_LESSON, markup=False, soft_wrap=True)
        raise typer.Exit(WRONG_USAGE)
    message = "这是 ainews 的测试消息：告警会发到这里。"
    deliveries = send(targets, [Alert(Kind.TEST, place_of(settings), "alerts", message)])
    if json:
        print_json([{"target": each.target, "reason": each.reason or None} for each in deliveries])
    for each in deliveries if not json else ():
        told = Text(f"NOT sent: {each.reason}", style="red") if each.reason else Text("sent", style="green")
        out.print(Text.assemble(f"  {make_printable(each.target)}  ", told), soft_wrap=True)
    if any(each.reason for each in deliveries):
        raise typer.Exit(FAILED)


def _print_memory(memory: "Memory") -> None:
    rows = _list(memory)
    if not rows:
        line("told", "nothing so far")
        return
    columns = ("kind", "command", "since", "times", "sent_at", "suppressed")
    cells = []
    for row in rows:
        now = Text("open", style="red") if row["is_open"] else Text("well", style="green")
        cells.append([*(row[name] or "" for name in columns), now])
    print_table(("alert", "command", "since", "seen", "last told", "not told since", "now"), cells)


def _list(memory: "Memory") -> list[dict[str, object]]:
    """Return what is remembered, the latest first, times in Asia/Shanghai."""
    from flows.alerts.alert import tell_time

    return [
        {
            "kind": each.kind,
            "command": each.command,
            "since": tell_time(each.since),
            "seen_at": tell_time(each.seen_at),
            "times": each.times,
            "sent_at": tell_time(each.sent_at) if each.sent_at else None,
            "suppressed": each.suppressed,
            "is_open": each.is_open,
        }
        for each in sorted(memory.values(), key=lambda each: each.seen_at, reverse=True)
    ]
