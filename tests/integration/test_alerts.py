"""Alerts, to real receivers on loopback: what is told when, and that secrets and runs take no harm."""

import json
import logging
import signal
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import duckdb
import httpx
import pytest
from typer.testing import CliRunner

from flows.alerts.alert import Alert, Kind, Place
from flows.alerts.sending import Targets, send
from flows.cli import app
from flows.errors import UsageError
from flows.progress import Told
from flows.settings import load_settings
from flows.steps import ingest, publish
from flows.steps.alerting import failures_told
from tests.conftest import Workshop
from tests.integration.conftest import Prefect, wait_for
from tests.reliability import harness
from warehouse.errors import ChecksFailed, Failure, Locked
from warehouse.ledger import read_runs
from warehouse.lock import hold_lock

SECRET = "S3cr3tKeyOfARobot"
ALERT = Alert(Kind.FAILURE, Place("host", "/home"), "run", "It failed.")


class Receiver(BaseHTTPRequestHandler):
    """Takes what is posted: /500 is broken, /slow comes to no end, a NOSUCHBOT is refused."""

    got: list[tuple[str, str]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.got.append((self.path, body))
        self.send_response(500 if "/500" in self.path else 200)
        self.end_headers()
        if "/slow" in self.path:
            while not self.server.is_over.wait(0.1):  # never silent for long enough to be given up
                self.wfile.write(b" ")
        if "NOSUCHBOT" in self.path:
            self.wfile.write(b'{"errcode": 93000, "errmsg": "invalid key"}')
        else:
            self.wfile.write(b"ok" if "/slack" in self.path else b'{"errcode": 0, "code": 0}')

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


class Server:
    """A receiver at work: its address, and what it got."""

    def __init__(self) -> None:
        self.got: list[tuple[str, str]] = []
        handler = type("Handler", (Receiver,), {"got": self.got})
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.http.is_over = threading.Event()
        self.address = f"127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, args=(0.05,), daemon=True).start()

    def url(self, path: str = SECRET, scheme: str = "json") -> str:
        return f"{scheme}://{self.address}/{path}"

    @property
    def messages(self) -> list[dict[str, str]]:
        """What came by json://."""
        return [json.loads(body) for _, body in self.got]


@dataclass
class Notes:
    """A file to which a command adds each alert that it gets."""

    path: Path

    @property
    def command(self) -> list[str]:
        return ["sh", "-c", 'cat >> "$0"; echo >> "$0"', str(self.path)]

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.path.read_text().splitlines()] if self.path.exists() else []

    def take(self) -> list[str]:
        """The kinds of what came since the last time."""
        kinds = [each["kind"] for each in self.told]
        self.path.unlink(missing_ok=True)
        return kinds


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.http.is_over.set()
    server.http.shutdown()
    server.http.server_close()


@pytest.fixture
def notes(workshop: Workshop) -> Notes:
    return Notes(workshop.root / "notes")


@pytest.fixture
def watched(workshop: Workshop, notes: Notes) -> Workshop:
    """A workshop with a record, whose runs are told to the notes."""
    workshop.flags["alert_command"] = notes.command
    workshop.write("a.txt", "标题: 甲\n总结: 文\n")
    return workshop


def later(**span: float) -> Callable[[], datetime]:
    now = datetime.now(UTC) + timedelta(**span)
    return lambda: now


