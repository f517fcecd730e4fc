"""The command for who looks: dashboard."""

import signal
import threading
import time
from typing import Annotated

import typer
from rich.markup import escape

from flows.commands.common import (
    INTERRUPTED,
    HomeOption,
    JsonOption,
    Terminated,
    line,
    out,
    print_json,
    settings_of,
    stop_cleanly,
)

_PORT = 8420
_POLL_SECONDS = 0.2


def dashboard(
    open_: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    serve: Annotated[bool, typer.Option("--serve", help="Serve it on this machine until Ctrl-C.")] = False,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port to serve on, 0 for a free one.")
    ] = _PORT,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """Print where the dashboard is: one HTML file for the browser, written with every generation.

    It needs no server and no network. With --serve it is always that of the current generation,
    and shows how the last run ended although that run published nothing.
    """
    from warehouse.dashboard.serve import find_page, open_server
    from warehouse.dashboard.write import PAGE
    from warehouse.home import Home
    from warehouse.publish import read_manifest

    place = Home(settings_of(home=home).home)
    find_page(place)
    page = place.current / PAGE  # by the link, so that a bookmark shows the newest
    manifest = read_manifest(place.current)
    about = {
        "page": page,
        "generation_id": manifest.get("generation_id"),
        "faults": manifest.get("dashboard_faults", []),
    }
    if not serve:
        if json:
            print_json(about)
        else:
            typer.echo(page)
        if open_:
            _open(page.as_uri())
        return
    stop_cleanly()
    server = open_server(place, port)
    address = f"http://127.0.0.1:{server.server_port}/"
    # in a thread of its own: a signal that unwound it could come in the middle of taking a connection
    serving = threading.Thread(target=server.serve_forever, args=[_POLL_SECONDS], daemon=True)
    serving.start()
    try:
        if json:
            print_json({**about, "url": address})
        else:
            line("dashboard", escape(address))
            line("warehouse", escape(str(place.current)))
            out.print("Ctrl-C stops it.")
        if open_:
            _open(address)
        while serving.is_alive():  # a join() may miss a signal that another thread hears
            time.sleep(_POLL_SECONDS)
    except KeyboardInterrupt as stop:
        out.print("Stopped.")
        is_terminated = isinstance(stop, Terminated)
        raise typer.Exit(128 + signal.SIGTERM if is_terminated else INTERRUPTED) from stop
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


def _open(address: str) -> None:
    import webbrowser

    from warehouse.errors import Failure

    if not webbrowser.open(address):
        raise Failure("No browser was found on this machine.", f"Open it yourself: {address}")
