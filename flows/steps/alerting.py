"""Alerts around a step: people are told of what goes wrong in it, if there is anywhere to tell it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from flows.progress import Progress
from flows.settings import Settings
from flows.steps.session import Clock, listener, read_clock
from warehouse.session import is_stop

P = ParamSpec("P")
S = TypeVar("S")


def alerting(
    step: Callable[Concatenate[Settings, Progress, P], S],
) -> Callable[Concatenate[Settings, Progress, P], S]:
    """Let people know of what goes wrong in a step; their clock is the step's `now`."""

    @wraps(step)
    def told(settings: Settings, progress: Progress, /, *args: P.args, **kwargs: P.kwargs) -> S:
        now: Any = kwargs.get("now", read_clock)
        with _watched(settings, progress, step.__name__, now):
            return step(settings, progress, *args, **kwargs)

    return told


@contextmanager
def failures_told(settings: Settings, progress: Progress, command: str) -> Iterator[None]:
    """Tell by an alert if the block fails, and of nothing else; raise what it raises."""
    try:
        yield
    except Exception as error:
        if _has_targets(settings):
            from flows.steps.watch import Watch

            Watch(settings, progress, command, read_clock).end(error)
        raise


@contextmanager
def _watched(settings: Settings, progress: Progress, command: str, now: Clock) -> Iterator[None]:
    """Tell by alerts how the block ends, and of runs that it finds dead; raise what it raises."""
    if not _has_targets(settings):
        yield
        return
    from flows.steps.watch import Watch  # some hundredths of a second that other runs save

    watch = Watch(settings, progress, command, now)
    token = listener.set(watch.begin)
    try:
        yield
    except BaseException as error:
        if not is_stop(error):
            watch.end(error)
        raise
    else:
        watch.end(None)
    finally:
        listener.reset(token)


def _has_targets(settings: Settings) -> bool:
    return bool(settings.alert_urls or settings.alert_command.get_secret_value())
