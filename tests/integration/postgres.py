"""A real PostgreSQL of its own for tests: in a scratch folder, on a socket in it, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_VERSIONS = Path("/usr/lib/postgresql")  # where Debian puts them
SUPERUSER = "postgres"


@contextmanager
def run_postgres() -> Iterator[str]:
    """Run a server; give the URL of its superuser, who needs no password. Skip where there is none."""
    programs = sorted(_VERSIONS.glob("*/bin"), key=lambda path: float(path.parent.name))
    if not programs:
        assert not os.environ.get("CI"), "CI has to test on a real PostgreSQL: apt-get install postgresql"
        pytest.skip("there is no PostgreSQL here (Debian: postgresql), so this was not tested")
    # initdb refuses root; Debian's package brings a user of its own
    as_user = ["runuser", "--user", SUPERUSER, "--"] if os.geteuid() == 0 else []

    def call(program: str, *arguments: str) -> None:
        command = [*as_user, programs[-1] / program, "--pgdata", f"{folder}/data", *arguments]
        done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=log, timeout=120)
        assert done.returncode == 0, Path(log.name).read_text()

    # not pytest's folder, which only its owner may enter, and whose path is too long for a socket
    with tempfile.TemporaryDirectory(prefix="pg-") as folder, open(f"{folder}/log", "w") as log:  # noqa: PTH123
        if as_user:
            shutil.chown(folder, SUPERUSER)
        call(
            "initdb",
            "--username",
            SUPERUSER,
            "--auth",
            "trust",
            "--no-sync",
            "--encoding",
            "UTF8",
            "--locale",
            "C",
        )
        settings = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
        call("pg_ctl", "--wait", "--options", settings, "start")
        try:
            yield f"postgresql://{SUPERUSER}@/postgres?host={folder}"
        finally:
            call("pg_ctl", "--wait", "--mode", "immediate", "stop")
