"""A clock that was set back: what is newest stays known by its name."""

from datetime import UTC, datetime, timedelta

import pytest

from flows.steps import session as run_session
from tests.conftest import Workshop
from tests.reliability.harness import assert_intact
from warehouse.ledger import new_run, read_runs
from warehouse.publish import KEPT_GENERATIONS
from warehouse.status import read_status

RECORD = "标题: 甲\n链接: https://example.com/1\n总结: {}\n"


class Clock(datetime):
    """A clock that was a year ahead until it was set right."""

    ahead = timedelta(days=365)

    @classmethod
    def now(cls, tz=None):
        return datetime.now(tz) + cls.ahead


def test_runs_after_a_clock_was_set_back(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_session, "datetime", Clock)
    for number in range(KEPT_GENERATIONS + 2):
        if number == 2:
            monkeypatch.setattr(Clock, "ahead", timedelta(0))
        workshop.write("a.txt", RECORD.format(number))
        summary = workshop.run()
        assert summary.publish.generation is not None
        assert workshop.home.current_generation().name == f"gen-{summary.run_id}"
        assert workshop.rows("SELECT body FROM core.article") == [(str(number),)]
    assert_intact(workshop.home)
    assert len(list(workshop.home.published.glob("gen-*"))) == KEPT_GENERATIONS
    status = read_status(workshop.home, 100)
    assert status["runs"][0]["run_id"] == summary.run_id
    assert status["generation"]["generation_id"] == f"gen-{summary.run_id}"
    assert workshop.run().publish.generation is None
    # the name goes on from the newest, the times are the clock's
    newest = read_runs(workshop.home)[0]
    assert datetime.fromisoformat(newest["started_at"]) < datetime.now(UTC)


def test_ids_sort_by_time_within_a_millisecond_too(workshop: Workshop) -> None:
    workshop.home.runs.mkdir(parents=True)
    now, ids = datetime(2026, 11, 24, 12, tzinfo=UTC), []
    for _ in range(5):
        ids.append(new_run(workshop.home, "run", now, "1").run_id)
        (workshop.home.runs / f"{ids[-1]}.json").touch()
    assert ids == sorted(set(ids))
