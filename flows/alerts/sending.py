"""Sending alerts: to URLs through apprise and to a command of one's own, in processes that have their time.

Nothing here knows why an alert is sent. What a target holds is secret: it travels by stdin, never as
an argument or in a log, and what is told of it is concealed.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Any, cast

from flows.alerts.alert import Alert
from flows.text.secrets import conceal_command, conceal_url, scrub

LONGEST = 15.0  # seconds for all targets together
_LONGEST_REASON = 200
_NOT_IN_TIME = "no answer within {:.0f} s"
# A command gets the alert, and not the other targets' secrets.
_SECRETS = ("AINEWS_ALERT_URLS", "AINEWS_ALERT_COMMAND")


@dataclass(frozen=True, slots=True)
class Targets:
    """Where alerts go: apprise's URLs, and the words of a command, empty for none."""

    urls: tuple[str, ...] = field(default=(), repr=False)
    command: tuple[str, ...] = field(default=(), repr=False)

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.urls or self.command)

    @property
    def names(self) -> list[str]:
        """Name each target without its secret, URLs first; a number tells two of one kind apart."""
        names = [*map(conceal_url, self.urls)]
        names += [conceal_command(list(self.command))] if self.command else []
        return [
            f"{name} ({names[:number].count(name) + 1})" if names.count(name) > 1 else name
            for number, name in enumerate(names)
        ]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came of one alert at one target: why it did not arrive, empty if it did."""

    alert: Alert
    target: str
    reason: str

    @property
    def told(self) -> str:
        """Say it in a line."""
        if self.reason:
            return f"Alert `{self.alert.kind}` NOT sent to {self.target}: {self.reason}"
        return f"Alert `{self.alert.kind}` sent to {self.target}"


def send(targets: Targets, alerts: Sequence[Alert], seconds: float = LONGEST) -> list[Delivery]:
    """Send alerts to all targets at once; after so many seconds in all what is not sent is given up."""
    if not (targets and alerts):
        return []
    end = time.monotonic() + seconds
    running: list[_Process] = []
    try:
        order = {
            "seconds": int(seconds) + 1,
            "urls": targets.urls,
            "messages": [{"title": alert.title, "text": alert.text, "type": alert.type} for alert in alerts],
        }
        delivering = [sys.executable, "-m", "flows.alerts.delivery"]
        if targets.urls:
            running.append(_Process(delivering, json.dumps(order), dict(os.environ)))
        if targets.command:
            running += [_start_command(targets.command, alert) for alert in alerts]
        for process in running:
            process.wait(end)
        deliveries = _read_deliveries(targets, alerts, running.pop(0), seconds) if targets.urls else []
        for alert, process in zip(alerts, running, strict=False):
            reason = process.tell_failure(seconds, [*targets.command[1:], *targets.urls])
            deliveries.append(Delivery(alert, targets.names[-1], reason))
        return deliveries
    finally:
        for process in running:
            process.kill()


class _Process:
    """A process with a text on its stdin; what it writes goes to files that have no name."""

    def __init__(self, words: Sequence[str], text: str, environment: dict[str, str]) -> None:
        self.output: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - they go with us
        self.errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self.trouble = ""
        self.process: subprocess.Popen[bytes] | None = None
        try:
            self.process = subprocess.Popen(
                words,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=self.output,
                stderr=self.errors,
                start_new_session=True,  # Ctrl-C is for us, and it ends with all that it started
            )
        except (OSError, ValueError) as error:
            self.trouble = f"cannot be started: {getattr(error, 'strerror', None) or type(error).__name__}"
            return
        with suppress(BrokenPipeError), cast(IO[bytes], self.process.stdin) as stdin:
            stdin.write(text.encode(errors="replace"))  # it need not read: a pipe takes 64 kB unread

    def wait(self, end: float) -> None:
        """Wait for its end, at most until then by the monotonic clock; then end it."""
        if self.process:
            try:
                self.process.wait(max(0.0, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.kill()
                self.trouble = "killed"

    def kill(self) -> None:
        """End it with all that it started."""
        if self.process and self.process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def read(self, stream: IO[bytes]) -> list[str]:
        """Return the lines written so far."""
        stream.seek(0)
        return stream.read().decode(errors="replace").splitlines()

    def tell_failure(self, seconds: float, secrets: Sequence[str]) -> str:
        """Say why it failed, with its last words but for secrets; empty if it did not."""
        if self.trouble == "killed":
            return _NOT_IN_TIME.format(seconds)
        if self.trouble or not self.process or not self.process.returncode:
            return self.trouble
        said = [line.strip() for line in self.read(self.errors) if line.strip()]
        last = f": {scrub(said[-1], secrets)}" if said else ""
        return f"exit code {self.process.returncode}{last}"[:_LONGEST_REASON]


def _start_command(words: Sequence[str], alert: Alert) -> _Process:
    """Run the command with the alert as JSON on its stdin and its essentials in the environment."""
    data = alert.to_data()
    facts = {
        f"AINEWS_ALERT_{name.upper()}": str(data[name]).replace("\0", "")
        for name in ("kind", "title", "text", "host", "home", "run_id")
    }
    inherited = {name: value for name, value in os.environ.items() if name not in _SECRETS}
    return _Process(words, json.dumps(data, ensure_ascii=False, default=str), inherited | facts)


def _read_deliveries(
    targets: Targets, alerts: Sequence[Alert], process: _Process, seconds: float
) -> list[Delivery]:
    """Return what came of each alert at each URL; what the process did not tell did not arrive."""
    results: dict[tuple[int, int], str] = {}
    for line in process.read(process.output):
        with suppress(ValueError, KeyError, TypeError):  # a line cut where it was killed
            result: dict[str, Any] = json.loads(line)
            results[result["target"], result["message"]] = str(result["reason"])
    silent = process.tell_failure(seconds, targets.urls) or "its process ended without a word"
    return [
        Delivery(alert, name, results.get((target, message), silent))
        for target, (name, _) in enumerate(zip(targets.names, targets.urls, strict=False))
        for message, alert in enumerate(alerts)
    ]
