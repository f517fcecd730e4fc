"""Words from a shell that are no text: Python keeps bytes that are no UTF-8 as surrogates."""

import os


def has_surrogates(value: str) -> bool:
    """Whether a value cannot be written in UTF-8."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return True
    return False


def show_surrogates(value: str) -> str:
    r"""Return a value as text, its odd bytes as \xNN."""
    return os.fsencode(value).decode(errors="backslashreplace")
