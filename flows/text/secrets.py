"""Secrets in text: what may be shown of a URL or a command, and a text without what they hold."""

import re
from collections.abc import Iterable
from urllib.parse import unquote

HIDDEN = "***"
# Shorter parts (a port, `to`, `key`) tell nothing, and would blacken half a sentence.
_SHORTEST = 4
_PART = re.compile(r"[^\s/:@?&=,;#'\"]+")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://.")


def conceal_url(url: str) -> str:
    """Return the URL's scheme and nothing of what follows: in wecombot://KEY even the host is the secret."""
    match = _SCHEME.match(url)
    return f"{match[1]}://{HIDDEN}" if match else HIDDEN


def is_url(text: str) -> bool:
    """Whether a text has the form of a URL with something behind its scheme."""
    return bool(_SCHEME.match(text)) and not re.search(r"\s", text)


def conceal_command(words: list[str]) -> str:
    """Return a command's program; its arguments may hold a token."""
    return " ".join([words[0], *([HIDDEN] if words[1:] else [])]) if words else ""


def scrub(text: str, secrets: Iterable[str]) -> str:
    """Return the text with every part of the secrets hidden: hosts, paths, users, tokens.

    Of a URL the scheme is no secret, of a command the program is none; give the arguments.
    """
    parts = {part for secret in secrets for part in _PART.findall(_strip_scheme(secret))}
    parts |= {unquote(part) for part in parts}
    for part in sorted(parts, key=len, reverse=True):
        if len(part) >= _SHORTEST:
            text = text.replace(part, HIDDEN)
    return text


def _strip_scheme(secret: str) -> str:
    return secret.partition("://")[2] or secret
