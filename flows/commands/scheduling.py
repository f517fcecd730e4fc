"""The command that stays: schedule, which runs the main job by cron or at every span of time."""

import signal
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.markup import escape

from flows.commands.common import (
    HomeOption,
    MoreSeeds,
    QuietOption,
    RefetchOption,
    SeedsOption,
    StrictOption,
    Terminated,
    err,
    line,
    out,
    seeds_of,
    settings_of,
    stop_cleanly,
)
from flows.errors import UsageError


def schedule(
    seeds: SeedsOption = None,
    more: MoreSeeds = None,
    refetch: RefetchOption = None,
    home: HomeOption = None,
    strict: StrictOption = None,
    cron: Annotated[
        str | None,
        typer.Option("--cron", help='When to run (default: "30 2 * * *", each night at half past two).'),
    ] = None,
    every: Annotated[
        str | None, typer.Option("--every", metavar="SPAN", help="Instead of --cron: 6h, 90m, 1d12h.")
    ] = None,
    timezone: Annotated[str, typer.Option("--timezone", help="Time zone of the schedule.")] = "Asia/Shanghai",
    quiet: QuietOption = False,
) -> None:
    """Run the main job on a schedule, tracked by Prefect, until Ctrl-C.

    Starts a Prefect server on this machine if none is given by PREFECT_API_URL; its page shows
    runs, logs and reports. After an outage one run makes up for those missed. For a schedule
    without Prefect let cron or systemd call `ainews run`.
    """
    if cron and every:
        raise UsageError("--cron and --every: only one of them makes a schedule.", "Leave one out.")
    from flows.liveness import hold_schedule
    from flows.progress import make_progress
    from flows.server import find_server, set_environment

    settings = settings_of(seeds=seeds_of(seeds, more), refetch=refetch, home=home, strict=strict)
    stop_cleanly()
    server = find_server(settings)
    set_environment(settings, server.api_url)
    from flows.schedule import read_timing, register
    from flows.steps.alerting import failures_told

    timing = read_timing(cron or "30 2 * * *", every, timezone)
    progress = make_progress(err, quiet=quiet)
    with hold_schedule(settings.home, datetime.now(UTC)), failures_told(settings, progress, "schedule"):
        server.start(settings, progress)
        try:
            service = register(settings, timing, server, datetime.now(UTC))
            out.print(f"[bold]Scheduled[/] {escape(timing.told)}, {timezone}.")
            line("next run", f"{service.next_due:%Y-%m-%d %H:%M:%S}")
            if service.is_catching_up:
                line("at once", "one run for those missed since the last success")
            line("warehouse", escape(str(settings.home.absolute())))
            line("Prefect", escape(service.url))
            out.print("Ctrl-C stops it, with its server and a run in progress.")
            stopped_by = service.runner.serve()
        finally:
            server.stop()
    raise Terminated if stopped_by is signal.SIGTERM else KeyboardInterrupt
