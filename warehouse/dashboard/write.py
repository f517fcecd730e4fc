"""Writing the page: template, style, scripts and data into one HTML file that asks nobody for anything.

Its Content-Security-Policy names the hashes of its own scripts and style, so that nothing else can run
in it, whatever stands in titles and labels; Vega's expressions are interpreted, not compiled.
"""

import base64
import json
import re
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

from warehouse.connect import connect_published
from warehouse.dashboard.charts import CHARTS
from warehouse.dashboard.data import collect_data, list_faults
from warehouse.dashboard.scripts import read_scripts
from warehouse.files import write_atomically

PAGE = "dashboard.html"
_FOLDER = Path(__file__).parent / "page"
# In this order they are one module: what one defines, the later ones use.
_SCRIPTS = ("words", "data", "state", "specs", "network", "views", "main")
_SOURCES = frozenset((".sql", ".csv", ".html", ".css", ".js"))
_SLOT = re.compile(r"\{\{(\w+)\}\}")


def write_dashboard(marts: Path, page: Path) -> list[str]:
    """Fill the page from a generation's marts; return what could not be shown, a line each.

    Whatever goes wrong is told in the page and returned, never raised: data is not held back by a page.
    """
    try:
        con = connect_published(marts, threads=1)
        try:
            data = collect_data(con)
        finally:
            con.close()
        write_atomically(page, render_page(data))
        return list_faults(data)
    except Exception as error:  # noqa: BLE001  # in the middle of the night, a page is worth less than its data
        fault = f"{type(error).__name__}: {error}"
        write_atomically(page, _fill("fault.html", {"fault": escape(fault)}))
        return [fault]


def hash_sources() -> str:
    """Hash what the page is made from but for the data: when that changes, a generation is due."""
    digest = sha256()
    for path in sorted((*CHARTS.iterdir(), *_FOLDER.iterdir())):
        if path.suffix in _SOURCES and not path.name.startswith("vega-"):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def render_page(data: Mapping[str, Any]) -> str:
    """Return the whole page with this data in it."""
    style = _read("page.css")
    script = "\n".join(_read(f"{name}.js") for name in _SCRIPTS)
    vega = _keep_inside(read_scripts())
    return _fill(
        "page.html",
        {
            "policy": (
                f"default-src 'none'; script-src {_hash(script)} {_hash(vega)}; style-src {_hash(style)}; "
                "img-src data:; base-uri 'none'; form-action 'none'"
            ),
            "style": style,
            "data": encode_json(data),
            "script": script,
            "vega": vega,
        },
    )


def encode_json(value: Any) -> str:
    """Return JSON that may stand in a script element: no text in it can end that element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _fill(template: str, parts: Mapping[str, str]) -> str:
    return _SLOT.sub(lambda slot: parts[slot[1]], _read(template))


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _keep_inside(script: str) -> str:
    return script.replace("</script", "<\\/script").replace("<!--", "<\\!--")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"
