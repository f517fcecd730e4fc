"""Which links are due now, and how each is asked for."""

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby, takewhile

import duckdb

from flows.pages.extract import EXTRACTOR_VERSION
from flows.pages.fetching.due import DuePolicy, host_due
from flows.pages.fetching.outcomes import Outcome
from flows.pages.fetching.records import Known, PageRequest, Place
from flows.settings import Settings
from flows.steps.manners import make_due_policy
from warehouse.due import DueLink, SiteRun, list_due, list_site_runs


def list_due_links(
    con: duckdb.DuckDBPyConnection, settings: Settings, now: datetime, host: str | None = None
) -> list[DueLink]:
    """Return the links whose page and site are both due: those never tried first, then by age."""
    resting = find_resting(list_site_runs(con), make_due_policy(settings), now)
    return list_due(con, now, resting, EXTRACTOR_VERSION, host)


def find_resting(runs: Iterable[SiteRun], policy: DuePolicy, now: datetime) -> list[str]:
    """Return the sites to be left alone just now: their last runs failed, and the wait is not over.

    `runs` are those of each site, the newest first.
    """
    resting = []
    for site, of_site in groupby(runs, key=lambda run: run.site):
        failed = list(takewhile(_has_failed, of_site))
        if failed and host_due(len(failed), failed[0].last_at, policy) > now:
            resting.append(site)
    return resting


def make_request(link: DueLink) -> PageRequest:
    """Return what to ask for: the link as received, on the condition that it changed."""
    known = None
    if link.known:
        place = Place(link.known["archive_file"], link.known["archive_offset"])
        known = Known(link.known["content_sha256"], place, link.known["etag"], link.known["last_modified"])
    address = link.link.strip()
    return PageRequest(link.url, known, address if address.lower().startswith(("http:", "https:")) else None)


def _has_failed(run: SiteRun) -> bool:
    """Whether a run gave the site up, or got nothing of it but failures that may pass."""
    outcomes = map(Outcome, run.outcomes)
    return run.given_up or all(each.may_pass or each is Outcome.BLOCKED for each in outcomes)
