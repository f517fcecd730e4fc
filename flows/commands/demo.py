"""The command that builds a warehouse of invented articles to look at: demo."""

import fcntl
import json as json_format
import os
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.text import Text

from flows.commands.common import (
    JsonOption,
    QuietOption,
    err,
    line,
    out,
    print_json,
    settings_of,
    stop_cleanly,
)

MARK = "demo.json"  # stands in a demo's folder and in no other


def demo(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help="Folder for it (default: warehouse/demo).", show_default=False),
    ] = None,
    articles: Annotated[int, typer.Option("--articles", min=1, max=100_000, help="How many.")] = 5000,
    seed: Annotated[int, typer.Option("--seed", help="Another number, other articles.")] = 1,
    day: Annotated[
        datetime | None,
        typer.Option("--day", formats=["%Y-%m-%d"], help="Last day of its history (default: today)."),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Remove an earlier demo in DIR first.")] = False,
    json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Build a warehouse of invented articles in a folder of its own, to look at and to try things on.

    Three years of news of invented companies in invented outlets, each text marked 演示数据: trends,
    reprints, revisions, dead links, unknown labels, faulty files, and ten weeks of runs. All of it is
    loaded, fetched (from an invented web, without a network) and published by the ordinary steps.

    The same number of articles, seed and day give the same articles. The usual warehouse is not touched.
    """
    from flows.demo.history import build_demo
    from flows.progress import make_progress
    from warehouse.home import PROJECT

    home = (folder or PROJECT / "warehouse" / "demo").absolute()
    _refuse_others(home)
    with _hold(home):
        is_demo = (home / MARK).is_file()
        if is_demo:
            _refuse_demo(home, replace)
        stop_cleanly("Give --replace to build the demo anew.")
        about = {"articles": articles, "seed": seed, "process_id": os.getpid()}
        _mark(home, about, is_finished=False)
        if is_demo:
            _clear(home)
        progress = make_progress(err, quiet=quiet or json)
        now = day.replace(hour=12, tzinfo=UTC) if day else datetime.now(UTC)
        built = build_demo(settings_of(home=home), articles, seed, now, progress)
        _mark(home, about, is_finished=True)
    if json:
        print_json(
            {"home": built.home, "seeds": built.seeds, "articles": built.articles, "files": built.files}
        )
        return
    out.print(f"A demo of {built.articles:,} invented articles (演示数据) is ready.")
    line("home", escape(str(home)))
    line("seed files", f"{built.files:,} in {escape(str(built.seeds))}")
    out.print("\nLook at it")
    home_in_shell = shlex.quote(str(home))
    out.print(Text(f"  export AINEWS_HOME={home_in_shell}"), soft_wrap=True)
    for command in (
        "ainews dashboard",
        "ainews status",
        "ainews search 大模型 制造",
        "ainews query --examples",
        "ainews query 'FROM industry_technology_matrix ORDER BY article_count DESC LIMIT 9'",
        "ainews problems",
    ):
        out.print(Text(f"  {command}"), soft_wrap=True)
    out.print("\nRemove it")
    out.print(Text(f"  rm -r {home_in_shell}; unset AINEWS_HOME"), soft_wrap=True)


def _refuse_others(folder: Path) -> None:
    """Raise UsageError for a folder that is not for a demo."""
    from flows.errors import UsageError
    from warehouse.home import DEFAULT_HOME

    if folder.resolve() == DEFAULT_HOME.resolve():
        raise UsageError(f"{folder} is the usual warehouse.", "Give the demo another folder.")
    if folder.is_file():
        raise UsageError(f"{folder} is a file.", "Give a new or an empty folder.")
    if folder.exists() and not (folder / MARK).is_file() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty, and no demo.", "Give a new or an empty folder.")


@contextmanager
def _hold(folder: Path) -> Iterator[None]:
    """Make the demo's folder and hold it for the block. Raises Locked if another process builds in it.

    The run lock would not do: each of the demo's runs takes it anew.
    """
    from warehouse.errors import Locked

    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            builder = _read_mark(folder).get("process_id", "unknown")
            raise Locked(
                f"`ainews demo` (process {builder}) is building {folder}.",
                "Wait for it to end, or give another folder.",
            ) from None
        yield
    finally:
        os.close(descriptor)


def _refuse_demo(folder: Path, replace: bool) -> None:
    """Raise UsageError for a demo that is not to be replaced, and Locked for one that a run writes to."""
    from flows.errors import UsageError
    from warehouse.home import Home
    from warehouse.lock import explain_locked, find_writer

    if not replace:
        is_finished = _read_mark(folder).get("is_finished")
        told = "holds a demo already." if is_finished else "holds a demo that was stopped."
        raise UsageError(f"{folder} {told}", "Give --replace to build it anew.")
    if find_writer(Home(folder)):
        raise explain_locked(Home(folder))


def _clear(folder: Path) -> None:
    """Remove all but the mark: what is left of a removal that is stopped is a demo still."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != MARK:
            path.unlink()


def _read_mark(folder: Path) -> dict[str, Any]:
    """Return what a demo's folder says of itself, nothing if that cannot be read."""
    try:
        mark = json_format.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return mark if isinstance(mark, dict) else {}


def _mark(folder: Path, about: dict[str, Any], *, is_finished: bool) -> None:
    """Say in the folder what it is, who builds it, and whether it is whole."""
    mark = {"what": "演示数据: invented articles, made by ainews demo", **about, "is_finished": is_finished}
    (folder / MARK).write_text(json_format.dumps(mark, ensure_ascii=False) + "\n", encoding="utf-8")