class TestWhatIsTold:
    def test_a_failure_is_told_once_in_a_while_and_then_its_end(
        self, watched: Workshop, notes: Notes
    ) -> None:
        def fail(seeds: Path, **span: float) -> None:
            watched.flags["seeds"] = [str(seeds)]
            with pytest.raises(UsageError, match="no such file"):
                watched.run(now=later(**span))

        gone, other = watched.root / "gone", watched.root / "other"
        fail(gone)
        text = notes.told[0]["text"]
        assert f"--seeds {gone}: there is no such file" in text
        assert "怎么办：Give a folder" in text
        assert f"查看：ainews status --home {watched.home.root}" in text
        fail(gone, hours=1)
        fail(other, hours=2)
        assert notes.take() == ["failure", "failure"]
        fail(gone, hours=13)
        assert "此前另有 1 次同样的告警没有发送" in notes.told[0]["text"]
        assert "起第 3 次" in notes.told[0]["text"]
        notes.take()
        watched.flags["seeds"] = [str(watched.seeds)]
        watched.run(now=later(hours=14))
        assert notes.take() == ["recovery"]
        watched.run(now=later(hours=15))
        assert notes.take() == []

    def test_a_failed_check_is_told_by_its_name_from_a_single_step_too(
        self, watched: Workshop, notes: Notes
    ) -> None:
        watched.run()
        con = duckdb.connect(watched.home.database)
        con.execute("INSERT INTO core.article_base SELECT * FROM core.article_base")
        con.execute("INSERT INTO ops.publication_due VALUES ('a test broke it')")
        con.close()
        lines: list[str] = []
        for step in (publish.publish, publish.publish):
            with pytest.raises(ChecksFailed):
                step(watched.settings, Told(lines.append))
        [told] = notes.told
        assert (told["kind"], told["command"]) == ("check", "publish")
        assert "article_is_unique" in told["message"]
        assert "已发布：1 篇文章" in told["text"]
        assert [line for line in lines if "Alert" in line] == ["Alert `check` sent to sh ***."]
        assert [run["summary"].get("alerts") for run in read_runs(watched.home)][1] == [
            "Alert `check` sent to sh ***"
        ]
        ingest.ingest(watched.settings, Told(lines.append))
        assert len(notes.told) == 1  # that it can be loaded does not mend it

    def test_a_run_found_dead_is_told_while_the_next_one_works(
        self, workshop: Workshop, server: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        arguments = ("run", "--seeds", str(workshop.seeds))
        die = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
        prelude = harness.at_stage("Building core tables", die)
        harness.run(workshop.home, *arguments, code=-signal.SIGKILL, prelude=prelude)
        monkeypatch.setitem(harness.ENVIRONMENT, "AINEWS_ALERT_URLS", server.url())
        with harness.held_at("Building core tables", workshop.home, *arguments):
            harness.wait_for(lambda: server.got)
        crash, recovery = server.messages
        assert read_runs(workshop.home)[1]["run_id"] in crash["message"]
        assert [crash["type"], recovery["type"]] == ["failure", "success"]

    def test_nothing_new_is_told_and_that_something_came(self, watched: Workshop, notes: Notes) -> None:
        watched.flags["alert_after_days"] = 3
        watched.run()
        watched.run(now=later(days=2))
        assert notes.take() == []
        watched.run(now=later(days=3))
        assert "已 3 天没有新数据" in notes.told[0]["text"]
        assert notes.take() == ["stale"]
        with hold_lock(watched.home, "run-1", "run", datetime.now(UTC)), pytest.raises(Locked):
            watched.run(now=later(days=4))  # a run that hangs: the next ones still tell
        assert notes.take() == ["stale"]
        watched.write("b.txt", "标题: 乙\n总结: 文\n")
        watched.run(now=later(days=5))
        assert notes.take() == ["recovery"]

    def test_a_schedule_that_dies_is_told(self, watched: Workshop, notes: Notes) -> None:
        with (
            pytest.raises(Failure, match="server ended"),
            failures_told(watched.settings, Told(print), "schedule"),
        ):
            raise Failure("Prefect's server ended: out of memory")
        assert notes.take() == ["failure"]

    def test_an_overlap_is_not_told_and_a_program_in_the_way_is(
        self, watched: Workshop, notes: Notes
    ) -> None:
        watched.run()
        with hold_lock(watched.home, "run-1", "run", datetime.now(UTC)), pytest.raises(Locked):
            watched.run()
        assert notes.take() == []
        code = "import duckdb, sys; con = duckdb.connect(sys.argv[1]); print('open', flush=True); input()"
        command = [sys.executable, "-c", code, watched.home.database]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
            assert other.stdout.readline()
            with pytest.raises(Locked):
                watched.run()
        assert "Another program has" in notes.told[0]["text"]

    def test_who_stops_a_run_is_not_told(self, watched: Workshop, notes: Notes) -> None:
        with pytest.raises(KeyboardInterrupt):
            watched.run(map_batches=interrupt)
        assert notes.take() == []


def interrupt(function: Any, batches: Any) -> Iterator[Any]:
    raise KeyboardInterrupt
    yield


class TestHarm:
    """What goes wrong with alerts is told, and is nothing to the run."""

    def test_what_cannot_be_sent_is_told_and_the_run_is_as_it_was(
        self, watched: Workshop, server: Server, capfd: pytest.CaptureFixture[str]
    ) -> None:
        watched.flags["alert_urls"] = [server.url("500/" + SECRET), f"nosuch://{SECRET}"]
        watched.flags["alert_command"] = ["/no/such/program", SECRET]
        with pytest.raises(ChecksFailed):
            watched.run(map_batches=broken)
        told = [
            "Alert `check` NOT sent to json://***: HTTP 500 Internal Server Error",
            "Alert `check` NOT sent to nosuch://***: apprise knows no such service, or the URL lacks a part",
            "Alert `check` NOT sent to /no/such/program ***: cannot be started: No such file or directory",
        ]
        assert server.messages[0]["title"].startswith("[ainews] 检查未通过，没有发布（")
        assert capfd.readouterr().err.splitlines() == [f"Warning: {each}." for each in told]
        [run] = read_runs(watched.home)
        assert (run["status"], run["summary"]["alerts"]) == ("failed", told)

    def test_where_nothing_can_be_remembered_it_is_told_again(
        self, watched: Workshop, notes: Notes, capfd: pytest.CaptureFixture[str]
    ) -> None:
        (watched.home.root / "alerts.json").mkdir(parents=True)
        for _ in range(2):
            with pytest.raises(ChecksFailed):
                watched.run(map_batches=broken)
        assert notes.take() == ["check"] * 2
        assert "is not remembered" in capfd.readouterr().err

    def test_sending_is_given_up_at_its_time(self, server: Server, tmp_path: Path) -> None:
        late = tmp_path / "late"
        command = ("sh", "-c", f"sh -c 'sleep 2; touch {late}' & wait")
        deliveries = send(Targets((server.url("slow"),), command), [ALERT], 1.5)
        assert [each.reason for each in deliveries] == ["no answer within 2 s"] * 2
        server.http.is_over.wait(1)
        assert not late.exists()  # nothing of it is left

    def test_secrets_stand_in_nothing_that_a_tracked_run_writes(
        self,
        prefect: Prefect,
        watched: Workshop,
        server: Server,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        caplog.set_level(logging.DEBUG)
        pager = watched.root / "page-me"
        pager.write_text("#!/bin/sh\necho $@ >&2; exit 4\n")
        pager.chmod(0o700)
        urls = [
            server.url(),
            server.url(f"500/{SECRET}"),
            f"feishu://{SECRET}!",
            f"form://127.0.0.1:9/{SECRET}",
        ]
        monkeypatch.setenv("AINEWS_ALERT_URLS", " ".join(urls))
        monkeypatch.setenv("AINEWS_ALERT_COMMAND", f"{pager} --key={SECRET}")
        monkeypatch.setenv("AINEWS_HOME", str(watched.home.root))
        monkeypatch.setenv("PREFECT_API_URL", prefect.api_url)
        run = CliRunner().invoke(app, ["run", "--seeds", str(watched.root / "gone")])
        assert (run.exit_code, run.stderr.count("NOT sent to")) == (2, 4), run.output
        assert sorted(path for path, _ in server.got) == [
            f"/500/{SECRET}",
            f"/{SECRET}",
        ]  # one failure, one alert
        flow_run = {"any_": [next(w for w in run.stderr.split() if "/flow-run/" in w).rpartition("/")[2]]}
        asked = {"flow_runs": {"id": flow_run}, "logs": {"flow_run_id": flow_run}}

        def read(path: str) -> str:
            return httpx.post(f"{prefect.api_url}/{path}/filter", json=asked, trust_env=False).text

        wait_for(lambda: "Alert `failure` sent to json://***" in read("logs"))
        shown = [run.output, caplog.text, repr(load_settings({}))]
        shown += map(read, ("logs", "flow_runs", "task_runs", "artifacts"))
        for options in (["config"], ["config", "--json"], ["alerts"], ["alerts", "--test"], ["status"]):
            result = CliRunner().invoke(app, options)
            shown += [result.output, repr(result.exception)]
        folders = (watched.home.root, prefect.home)
        files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        assert {"alerts.json", "prefect.db"} <= {path.name for path in files}
        assert [text for text in shown if SECRET in text] == []
        assert [path for path in files if holds_secret(path)] == []


def holds_secret(path: Path) -> bool:
    with suppress(FileNotFoundError):  # Prefect removes some in between
        return SECRET.encode() in path.read_bytes()
    return False


def broken(function: Any, batches: Any) -> Iterator[Any]:
    raise ChecksFailed("Checks failed, nothing was published: a test wants it.")
    yield


class TestTargets:
    def test_the_command_tries_each_and_teaches_where_there_is_none(
        self, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        home = ["--home", str(tmp_path)]
        nobody = CliRunner().invoke(app, ["alerts", "--test", *home])
        assert nobody.exit_code == 2
        for scheme in ("wecombot://", "dingtalk://", "feishu://", "slack://", "mailtos://"):
            assert scheme in nobody.output
        assert json.loads(CliRunner().invoke(app, ["alerts", "--test", "--json", *home]).stdout) == []
        monkeypatch.setenv("AINEWS_ALERT_URLS", f"{server.url()} {server.url('x', 'form')}")
        assert CliRunner().invoke(app, ["alerts", "--test", *home]).exit_code == 0
        bodies = sorted(body for _, body in server.got)
        assert parse_qs(bodies[0])["title"][0].startswith("[ainews] 测试消息")
        assert "告警会发到这里" in json.loads(bodies[1])["message"]
        monkeypatch.setenv("AINEWS_ALERT_URLS", f"{server.url()} {server.url('500')}")
        some = CliRunner().invoke(app, ["alerts", "--test", "--json", *home])
        assert (some.exit_code, [each["reason"] for each in json.loads(some.output)]) == (
            1,
            [None, "HTTP 500 Internal Server Error"],
        )

    def test_a_command_of_ones_own_gets_it_without_a_shell(self, tmp_path: Path) -> None:
        program = tmp_path / "page me"
        program.write_text(
            f"#!{sys.executable}\nimport json, os, sys, pathlib\n"
            "given = {n: value for n, value in os.environ.items() if n.startswith('AINEWS_ALERT_')}\n"
            "pathlib.Path(sys.argv[1]).write_text(json.dumps([sys.argv[2:], json.load(sys.stdin), given]))\n"
        )
        program.chmod(0o700)
        got = tmp_path / "got"
        [delivery] = send(Targets(command=(str(program), str(got), "$(exit)", "; x")), [ALERT])
        assert delivery.reason == ""
        arguments, data, given = json.loads(got.read_text())
        assert arguments == ["$(exit)", "; x"]
        assert (data["kind"], data["message"], data["home"]) == ("failure", "It failed.", "/home")
        assert given == {
            "AINEWS_ALERT_KIND": "failure",
            "AINEWS_ALERT_TITLE": ALERT.title,
            "AINEWS_ALERT_TEXT": ALERT.text,
            "AINEWS_ALERT_HOST": "host",
            "AINEWS_ALERT_HOME": "/home",
            "AINEWS_ALERT_RUN_ID": "",
        }

    def test_each_service_gets_its_form_and_a_refusal_is_seen(self, server: Server) -> None:
        """The plug-ins of the services themselves, but for their addresses."""
        there = f"http://{server.address}"
        prelude = f"""
from apprise.plugins import dingtalk, feishu, slack, wecombot
wecombot.NotifyWeComBot.notify_url = "{there}/wecom/{{key}}"
dingtalk.NotifyDingTalk.notify_url = "{there}/dingtalk/{{token}}"
feishu.NotifyFeishu.notify_url = "{there}/feishu/{{token}}"
slack.NotifySlack.webhook_url = "{there}/slack"
from flows.alerts.delivery import main
main()
"""
        with Mailbox(("127.0.0.1", 0), MailHandler) as mailbox:
            threading.Thread(target=mailbox.serve_forever, args=(0.05,), daemon=True).start()
            urls = [
                "wecombot://ABCDEFGH",
                "dingtalk://ABCDEFGH",
                "feishu://ABCDEFGH",
                "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ",
                f"mailto://127.0.0.1:{mailbox.server_address[1]}?from=a@example.com&to=b@example.com",
                "wecombot://NOSUCHBOT",
            ]
            message = {"title": ALERT.title, "text": "<b>甲</b> *乙*", "type": ALERT.type}
            done = subprocess.run(
                [sys.executable, "-c", prelude],
                input=json.dumps({"seconds": 30, "urls": urls, "messages": [message]}),
                capture_output=True,
                text=True,
                check=True,
            )
            mailbox.shutdown()
        results = {each["target"]: each["reason"] for each in map(json.loads, done.stdout.splitlines())}
        assert results == dict.fromkeys(range(5), "") | {5: "refused, errcode 93000: invalid key"}, results
        got = {path.split("/")[1]: json.loads(body) for path, body in server.got if "NOSUCHBOT" not in path}
        text = f"{ALERT.title}\r\n<b>甲</b> *乙*"
        assert got["wecom"]["text"]["content"] == text
        assert got["dingtalk"]["text"]["content"] == text
        assert got["feishu"] == {"msg_type": "text", "content": {"text": text}}
        assert "&lt;b&gt;甲" in json.dumps(got["slack"], ensure_ascii=False)
        assert "To: b@example.com" in mailbox.mail


class MailHandler(socketserver.StreamRequestHandler):
    """As much of SMTP as it takes to get one mail."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        is_mail = False
        for line in self.rfile:
            if is_mail:
                self.server.mail += line.decode()
                is_mail = line != b".\r\n"
            elif line.upper().startswith(b"DATA"):
                is_mail = True
                self.wfile.write(b"354 go on\r\n")
                continue
            if not is_mail:
                self.wfile.write(b"250 ok\r\n")


class Mailbox(socketserver.ThreadingTCPServer):
    """A mail server for one mail."""

    mail = ""
    daemon_threads = True
