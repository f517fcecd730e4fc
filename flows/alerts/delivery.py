"""A process that delivers alerts through apprise: `python -m flows.alerts.delivery`, an order on its stdin.

It is a process of its own, so that it can be ended at its time whatever a server does, and so
that what apprise and its libraries log is in no log of ours: they log URLs, and those are secrets.
For each message and target one JSON line comes out, as soon as it is known.
"""

import json
import logging
import os
import signal
import sys
import threading
from dataclasses import dataclass, field
from typing import Any

from flows.text.secrets import scrub

# They answer 200 to what they refuse, and apprise takes that for sent: the member that is not 0 tells.
_REFUSALS = {"wecombot": "errcode", "dingtalk": "errcode", "feishu": "code", "lark": "code"}
_LONGEST_REASON = 200


@dataclass
class _Heard(threading.local):
    """What a target's thread heard of the last message: answers, and what apprise says of it."""

    answer: Any = None
    trouble: str = ""
    said: list[str] = field(default_factory=list)


_heard = _Heard()


def deliver(url: str, title: str, text: str, grave: str) -> str:
    """Send a message to one target; return why it did not arrive, empty if it did. Never the URL."""
    import apprise

    _heard.answer, _heard.trouble, _heard.said = None, "", []
    asset = apprise.AppriseAsset(
        app_id="ainews",
        app_desc="ainews",
        async_mode=False,  # in this thread, which listens
        http_redirects=False,  # a POST that is led elsewhere arrives nowhere
        image_url_mask=None,
        image_url_logo=None,
    )
    try:
        target = apprise.Apprise.instantiate(url, asset=asset)
        if target is None:
            return "apprise knows no such service, or the URL lacks a part"  # it would quote the URL
        if target.notify_format == apprise.NotifyFormat.HTML:
            target.notify_format = apprise.NotifyFormat.TEXT
        kind, form = apprise.NotifyType(grave), apprise.NotifyFormat.TEXT
        is_sent = target.notify(text, title=title, notify_type=kind, body_format=form)
    except Exception as error:  # noqa: BLE001 - a hundred plug-ins: whatever it is, it is told
        return scrub(f"{type(error).__name__}: {error}", [url])
    refused = _find_refusal(str(getattr(target, "secure_protocol", "")))
    if is_sent and not refused:
        return ""
    reasons = [refused or _heard.trouble or _tell_status(), *_heard.said]
    return scrub(next(filter(None, reasons), "no reason given"), [url])[:_LONGEST_REASON]


def main() -> None:
    """Read the order, deliver, and write what came of it."""
    order = json.load(sys.stdin)
    signal.alarm(order["seconds"])  # also where nobody is left to end it
    results = os.fdopen(os.dup(1), "w", buffering=1, encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    _listen()
    write = threading.Lock()

    def serve(target: int, url: str) -> None:
        for message, alert in enumerate(order["messages"]):
            reason = deliver(url, alert["title"], alert["text"], alert["type"])
            with write:
                results.write(json.dumps({"target": target, "message": message, "reason": reason}) + "\n")

    threads = [
        threading.Thread(target=serve, args=(number, url), daemon=True)
        for number, url in enumerate(order["urls"])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _listen() -> None:
    """Note what servers answer, which apprise does not tell, and what apprise says of failures."""
    import apprise  # noqa: F401  - it sets its loggers up
    import requests

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            _heard.said.append(record.getMessage())

    logging.getLogger("apprise").addHandler(Listener(logging.WARNING))
    send = requests.Session.send

    def noted(session: requests.Session, request: requests.PreparedRequest, **options: Any) -> Any:
        try:
            _heard.answer = send(session, request, **options)
        except requests.Timeout:
            _heard.trouble = "no answer in time"
            raise
        except requests.exceptions.SSLError:
            _heard.trouble = "no trustworthy TLS connection"
            raise
        except requests.ConnectionError:
            _heard.trouble = "no connection"
            raise
        return _heard.answer

    requests.Session.send = noted  # type: ignore[assignment, method-assign]


def _tell_status() -> str:
    if _heard.answer is None or _heard.answer.ok:
        return ""
    return f"HTTP {_heard.answer.status_code} {_heard.answer.reason}"


def _find_refusal(schema: str) -> str:
    """Return why the server refused a message to which it answered 200; empty if it did not."""
    member = _REFUSALS.get(schema)
    if not member or _heard.answer is None or not _heard.answer.ok:
        return ""
    try:
        said = _heard.answer.json()
        code = said.get(member)
    except (ValueError, AttributeError):
        return "the answer is not the server's: no JSON"
    return f"refused, {member} {code}: {said.get('errmsg') or said.get('msg') or ''}" if code else ""


if __name__ == "__main__":
    main()
