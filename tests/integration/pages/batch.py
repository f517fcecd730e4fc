"""A batch in a process of its own, to be killed: tells each page as it comes."""

import sys
from pathlib import Path

from flows.pages.archive.writing import Archive
from flows.pages.fetching.crawl import fetch_batch
from flows.pages.fetching.records import PageRequest
from tests.integration.pages.conftest import QUICK, allow, judge

folder, run_id, *urls = sys.argv[1:]
with Archive(Path(folder), run_id, user_agent=QUICK.user_agent) as archive:
    for fetched in fetch_batch(
        map(PageRequest, urls), allow(QUICK, urls), archive, run_id=run_id, judge=judge
    ):
        print(fetched.url, fetched.archive_file, fetched.archive_offset, flush=True)
