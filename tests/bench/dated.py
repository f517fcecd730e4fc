"""Dates, outlets and outcomes for generated articles, as pages would give them: most have, some have not.

Run: python -m tests.bench.dated HOME, then publish.
"""

import sys
from pathlib import Path

import duckdb

from warehouse.connect import transaction
from warehouse.home import Home

_OUTLETS = (
    "中国制造报",
    "数字产业周刊",
    "经济观察网",
    "科创日报",
    "智能制造评论",
    "云上产业",
    "工业观察报",
    "未来工厂",
)
# Of ten links so many come, and so on; a tenth is not fetched yet.
_OUTCOMES = ("ok", "ok", "ok", "ok", "ok", "ok", "unchanged", "gone", "timeout", "blocked")
_DAYS = 1100


def date_articles(home: Home) -> None:
    """Give four of five articles a time in the last three years and an outlet; enter attempts at their pages.

    It writes into core what landing did not say: a shortcut that the next change of an article undoes.
    """
    con = duckdb.connect(str(home.database))
    try:
        with transaction(con):
            con.execute(
                """
                UPDATE core.article_base
                SET published_at = date_trunc('minute', first_loaded_at) - to_minutes(
                        CAST(? * 1440 * (1 - sqrt(hash(article_id, 'day') % 10000 / 10000)) AS BIGINT)
                    ),
                    published_precision = 'minute',
                    published_source = 'page',
                    outlet = ?[
                        1 + CAST(floor(len(?) * pow(hash(article_id, 'outlet') % 1000 / 1000, 2)) AS INTEGER)
                    ]
                WHERE hash(article_id) % 5 > 0
                """,
                [_DAYS, list(_OUTLETS), list(_OUTLETS)],
            )
            con.execute("UPDATE core.article_base SET published_on = CAST(published_at AS DATE)")
            con.execute(
                """
                INSERT INTO landing.page_fetch (fetch_id, url, host, requested_at, outcome, run_id)
                SELECT md5(canonical_url), canonical_url, host, now() - INTERVAL 3 HOUR,
                    ?[1 + CAST(hash(canonical_url) % 10 AS INTEGER)], first_run_id
                FROM core.article_base
                WHERE canonical_url IS NOT NULL AND hash(article_id, 'fetched') % 10 > 0
                """,
                [list(_OUTCOMES)],
            )
            con.execute("INSERT INTO ops.publication_due VALUES ('dated')")
    finally:
        con.close()


if __name__ == "__main__":
    date_articles(Home(Path(sys.argv[1])))
