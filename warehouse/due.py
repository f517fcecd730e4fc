"""Which links are due, and when a site was last asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb

from warehouse.pages import CAME

# Whom an address asks, as far as manners are concerned: its host, with the port if that is not the usual one.
_SITE = "regexp_extract(url, '^https://([^/?#]+)', 1)"
# More of a site's last runs tell nothing new: a wait that doubles eight times is the longest.
_RUNS_LOOKED_AT = 10


@dataclass(frozen=True, slots=True)
class DueLink:
    """A link whose page is due; `known` is the version that we have: hash, file, offset, ETag, Last-Modified.

    `is_new` if it was never tried; `is_stale` if an older extractor read the known version, or none.
    """

    url: str
    link: str
    site: str
    is_new: bool
    is_stale: bool
    known: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class SiteRun:
    """What a run brought of a site: whether the site was given up, and the outcomes that there were."""

    site: str
    last_at: datetime
    given_up: bool
    outcomes: list[str]


def list_due(
    con: duckdb.DuckDBPyConnection,
    now: datetime,
    resting: Iterable[str],
    extractor_version: int,
    host: str | None = None,
) -> list[DueLink]:
    """Return the links that are due, those never tried first, then by their date; sites take turns.

    `resting` are sites to be left alone just now; `host` restricts to one host.
    """
    rows = con.execute(
        f"""
        WITH tried AS (
            SELECT url,
                arg_max(next_due_at, requested_at) AS next_due_at,
                arg_max(
                    {{
                        content_sha256: content_sha256, archive_file: archive_file,
                        archive_offset: archive_offset, etag: etag, last_modified: last_modified
                    }}, requested_at
                ) FILTER ({CAME}) AS known
            FROM landing.page_fetch GROUP BY url
        ),
        links AS (
            SELECT canonical_url AS url, link, {_SITE.replace("url", "canonical_url")} AS site,
                next_due_at IS NULL AS is_new,
                coalesce(next_due_at, first_loaded_at AT TIME ZONE 'Asia/Shanghai') AS due_at, known
            FROM core.article_base LEFT JOIN tried ON canonical_url = tried.url
            WHERE canonical_url IS NOT NULL AND coalesce(next_due_at <= $now, true)
                AND host = coalesce($host, host)
        )
        SELECT links.url, link, site, is_new,
            known IS NOT NULL AND content.extractor_version IS DISTINCT FROM $version AS is_stale, known
        FROM links
        LEFT JOIN landing.page_content AS content
            ON links.url = content.url AND known.content_sha256 = content.content_sha256
        WHERE NOT list_contains($resting, site)
        ORDER BY is_new DESC,
            row_number() OVER (PARTITION BY site, is_new ORDER BY due_at, links.url), due_at, links.url
        """,
        {"now": now, "host": host, "resting": list(resting), "version": extractor_version},
    ).fetchall()
    return [DueLink(*row) for row in rows]


def list_site_runs(con: duckdb.DuckDBPyConnection) -> list[SiteRun]:
    """Return the last runs of each site, the newest first."""
    rows = con.execute(f"""
        SELECT {_SITE} AS site, max(requested_at) AS last_at,
            coalesce(bool_or(host_given_up <> ''), false) AS given_up, list(DISTINCT outcome) AS outcomes
        FROM landing.page_fetch
        GROUP BY site, run_id
        QUALIFY row_number() OVER (PARTITION BY site ORDER BY max(requested_at) DESC) <= {_RUNS_LOOKED_AT}
        ORDER BY site, last_at DESC
        """).fetchall()
    return [SiteRun(*row) for row in rows]
