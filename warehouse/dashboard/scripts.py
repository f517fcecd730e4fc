"""The charts' scripts (Vega, Vega-Lite, vega-embed): made once from the locked package, kept beside the page.

Making them takes two CPU seconds, so it is done at installation, or else at the first publishing.
Run: python -m warehouse.dashboard.scripts
"""

from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from warehouse.files import write_atomically

_FOLDER = Path(__file__).parent / "page"
# As an attribute of the window it is seen by the page's own script, which is another module.
_SNIPPET = "window.vegaEmbed = vegaEmbed;"


def read_scripts() -> str:
    """Return them as the text of one JavaScript module, made now if they are not there.

    In a checkout that only others may write to they cannot be kept, and are made each time.
    """
    path = _FOLDER / f"vega-{version('vl-convert-python')}.js"
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        import vl_convert  # it carries a whole JavaScript engine: only who makes the scripts pays for it

        text = vl_convert.javascript_bundle(_SNIPPET)
        with suppress(OSError):
            write_atomically(path, text)
        return text


if __name__ == "__main__":
    read_scripts()
