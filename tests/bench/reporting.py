"""How long BI tools wait: a typical question to each reporting table, asked again and again.

Run: python -m tests.bench.reporting MARTS
Prints a JSON object: for each table the 95th percentiles of wall and of CPU time, in milliseconds.
"""

import json
import statistics
import sys
import time
from pathlib import Path

import duckdb

_REPETITIONS = 30
# As BI tools send them: filter, group, order, limit. {n} differs each time, so that none is asked twice.
QUESTIONS = {
    "article_overview": """
        SELECT section_name, host, count(*) AS articles, avg(body_length) AS body_length
        FROM reporting.article_overview
        WHERE month >= DATE '2000-01-01' AND technologies LIKE '%大模型%' AND body_length > {n}
        GROUP BY section_name, host ORDER BY articles DESC LIMIT 1000""",
    "data_quality": """
        SELECT area, measure, max(share) AS share FROM reporting.data_quality
        WHERE amount >= {n} GROUP BY area, measure ORDER BY share DESC LIMIT 1000""",
    "event_timeline": """
        SELECT date, title, event_summary, industries FROM reporting.event_timeline
        WHERE industries LIKE '%农业%' AND date >= DATE '2000-01-01' + {n}
        ORDER BY date DESC, title LIMIT 100""",
    "freshness": """
        SELECT source, max(last_loaded_at) AS loaded, sum(article_count) AS articles FROM reporting.freshness
        WHERE article_count >= {n} GROUP BY source ORDER BY source LIMIT 1000""",
    "industry_technology_matrix": """
        SELECT section_name, technology_name, sum(article_count) AS articles
        FROM reporting.industry_technology_matrix WHERE technology_is_known AND article_count > {n}
        GROUP BY section_name, technology_name ORDER BY articles DESC LIMIT 1000""",
    "industry_trend_monthly": """
        SELECT month, section_name, sum(article_count) AS articles FROM reporting.industry_trend_monthly
        WHERE date_basis = 'loaded' AND article_count > {n} GROUP BY month, section_name
        ORDER BY articles DESC LIMIT 1000""",
    "link_health": """
        SELECT host, last_outcome, sum(page_count) AS pages FROM reporting.link_health
        WHERE attempt_count >= {n} GROUP BY host, last_outcome ORDER BY pages DESC LIMIT 1000""",
    "outlet_coverage": """
        SELECT outlet, sum(article_count) AS articles FROM reporting.outlet_coverage
        WHERE article_count >= {n} GROUP BY outlet ORDER BY articles DESC LIMIT 1000""",
    "run_history": """
        SELECT command, status, count(*) AS runs, avg(duration_seconds) AS seconds FROM reporting.run_history
        WHERE duration_seconds >= {n} GROUP BY command, status ORDER BY runs DESC LIMIT 1000""",
    "syndicated_story": """
        SELECT outlet_count, count(*) AS stories, max(title) AS example FROM reporting.syndicated_story
        WHERE article_count >= {n} GROUP BY outlet_count ORDER BY stories DESC LIMIT 1000""",
    "tag_cooccurrence": """
        SELECT tag_a_name, sum(article_count) AS articles FROM reporting.tag_cooccurrence
        WHERE article_count > {n} GROUP BY tag_a_name ORDER BY articles DESC LIMIT 1000""",
    "tag_trend_monthly": """
        SELECT month, tag_name, sum(article_count) AS articles FROM reporting.tag_trend_monthly
        WHERE date_basis = 'loaded' AND article_count > {n} GROUP BY month, tag_name
        ORDER BY articles DESC LIMIT 1000""",
    "technology_trend_monthly": """
        SELECT month, parent_name, sum(article_count) AS articles FROM reporting.technology_trend_monthly
        WHERE is_known AND article_count > {n} GROUP BY month, parent_name
        ORDER BY articles DESC LIMIT 1000""",
    "vocabulary_gap": """
        SELECT kind, name, sum(article_count) AS articles FROM reporting.vocabulary_gap
        WHERE article_count > {n} GROUP BY kind, name ORDER BY articles DESC LIMIT 1000""",
}


def main(marts: Path) -> None:
    """Ask each question once to warm up, then as often as it takes for a percentile."""
    with duckdb.connect(marts, read_only=True) as con:
        rows = con.execute(
            "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'reporting'"
        ).fetchall()
        tables = {name for (name,) in rows}
        if tables != QUESTIONS.keys():
            sys.exit(
                f"Tables without a question, or the other way round: {sorted(tables ^ QUESTIONS.keys())}"
            )
        print(json.dumps({table: _time(con, question) for table, question in QUESTIONS.items()}))


def _time(con: duckdb.DuckDBPyConnection, question: str) -> tuple[float, float]:
    con.execute(question.format(n=0)).fetchall()
    times = []
    for turn in range(_REPETITIONS):
        wall, cpu = time.perf_counter(), time.process_time()
        con.execute(question.format(n=turn)).fetchall()
        times.append((time.perf_counter() - wall, time.process_time() - cpu))
    wall_p95, cpu_p95 = (1000 * statistics.quantiles(column, n=20)[-1] for column in zip(*times, strict=True))
    return wall_p95, cpu_p95


if __name__ == "__main__":
    main(Path(sys.argv[1]))
