"""Prefect's server for one home: whether one answers, and starting and stopping one of its own.

Nothing here imports Prefect: asking takes milliseconds, importing it a second or more.
Run as a module it is that server, and ends when whoever started it has died, however that came.
"""

import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from flows.progress import Progress
from flows.settings import Settings
from warehouse.errors import Failure

_LOOPBACK = "127.0.0.1"
_LOCAL = (_LOOPBACK, "localhost", "::1")
_LONGEST_START = 120  # seconds; up to 29 were measured on a busy machine of two cores
_LONGEST_STOP = 10.0  # seconds
_SECONDS_A_DAY = 86_400
_QUIET = {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}


class NoServer(Failure):
    """A Prefect server does not start, or stopped."""


@dataclass(slots=True)
class Server:
    """A Prefect server. If it is ours, `start` and `stop` start and stop it; others are left alone.

    `port` is what ours will listen at, held from the first: no other can take it meanwhile.
    """

    api_url: str
    log: Path
    port: socket.socket | None = None
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def is_ours(self) -> bool:
        """Whether we start and stop it."""
        return self.port is not None

    @property
    def ui_url(self) -> str:
        """Where a person looks at it."""
        return self.api_url.removesuffix("/api")

    def start(
        self, settings: Settings, progress: Progress, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """Start it and wait until it is healthy. Raises NoServer with the end of its log."""
        if self.port is None:
            return
        self.process = _spawn(settings, self.port, self.log)
        self.port.close()  # it has its own now
        try:
            self._await_answer(progress, sleep)
        except BaseException:  # Ctrl-C too: what was started here does not stay
            self.stop()
            raise

    def check(self) -> None:
        """Raise NoServer if it is ours and has ended."""
        if self.process and self.process.poll() is not None:
            raise NoServer(f"Prefect's server ended: {_tell_end(self.log)}", f"All that it said: {self.log}")

    def stop(self) -> None:
        """Stop it, if it is ours."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(_LONGEST_STOP)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _await_answer(self, progress: Progress, sleep: Callable[[float], None]) -> None:
        with progress.stage("Starting Prefect's server, in seconds", _LONGEST_START) as advance:
            for _ in range(_LONGEST_START):
                self.check()
                if does_answer(self.api_url, timeout=0.5):
                    return
                sleep(0.5)
                advance(1)
        raise NoServer(f"Prefect's server is not healthy after {_LONGEST_START} s.", f"Its log: {self.log}")


def prefect_home(home: Path) -> Path:
    """Return the folder for what Prefect keeps: never the user's own."""
    return home.absolute() / "prefect"


def given_api(settings: Settings) -> str | None:
    """Return the address of the API that was given, by our setting or by Prefect's."""
    given = settings.prefect_api_url or os.environ.get("PREFECT_API_URL")
    return given.rstrip("/") if given else None


def set_environment(settings: Settings, api_url: str) -> None:
    """Set what Prefect reads when it is imported, here and in the processes started from here.

    Its lines go to its server, and not to the terminal. A proxy set for the world outside is not
    asked for what is on this machine.
    """
    if _is_local(api_url):
        os.environ["NO_PROXY"] = ",".join(filter(None, [os.environ.get("NO_PROXY"), *_LOCAL]))
    folder = prefect_home(settings.home)
    folder.mkdir(parents=True, exist_ok=True)
    os.environ |= {"PREFECT_HOME": str(folder), "PREFECT_API_URL": api_url, **_QUIET}
    for name in ("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "PREFECT_LOGGING_INTERNAL_LEVEL"):
        os.environ.setdefault(name, "CRITICAL")


def does_answer(api_url: str, timeout: float = 3) -> bool:
    """Whether something like Prefect's API answers there within so many seconds."""
    import httpx

    try:
        answer = httpx.get(f"{api_url}/health", timeout=timeout, trust_env=not _is_local(api_url))
    except (httpx.HTTPError, httpx.InvalidURL):
        return False
    return answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR


def find_server(settings: Settings) -> Server:
    """Return the server at the API given, or one of our own, to be started on loopback.

    Raises NoServer if the API given is on another machine and does not answer.
    """
    log = prefect_home(settings.home) / "server.log"
    given = given_api(settings)
    if given and does_answer(given):
        return Server(given, log)
    if given and not _is_local(given):
        raise NoServer(
            f"Prefect's API at {given} does not answer.",
            "Start that server, or leave PREFECT_API_URL out: schedule then starts one of its own.",
        )
    wanted = urlsplit(given).port if given else None
    port = _hold_port([wanted] if wanted else range(settings.prefect_port, settings.prefect_port + 100))
    return Server(f"http://{_LOOPBACK}:{port.getsockname()[1]}/api", log, port)


def _spawn(settings: Settings, port: socket.socket, log: Path) -> "subprocess.Popen[bytes]":
    """Start the server's process; it ends when its stdin does, that is with us."""
    environment = {
        **os.environ,
        **_QUIET,
        "PREFECT__SERVER_FINAL": "1",
        "PREFECT_SERVER_API_PORT": str(port.getsockname()[1]),
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        "PREFECT_SERVER_UI_V2_ENABLED": "false",  # that page asks Amplitude, whatever the settings
        # old flow runs go, and with them tasks, logs and artifacts; events, most of it, after a day
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P1D",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(settings.prefect_days * _SECONDS_A_DAY),
    }
    application = ("--factory", "prefect.server.api.server:create_app", "--fd", str(port.fileno()))
    with log.open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "flows.server", *application, "--log-level", "warning"],
            env=environment,
            pass_fds=[port.fileno()],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for us: the server ends after what it tracks
        )


def _tell_end(log: Path) -> str:
    """Return the last line of a log that tells of an error, or else the last."""
    lines = [line.strip() for line in log.read_text(errors="replace").split("\n") if line.strip()]
    errors = [line for line in lines if "rror" in line]
    return (errors or lines or ["without a word"])[-1]


def _is_local(url: str) -> bool:
    return urlsplit(url).hostname in _LOCAL


def _hold_port(wanted: Iterable[int]) -> socket.socket:
    """Listen at the first of these ports that is free."""
    for port in wanted:
        with suppress(OSError, OverflowError):
            return socket.create_server((_LOOPBACK, port))
    raise NoServer(f"No port is free of {wanted}.", "Choose another: AINEWS_PREFECT_PORT.")


def _end_with_parent() -> None:
    os.read(sys.stdin.fileno(), 1)  # nothing is ever written: this is the end
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=_end_with_parent, daemon=True).start()
    runpy.run_module("uvicorn", run_name="__main__", alter_sys=True)
