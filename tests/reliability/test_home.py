"""A home that hands, disks or copies have hurt: clear errors, nothing lost, and the next run heals."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from flows.cli import app
from flows.progress import Silent
from flows.steps.plan import plan
from tests.conftest import Workshop
from tests.reliability.conftest import Material
from tests.reliability.harness import (
    assert_generation,
    assert_intact,
    assert_same_tables,
    at_stage,
    at_step,
    run,
)
from warehouse.errors import HomeFailure, NoWarehouse
from warehouse.ledger import read_runs
from warehouse.publish import read_current
from warehouse.status import read_status

RECORD = "标题: {0}\n链接: https://example.com/{0}\n总结: {1}\n行业: 医疗\n"
NASTY = '家 o\'h "q" #1 [x] {y} $z %d ;'


def ainews(workshop: Workshop, *arguments: str) -> Result:
    return CliRunner().invoke(
        app, [*arguments], env={"AINEWS_HOME": str(workshop.home.root), "COLUMNS": "200"}
    )


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """A workshop with two generations; in the second the text of 甲 has changed."""
    workshop = Workshop(tmp_path_factory.mktemp("model"))
    for body in ("旧文", "新文"):
        workshop.write("a.txt", RECORD.format("甲", body))
        workshop.run()
    return workshop


@pytest.fixture
def twice(model: Workshop, tmp_path: Path) -> Workshop:
    """A home like the model's, on the same seeds."""
    shutil.copytree(model.home.root, tmp_path / "home", symlinks=True)
    return Workshop(tmp_path, {"seeds": [str(model.seeds)]})


def assert_healed(workshop: Workshop) -> None:
    """What was known before is known still, the earlier text included."""
    assert workshop.rows("SELECT title, body FROM core.article") == [("甲", "新文")]
    assert workshop.rows("SELECT body FROM core.article_revision ORDER BY revision_no") == [
        ("旧文",),
        ("新文",),
    ]
    assert_intact(workshop.home)
    current = workshop.home.current_generation()
    assert workshop.run().publish.generation is None
    assert workshop.home.current_generation() == current


class TestReadOnly:
    def test_writing_is_refused_and_reading_goes_on(self, twice: Workshop, mount) -> None:
        root = twice.home.root
        mount("--bind", root, root)
        subprocess.run(["mount", "-o", "remount,ro,bind", root], check=True)
        seeds = twice.flags["seeds"][0]
        for command in (["run", "--seeds", seeds], ["ingest", "--seeds", seeds], ["publish"]):
            result = ainews(twice, *command)
            assert (result.exit_code, f"{root} is read-only" in result.output) == (1, True), result.output
            assert "--home" in result.output
        out = twice.root / "out"
        for command in (
            ["query", "FROM core.article"],
            ["explain", "甲"],
            ["export", str(out)],
            ["problems"],
        ):
            assert ainews(twice, *command).exit_code == 0, command
        for command in (["status"], ["check"], ["vocabulary", "unknown"]):
            assert ainews(twice, *command).exit_code == 0, command
        assert (out / "article_overview.parquet").exists()


class TestVanished:
    @pytest.mark.parametrize(
        ("point", "action"),
        [("copy", "rename"), pytest.param("build", "rmtree", marks=pytest.mark.slow)],
    )
    def test_in_the_middle_of_a_run(
        self, tmp_path: Path, material: Material, point: str, action: str
    ) -> None:
        home, away = material.changed.make_home(tmp_path), tmp_path / "away"
        code = {
            "rmtree": f"import shutil; shutil.rmtree({str(home.root)!r})",
            "rename": f"import os; os.rename({str(home.root)!r}, {str(away)!r})",
        }[action]
        preludes = {
            "build": at_stage("Building core tables", code),
            "copy": at_step("shutil.copyfile", "warehouse.duckdb", code),
        }
        told = run(home, *material.again, code=1, prelude=preludes[point])
        assert f"The home {home.root} vanished during the run" in told
        assert "is its disk mounted?" in told
        assert not home.root.exists()
        if action == "rename":
            away.rename(home.root)
        told = run(home, *material.again)
        assert ("A new warehouse begins in" in told) == (action == "rmtree")
        assert_intact(home)
        case = material.changed if action == "rename" else material.first
        assert_same_tables(home.current_generation() / "warehouse.duckdb", case.undisturbed)

    def test_between_runs(self, twice: Workshop) -> None:
        shutil.rmtree(twice.home.root)
        assert "Nothing has been published" in ainews(twice, "query", "SELECT 1").output
        twice.run()
        assert "A new warehouse begins" in read_runs(twice.home)[0]["message"]

    def test_a_file_in_its_place(self, workshop: Workshop) -> None:
        workshop.home.root.write_text("")
        with pytest.raises(HomeFailure, match="cannot be a home"):
            workshop.run()


