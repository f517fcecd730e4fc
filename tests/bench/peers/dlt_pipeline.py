"""The pipeline of both ways of using dlt: it keeps all that it writes in one place."""

import os
from pathlib import Path

import dlt


def make_pipeline(place: Path) -> dlt.Pipeline:
    """Return a pipeline into a DuckDB file in that place."""
    os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"
    return dlt.pipeline(
        "news",
        destination=dlt.destinations.duckdb(str(place / "news.duckdb")),
        dataset_name="seeds",
        pipelines_dir=str(place / "pipelines"),
    )
