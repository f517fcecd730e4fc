"""Progress of long work: bars on a terminal, plain lines elsewhere, nothing for programs."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as RichBars

# Elsewhere than on a terminal a line each few seconds is enough for a log.
_SECONDS_BETWEEN_LINES = 5.0


# A stage of work: the context gives what is called with the number of things just done.
Stage = AbstractContextManager[Callable[[int], None]]


class Progress(Protocol):
    """What a step tells while it works."""

    def say(self, text: str) -> None:
        """Say one line that stays."""

    def warn(self, text: str) -> None:
        """Say one line that nobody may miss, also where progress is not wanted."""

    def stage(self, title: str, total: int) -> Stage:
        """Begin a stage of `total` things."""


class Silent:
    """No progress: for programs and tests."""

    def say(self, text: str) -> None:
        """Say nothing."""

    def warn(self, text: str) -> None:
        """Say it to whoever reads the errors."""
        sys.stderr.write(f"Warning: {text}\n")

    @contextmanager
    def stage(self, title: str, total: int) -> Iterator[Callable[[int], None]]:
        """Count nothing."""
        yield lambda done: None


class Told:
    """Lines told to a function, such as a logger's: now and then while a stage lasts."""

    def __init__(self, tell: Callable[[str], object], clock: Callable[[], float] = time.monotonic) -> None:
        self.tell = tell
        self.clock = clock

    def say(self, text: str) -> None:
        """Tell the line."""
        self.tell(text)

    def warn(self, text: str) -> None:
        """Tell the line, marked."""
        self.tell(f"Warning: {text}")

    @contextmanager
    def stage(self, title: str, total: int) -> Iterator[Callable[[int], None]]:
        """Tell how far the stage is, at most every few seconds."""
        done, said_at = 0, self.clock()

        def advance(number: int) -> None:
            nonlocal done, said_at
            done += number
            if self.clock() - said_at >= _SECONDS_BETWEEN_LINES:
                said_at = self.clock()
                self.tell_stage(title, done, total)

        yield advance

    def tell_stage(self, title: str, done: int, total: int) -> None:
        """Tell how far the stage is."""
        self.tell(f"{title}: {done:,} of {total:,}")


class Pair:
    """Progress for two: each is told all."""

    def __init__(self, first: Progress, second: Progress) -> None:
        self.first = first
        self.second = second

    def say(self, text: str) -> None:
        """Tell both the line."""
        self.first.say(text)
        self.second.say(text)

    def warn(self, text: str) -> None:
        """Warn both."""
        self.first.warn(text)
        self.second.warn(text)

    @contextmanager
    def stage(self, title: str, total: int) -> Iterator[Callable[[int], None]]:
        """Begin the stage for both."""
        with self.first.stage(title, total) as first, self.second.stage(title, total) as second:

            def advance(number: int) -> None:
                first(number)
                second(number)

            yield advance


class Bars:
    """A bar on a terminal for each stage, gone when it ends."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def say(self, text: str) -> None:
        """Print the line."""
        self.console.print(text, markup=False, soft_wrap=True)  # a home may be called [x]

    def warn(self, text: str) -> None:
        """Print the line, marked."""
        self.say(f"Warning: {text}")

    @contextmanager
    def stage(self, title: str, total: int) -> Iterator[Callable[[int], None]]:
        """Show the stage as a bar."""
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with RichBars(*columns, console=self.console, transient=True) as bars:
            task = bars.add_task(title, total=total)
            yield lambda done: bars.advance(task, done)


def make_progress(console: Console, *, quiet: bool = False) -> Progress:
    """Choose by where the output goes."""
    if quiet:
        return Silent()
    return (
        Bars(console) if console.is_terminal else Told(partial(console.print, markup=False, soft_wrap=True))
    )