class TestGenerations:
    def test_a_lost_link_is_restored(self, twice: Workshop) -> None:
        before = read_current(twice.home)
        twice.home.current.unlink()
        with pytest.raises(NoWarehouse, match="is no link any more"):
            twice.home.current_generation()
        assert "ainews publish" in read_status(twice.home, 1)["trouble"]
        assert ainews(twice, "publish").exit_code == 0
        assert read_current(twice.home) == before
        assert_healed(twice)

    def test_a_link_that_points_nowhere(self, twice: Workshop) -> None:
        before = read_current(twice.home)
        twice.home.current.unlink()
        twice.home.current.symlink_to("gen-nowhere")
        with pytest.raises(NoWarehouse, match="points to gen-nowhere, which is not there"):
            twice.home.current_generation()
        twice.run()
        assert read_current(twice.home) == before
        assert_healed(twice)

    def test_a_link_that_was_copied_as_a_folder(self, twice: Workshop) -> None:
        generation = twice.home.current_generation()
        twice.home.current.unlink()
        shutil.copytree(generation, twice.home.current)
        with pytest.raises(HomeFailure, match="is a folder and not a link"):
            twice.run()
        shutil.rmtree(twice.home.current)
        twice.run()
        assert_healed(twice)

    @pytest.mark.parametrize("which", ["current", "older", "all"])
    def test_generations_deleted_by_hand(self, twice: Workshop, which: str) -> None:
        older, current = sorted(twice.home.published.glob("gen-*"))
        for folder in {"current": [current], "older": [older], "all": [older, current]}[which]:
            shutil.rmtree(folder)
        twice.run()
        assert_healed(twice)

    @pytest.mark.parametrize("damage", ["torn", "blocks overwritten"])
    def test_a_damaged_generation_is_told_and_replaced(self, twice: Workshop, damage: str) -> None:
        folder = twice.home.current_generation()
        DAMAGE[damage](folder / "warehouse.duckdb")
        result = ainews(twice, "query", "FROM core.article")
        assert result.exit_code == 1
        assert f"Generation {folder.name} is damaged" in result.output
        assert f"rm -r {folder}" in result.output.replace("\n", "")
        assert "damaged" in read_status(twice.home, 1)["trouble"]
        shutil.rmtree(folder)
        assert ainews(twice, "publish").exit_code == 0
        assert_healed(twice)


def scribble(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(16384)
        file.write(os.urandom(path.stat().st_size - 16384))


DAMAGE = {
    "empty": lambda path: os.truncate(path, 0),
    "torn": lambda path: os.truncate(path, 1_000_000),
    "blocks overwritten": scribble,
}


class TestDatabase:
    def test_a_lost_file_is_made_again_from_the_newest_generation(self, twice: Workshop) -> None:
        generation = twice.home.current_generation()
        twice.home.database.unlink()
        twice.home.database_log.write_bytes(b"of the lost file")
        twice.run()
        assert f"was made again from {generation.name}" in read_runs(twice.home)[0]["message"]
        assert_healed(twice)

    def test_a_plan_sees_what_a_run_would_go_on_from(self, twice: Workshop) -> None:
        twice.home.database.unlink()
        assert plan(twice.settings, Silent()).files_new == 0

    @pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
    def test_a_damaged_file_is_told_and_left_alone(
        self, twice: Workshop, damage: Callable[[Path], None]
    ) -> None:
        database, current = twice.home.database, twice.home.current_generation()
        damage(database)
        content = database.read_bytes()
        with pytest.raises(HomeFailure, match="is damaged") as caught:
            twice.run()
        assert f"mv {database} {database}.damaged" in caught.value.hint
        assert (read_runs(twice.home)[0]["status"], twice.home.current_generation()) == ("failed", current)
        assert database.read_bytes() == content
        assert ainews(twice, "query", "FROM core.article").exit_code == 0
        twice.home.database.rename(twice.root / "damaged")
        twice.run()
        assert_healed(twice)

    @pytest.mark.slow
    def test_a_damaged_log_is_told(self, tmp_path: Path, material: Material) -> None:
        home = material.changed.make_home(tmp_path)
        die = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
        run(home, *material.again, code=-9, prelude=at_stage("Building core tables", die))
        with home.database_log.open("r+b") as log:
            log.seek(home.database_log.stat().st_size // 2)
            log.write(os.urandom(100))
        told = run(home, *material.again, code=1)
        assert f"{home.database_log} is damaged" in told
        home.database_log.unlink()
        run(home, *material.again)
        assert_intact(home)
        assert_same_tables(home.current_generation() / "warehouse.duckdb", material.changed.undisturbed)


def test_a_home_of_any_name(tmp_path: Path) -> None:
    (tmp_path / NASTY).mkdir()
    workshop = Workshop(tmp_path / NASTY)
    workshop.write("a.txt", RECORD.format("甲", "文"))
    workshop.run()
    assert workshop.run().publish.generation is None
    assert workshop.rows("SELECT title FROM core.article") == [("甲",)]
    assert_generation(workshop.home.current_generation())
    for command in (["status"], ["check"], ["explain", "甲"]):
        assert ainews(workshop, *command).exit_code == 0, command
    result = ainews(workshop, "export", str(workshop.root / "out"))
    assert (result.exit_code, f"Written to {workshop.root / 'out'}" in result.output) == (0, True)
    shutil.rmtree(workshop.home.root)
    result = ainews(workshop, "run", "--seeds", str(workshop.seeds))
    assert (result.exit_code, f"begins in {workshop.home.root}" in result.output) == (0, True)


def test_what_a_killed_export_left_goes_with_the_next(twice: Workshop) -> None:
    out = twice.root / "out"
    (out / ".ainews-export").mkdir(parents=True)
    (out / ".ainews-export" / "article_overview.csv").write_text("half a")
    (out / "mine.txt").write_text("not ours")
    assert ainews(twice, "export", str(out)).exit_code == 0
    assert {path.name for path in out.iterdir() if path.suffix != ".parquet"} == {
        "datapackage.json",
        "mine.txt",
    }
