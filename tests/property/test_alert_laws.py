"""Laws of alerts: how often one comes, that none is lost from the count, and what is hidden stays hidden."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from flows.alerts.alert import Alert, Kind, Place
from flows.alerts.memory import Memory, note_sent, recover, remember
from flows.text.secrets import scrub

START = datetime(2026, 1, 1, tzinfo=UTC)
ALERT = Alert(Kind.FAILURE, Place("host", "/home"), "run", "It failed.")
EVENTS = st.lists(
    st.tuples(st.integers(0, 600), st.sampled_from(["arrives", "is lost", "success"])),
    min_size=1,
    max_size=40,
)


@given(EVENTS)
def test_one_in_a_span_and_every_one_is_counted(events: list[tuple[int, str]]) -> None:
    memory: Memory = {}
    now, every, sent, told, seen, cleared = START, timedelta(hours=12), [], 0, 0, 0
    for minutes, event in events:
        now += timedelta(minutes=minutes)
        if event == "success":
            cleared += len(recover(memory, "run", True, now))
            continue
        seen += 1
        if alert := remember(memory, ALERT, now, every):
            told += 1 + alert.suppressed if event == "arrives" else 0
            if event == "arrives":
                sent.append(now)
                note_sent(memory, [alert.key], now)
    assert all(later - earlier >= every for earlier, later in pairwise(sent))
    pending = sum(incident.suppressed for incident in memory.values())
    lost = sum(1 for _, event in events if event == "is lost")
    assert seen - lost <= told + pending <= seen
    assert cleared <= len(sent)


@given(st.text(), st.text(alphabet="abcXYZ019-_.%", min_size=4), st.text())
def test_a_secret_is_nowhere_in_what_is_told(before: str, secret: str, after: str) -> None:
    assert secret not in scrub(f"{before}{secret}{after}", [f"wecombot://{secret}/x?y=z"])
