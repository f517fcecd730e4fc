"""The command that shows what the page cleaner makes of stored pages: extract."""

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.common import FAILED, tell_failure

if TYPE_CHECKING:
    from flows.pages.extracting.batch import StoredPage

_GZIP = b"\x1f\x8b"


def extract(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Stored HTML as it was fetched, also .gz.")
    ],
    url: Annotated[
        str | None, typer.Option("--url", help="Where the page came from; with one FILE.", show_default=False)
    ] = None,
) -> None:
    """Extract the article of stored pages: one JSON object a line.

    Title, body, time with its precision, author, outlet, and the rule that found each. Without
    --url the page's own canonical address chooses the rules. A page that is blocked or gone gives
    no text, and its rule says why.

    Example:
    ainews extract page.html.gz --url https://baijiahao.baidu.com/s?id=1791657449909440187
    """
    import json
    from dataclasses import asdict

    from flows.errors import UsageError
    from flows.pages.extracting.batch import extract_pages

    if url and len(files) > 1:
        raise UsageError(
            f"--url goes with one FILE, and {len(files)} are given.", "Leave --url out, or call once a file."
        )
    for file in files:
        if not file.is_file():
            raise UsageError(
                f"{file}: there is no such file.", "Give stored HTML files; a page is not fetched here."
            )
    failed: list[Path] = []
    read: list[Path] = []
    for place, content in enumerate(extract_pages(_read_all(files, url, read, failed))):
        line = {"file": str(read[place]), "url": url, **asdict(content)}
        typer.echo(json.dumps(line, ensure_ascii=False, default=str))
    if failed:
        raise typer.Exit(FAILED)


def _read_all(
    files: list[Path], url: str | None, read: list[Path], failed: list[Path]
) -> "Iterator[StoredPage]":
    """Yield the pages that can be read; tell of those that cannot, and go on."""
    from flows.pages.extracting.batch import StoredPage
    from warehouse.errors import Failure

    for file in files:
        try:
            content = _read_page(file)
        except (OSError, EOFError, zlib.error) as error:
            failed.append(file)
            tell_failure(Failure(f"{file}: {error}", "It was left out; the others are not touched by it."))
        else:
            read.append(file)
            yield StoredPage(content, url)


def _read_page(file: Path) -> bytes:
    """Return a file's bytes, unpacked; one byte more than the largest page at most."""
    from flows.pages.extracting.page import LARGEST_PAGE

    with file.open("rb") as raw:
        packed = raw.read(len(_GZIP)) == _GZIP
        raw.seek(0)
        if packed:
            with gzip.GzipFile(fileobj=raw) as unpacked:
                return unpacked.read(LARGEST_PAGE + 1)
        return raw.read(LARGEST_PAGE + 1)
