"""A bundle for Apache Superset: the marts as a database, datasets, charts, and one dashboard.

Everything comes from the heads of the SQL files, so that Superset says what the dictionary and the
dashboard say. Bytes depend on nothing but them and the home's place, ids on names alone: importing a
bundle again doubles nothing.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from warehouse.connect import connect
from warehouse.dashboard.charts import read_charts, read_labels
from warehouse.errors import Failure
from warehouse.exporting.superset.charts import describe_drawings
from warehouse.exporting.superset.datasets import (
    DATABASE_NAME,
    VERSION,
    describe_chart,
    describe_table,
    make_id,
)
from warehouse.exporting.superset.layout import SLUG, describe_dashboard
from warehouse.files import put_in_place
from warehouse.home import Home
from warehouse.migrate import migrate
from warehouse.models import create_views, read_models

_ROOT = "ainews"
# The beginning of zip's time: the same definitions give the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)
# Superset closes each connection (NullPool), so that the next one follows the link to a newer generation.
_READ_ONLY = {
    "read_only": True,
    "config": {
        "memory_limit": "512MB",
        "threads": 1,
        "max_temp_directory_size": "0B",  # what spills would lie in the generation
        "enable_external_access": False,  # or SQL Lab would read any file of Superset's machine
        "autoinstall_known_extensions": False,
        "lock_configuration": True,
    },
}


def write_bundle(home: Home, target: Path) -> dict[str, int]:
    """Write the bundle for the generations of this home; return how many of each sort are in it.

    Raises NoWarehouse if nothing has been published yet, and Failure if the file cannot be written.
    """
    home.current_generation()
    files = describe_bundle(home)
    making = target.with_name(f".{target.name}.making")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with ZipFile(making, "w", ZIP_DEFLATED) as bundle:
            for name, content in files.items():
                # JSON is YAML, of which Superset's form is
                text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
                bundle.writestr(ZipInfo(f"{_ROOT}/{name}.yaml", _EPOCH), text, ZIP_DEFLATED)
        put_in_place(making, target)
    except OSError as error:
        raise Failure(f"{target} cannot be written: {error}", "Give another place.") from error
    return Counter(name.partition("/")[0] for name in files)


def describe_bundle(home: Home) -> dict[str, dict[str, Any]]:
    """Return the bundle's files, by their names without suffix."""
    labels = read_labels()
    con = connect()
    try:
        migrate(con)
        create_views(con, read_models("core", "reporting"))
        datasets = [describe_table(con, model, labels) for model in read_models("reporting")]
        datasets += [describe_chart(con, chart, labels) for chart in read_charts()]
    finally:
        con.close()
    drawn = {chart.name: describe_drawings(chart, labels) for chart in read_charts()}
    charts = {f"{name}_{place}": each for name, some in drawn.items() for place, each in enumerate(some)}
    return {
        # without a type it is imported as a dashboard and, by the API for assets, as whatever is in it
        "metadata": {"version": VERSION},
        f"databases/{DATABASE_NAME}": _describe_database(home),
        **{f"datasets/{DATABASE_NAME}/{each['table_name']}": each for each in datasets},
        **{f"charts/{name}": each for name, each in charts.items()},
        f"dashboards/{SLUG}": describe_dashboard(drawn, labels),
    }


def _describe_database(home: Home) -> dict[str, Any]:
    marts = home.current.absolute() / "marts.duckdb"
    return {
        "database_name": DATABASE_NAME,
        "sqlalchemy_uri": f"duckdb:///{marts}",
        "cache_timeout": -1,  # an answer costs milliseconds, and a kept one would be of an older generation
        "expose_in_sqllab": True,
        "allow_run_async": False,
        "allow_ctas": False,
        "allow_cvas": False,
        "allow_dml": False,
        "allow_csv_upload": False,
        "extra": {"engine_params": {"connect_args": _READ_ONLY}, "allows_virtual_table_explore": True},
        "uuid": make_id("database", DATABASE_NAME),
        "version": VERSION,
    }
