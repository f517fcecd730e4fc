"""What an alert says, when it is the same again, and what is never shown."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from flows.alerts.alert import Alert, Data, Kind, Place, count_days, plain
from flows.alerts.memory import Memory, MemoryFile, note_sent, recover, remember
from flows.alerts.sending import Targets
from flows.alerts.worth import Scene, is_stale
from flows.settings import load_settings
from flows.text.secrets import conceal_command, conceal_url, scrub
from warehouse.errors import ChecksFailed, Failure

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)  # in Asia/Shanghai
HOUR = timedelta(hours=1)
PLACE = Place("web-01", "/srv/ai news")
ALERT = Alert(Kind.FAILURE, PLACE, "run", "No space is left.", "Free some.", "run-1")


class TestAlert:
    def test_it_says_what_where_since_when_and_what_to_do(self) -> None:
        failure = Failure("No space is left.", "Free some.")
        alert = Scene(PLACE, "run", "run-1").describe_failure(failure, Data(1234, NOON), [])
        alert = replace(alert, since=NOON, times=3, suppressed=2)
        assert alert.title == "[ainews] 运行失败：run（web-01）"
        assert alert.text.splitlines() == [
            "No space is left.",
            "怎么办：Free some.",
            "运行：run run-1",
            "自 2026-11-24 12:00 起第 3 次",
            "已发布：1,234 篇文章，最近变动 2026-11-24 12:00",
            "位置：web-01:/srv/ai news",
            "此前另有 2 次同样的告警没有发送",
            "查看：ainews status --home '/srv/ai news'",
        ]

    def test_a_text_of_others_is_one_line_calls_nobody_and_is_short(self) -> None:
        assert plain("a\nb\x1b[31m\tc") == "a b [31m c"
        assert plain("<!channel> @all @所有人 me@example.com") == (
            "<\u200b!channel> @\u200ball @\u200b所有人 me@example.com"
        )
        assert len(plain("长" * 1000)) == 401

    def test_numbers_make_no_new_alert_and_words_do(self) -> None:
        told = "/home/7/batch 17 of run 20261124T0400-3fdc failed"
        again = "/home/8/batch 18 of run 20261125T0400-77ab failed"
        keys = [replace(ALERT, message=message).key for message in (told, again, "another mistake")]
        assert keys[0] == keys[1] != keys[2]
        assert replace(ALERT, message=told, about="x").key == replace(ALERT, about="x").key != keys[0]
        assert replace(ALERT, command="publish").key != ALERT.key

    def test_days_are_those_of_shanghai(self) -> None:
        evening = datetime(2026, 11, 24, 15, 59, tzinfo=UTC)  # a minute before its midnight
        assert count_days(evening, evening + timedelta(minutes=1)) == 1
        assert count_days(evening - timedelta(hours=23), evening) == 0
        data = Data(1, evening)
        found = [is_stale(data, evening + timedelta(days=2), days) for days in (0, 2, 3)]
        assert found == [False, True, False]

    def test_another_check_is_another_alert_whatever_its_rows(self) -> None:
        def see(*names: str, rows: str) -> str:
            failure = ChecksFailed("Checks failed: " + "; ".join(f"{name}: {rows}" for name in names))
            return Scene(PLACE, "run").describe_failure(failure, None, [*names, "one_that_warned"]).key

        assert see("a", rows="id=x") == see("a", rows="id=y") != see("a", "b", rows="id=x")


class TestMemory:
    EVERY = 12 * HOUR

    def see(self, memory: Memory, alert: Alert, now: datetime, *, arrives: bool = True) -> Alert | None:
        told = remember(memory, alert, now, self.EVERY)
        if told and arrives:
            note_sent(memory, [told.key], now)
        return told

    def test_the_same_is_told_once_and_what_was_not_is_counted(self) -> None:
        memory: Memory = {}
        assert self.see(memory, ALERT, NOON) == replace(ALERT, since=NOON)
        assert self.see(memory, ALERT, NOON + 11 * HOUR) is None
        assert self.see(memory, replace(ALERT, message="something else"), NOON + 11 * HOUR)
        told = self.see(memory, ALERT, NOON + 12 * HOUR)
        assert told == replace(ALERT, since=NOON, times=3, suppressed=1)

    def test_what_reached_nobody_is_tried_again(self) -> None:
        memory: Memory = {}
        assert self.see(memory, ALERT, NOON, arrives=False)
        assert self.see(memory, ALERT, NOON + HOUR)

    def test_a_clock_that_was_set_back_silences_nothing(self) -> None:
        memory: Memory = {}
        self.see(memory, ALERT, NOON)
        assert self.see(memory, ALERT, NOON - timedelta(days=400))

    @pytest.mark.parametrize(
        ("command", "closes"),
        [("run", True), ("publish", True), ("ingest", False), ("refetch", False), ("schedule", False)],
    )
    def test_a_success_closes_what_it_proves(self, command: str, closes: bool) -> None:
        memory: Memory = {}
        self.see(memory, replace(ALERT, command="publish"), NOON)
        assert bool(recover(memory, command, True, NOON + HOUR)) is closes

    def test_what_nobody_was_told_of_needs_no_all_clear(self) -> None:
        memory: Memory = {}
        self.see(memory, ALERT, NOON)
        assert [each.times for each in recover(memory, "run", True, NOON + HOUR)] == [1]
        assert self.see(memory, ALERT, NOON + 2 * HOUR) is None  # within the twelve hours
        assert recover(memory, "run", True, NOON + 3 * HOUR) == []

    def test_only_new_data_end_that_nothing_came(self) -> None:
        memory: Memory = {}
        self.see(memory, replace(ALERT, kind=Kind.STALE), NOON)
        assert recover(memory, "run", False, NOON) == []
        assert len(recover(memory, "ingest", True, NOON)) == 1

    def test_the_file_keeps_it_and_a_damaged_one_is_set_aside(self, tmp_path: Path) -> None:
        file = MemoryFile(tmp_path / "home")
        assert file.update(lambda memory: self.see(memory, ALERT, NOON)) is not None
        assert file.update(lambda memory: self.see(memory, ALERT, NOON + HOUR)) is None
        assert [each.times for each in file.read().values()] == [2]
        file.path.write_text('{"a": {"kind": "failure"}}')
        with pytest.raises(ValueError, match="is no memory of alerts"):
            file.update(len)
        assert file.update(len) == 0
        assert file.path.with_suffix(".damaged").exists()


class TestSecrets:
    @pytest.mark.parametrize(
        ("url", "shown"),
        [
            ("wecombot://KEYKEY", "wecombot://***"),
            ("https://hooks.slack.com/services/T1/B2/KEYKEY", "https://***"),
            ("no url", "***"),
        ],
    )
    def test_of_a_url_the_scheme_is_shown(self, url: str, shown: str) -> None:
        assert conceal_url(url) == shown

    def test_of_a_command_the_program_is_shown(self) -> None:
        assert conceal_command(["curl", "-d@-", "https://example.com/KEYKEY"]) == "curl ***"
        assert (conceal_command(["page-me"]), conceal_command([])) == ("page-me", "")

    def test_what_a_url_holds_is_hidden_wherever_it_stands(self) -> None:
        url = "mailtos://me:pass%20word@smtp.example.com?to=you@example.com"
        told = "could not log me:pass%20word in at smtp.example.com (pass word) for you@example.com"
        assert scrub(told, [url]) == "could not log me:*** in at *** (***) for you@***"

    def test_targets_of_a_kind_are_told_apart(self) -> None:
        targets = Targets(("json://a", "json://b", "form://c"), ("page-me", "KEYKEY"))
        assert targets.names == ["json://*** (1)", "json://*** (2)", "form://***", "page-me ***"]
        assert "KEYKEY" not in repr(targets)

    def test_settings_show_no_secret_and_mistakes_do_not_either(self) -> None:
        settings = load_settings(
            {"alert_urls": "slack://KEYKEY/a/b ntfy://x", "alert_command": "f 'KEYKEY b'"}
        )
        assert [url.get_secret_value() for url in settings.alert_urls] == ["slack://KEYKEY/a/b", "ntfy://x"]
        assert settings.alert_command.get_secret_value() == ["f", "KEYKEY b"]
        assert "KEYKEY" not in f"{settings!r} {settings} {settings.model_dump_json()} {settings.model_dump()}"
        for flags in (
            {"alert_urls": ["KEYKEY"]},
            {"alert_urls": [{"KEYKEY": 1}]},
            {"alert_command": "'KEYKEY"},
            {"alert_command": {"KEYKEY": 1}},
        ):
            with pytest.raises(Exception, match="Settings: alert_") as caught:
                load_settings(flags)
            assert "KEYKEY" not in str(caught.value)
