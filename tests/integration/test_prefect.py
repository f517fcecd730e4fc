"""The installation can run a flow: a broken dependency of Prefect shows here and not at night."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import SEED_FILE
from warehouse.home import Home


def test_the_pipeline_runs_as_a_flow(tmp_path: Path) -> None:
    seeds, home = str(SEED_FILE.parent), str(tmp_path / "home")
    probe = (
        "from pathlib import Path; from flows.pipeline import pipeline\n"
        f"state = pipeline(seeds=[{seeds!r}], home=Path({home!r}), return_state=True)\n"
        "print('state:', state.name, '|', state.message)"
    )
    environment = {
        **os.environ,
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    }
    environment.pop("PREFECT_API_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", probe], env=environment, capture_output=True, text=True, timeout=300
    )
    assert "state: Completed | 1 articles added" in done.stdout, done.stdout + done.stderr
    assert Home(tmp_path / "home").current_generation().exists()
