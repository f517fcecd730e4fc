"""The charts' scripts (Vega, Vega-Lite, vega-embed): made once from the locked package, kept beside the page.

Making them takes two CPU seconds, so it is done at installation, or else at the first publishing.
Run: python -m warehouse.dashboard.scripts
"""

from importlib.metadata import version
from pathlib import Path

from warehouse.files import put_in_place

_FOLDER = Path(__file__).parent / "page"
# As an attribute of the window it is seen by the page's own script, which is another module.
_SNIPPET = "window.vegaEmbed = vegaEmbed;"


def read_scripts() -> str:
    """Return them as the text of one JavaScript module; where they cannot be kept, they are made each time."""
    path = _FOLDER / f"vega-{version('vl-convert-python')}.js"
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        import vl_convert  # it carries a whole JavaScript engine: only who makes the scripts pays for it

        text = vl_convert.javascript_bundle(_SNIPPET)
        temporary = path.with_name(f".{path.name}.tmp")
        try:
            temporary.write_text(text, encoding="utf-8")
            put_in_place(temporary, path)
        except OSError:  # a checkout that only others may write to
            temporary.unlink(missing_ok=True) if temporary.exists() else None
        return text


if __name__ == "__main__":
    read_scripts()
