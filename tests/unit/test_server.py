"""Where Prefect's server is looked for, and at which port one of our own will listen."""

import socket
from pathlib import Path

import pytest

from flows.progress import Silent
from flows.server import NoServer, find_server, prefect_home, set_environment
from flows.settings import load_settings


def test_own_server_has_a_port_of_its_own_from_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        wanted = taken.getsockname()[1]
        settings = load_settings({"home": tmp_path, "prefect_port": wanted})
        first, second = find_server(settings), find_server(settings)
        assert first.port
        assert second.port
        with first.port, second.port:
            ports = [each.getsockname()[1] for each in (first.port, second.port)]
    assert wanted < ports[0] < ports[1]
    assert [first.api_url, second.api_url] == [f"http://127.0.0.1:{port}/api" for port in ports]


def test_server_on_another_machine_is_not_replaced_by_one_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://prefect.invalid:4200/api")
    with pytest.raises(NoServer, match="does not answer"):
        find_server(load_settings({"home": tmp_path}))


@pytest.mark.slow
def test_server_that_does_not_start_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load_settings({"home": tmp_path})
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("PREFECT_API_DATABASE_CONNECTION_URL", "nonsense")
    server = find_server(settings)
    for name in ("PREFECT_HOME", "PREFECT_API_URL", "NO_PROXY"):
        monkeypatch.setenv(name, "")  # restored in the end
    set_environment(settings, server.api_url)
    with pytest.raises(NoServer, match="Could not parse SQLAlchemy URL"):
        server.start(settings, Silent())
    assert (prefect_home(tmp_path) / "server.log").exists()
