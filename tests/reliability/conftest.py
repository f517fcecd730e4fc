"""What reliability tests start from: seed files, homes to copy, and undisturbed runs to compare with."""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.bench.seed_generator import SeedGenerator
from tests.reliability.harness import is_begun, run, start, wait_for
from warehouse.home import Home

FILES = 300


@dataclass(frozen=True)
class Case:
    """A home before a run, the run, how long it lasts with the lock, and the home after it, undisturbed."""

    before: Path | None
    arguments: list[str]
    after: Home
    seconds: float = 0

    @property
    def undisturbed(self) -> Path:
        return self.after.database

    def make_home(self, folder: Path) -> Home:
        home = Home(folder / "home")
        if self.before:
            shutil.copytree(self.before, home.root, symlinks=True)
        return home


@dataclass(frozen=True)
class Material:
    """A first load, a run with changes, and a publication; `again` are the arguments of the next run."""

    first: Case
    changed: Case
    published: Case
    again: list[str]


@pytest.fixture(scope="session")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    root = tmp_path_factory.mktemp("reliability")
    seeds = root / "articles"
    again = ["run", "--seeds", str(seeds)]
    SeedGenerator().write(seeds, FILES)
    run(Home(root / "base"), *again)
    change_seeds(seeds)
    shutil.copytree(root / "base", root / "loaded", symlinks=True)
    run(Home(root / "loaded"), "ingest", "--seeds", str(seeds))
    return Material(
        first=_measure(root / "first", None, again),
        changed=_measure(root / "changed", root / "base", again),
        published=_measure(root / "published", root / "loaded", ["publish"]),
        again=again,
    )


def change_seeds(seeds: Path) -> None:
    """Of ten files one is changed, one vanishes and one is broken in some way; others are added."""
    for number, path in enumerate(sorted(seeds.rglob("*.txt"))):
        content = path.read_bytes()
        if number % 10 == 1:
            path.unlink()
        elif number % 10 == 2:
            path.write_bytes(content.replace("总结:".encode(), "总结: 新的一段。".encode(), 1))
        elif number % 10 == 3:
            broken = (b"", content[: len(content) // 3], "没有标签".encode(), b"\xff\x00" + content)
            path.write_bytes(broken[number // 10 % len(broken)])
    generator = SeedGenerator(seed=2)
    (seeds / "new").mkdir()
    for number in range(1000, 1040):
        (seeds / "new" / f"{number}.txt").write_bytes(generator.make_file(number))


def _measure(folder: Path, before: Path | None, arguments: list[str]) -> Case:
    home = Case(before, arguments, Home(folder)).make_home(folder)
    process = start(home, *arguments)
    wait_for(lambda: is_begun(home), process)
    begun = time.monotonic()
    _, told = process.communicate()
    assert process.returncode == 0, told
    return Case(before, arguments, home, time.monotonic() - begun)


@pytest.fixture
def mount() -> Iterator[Callable[..., None]]:
    """Mount something for the test: mount(*arguments of mount(8)), the folder last."""
    mounted: list[Path] = []

    def call(*arguments: object) -> None:
        if not shutil.which("mount"):
            pytest.skip("there is no mount here, so this was not tested")
        done = subprocess.run(["mount", *map(str, arguments)], capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"nothing may be mounted here, so this was not tested: {done.stderr.strip()}")
        mounted.append(Path(str(arguments[-1])))

    yield call
    for folder in reversed(mounted):
        subprocess.run(["umount", "--lazy", folder], check=True)
