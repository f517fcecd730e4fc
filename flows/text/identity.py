"""Ids made from content: the same content has the same id, on every machine and in every order."""

import re
import unicodedata
from collections.abc import Iterable
from hashlib import sha256

_ID_DIGITS = 16  # 64 bits: one chance in 37 million of a collision among a million articles
_NOT_LETTERS = re.compile(r"[\W_]+")
_FIELD_BREAK = "\x1f"
# A shorter body is no story by itself (`视频`, `图集`): its title tells it from others.
_SHORTEST_STORY = 30


def hash_text(text: str) -> str:
    """Return the SHA-256 of a text; 64 hex digits."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def hash_values(values: Iterable[str | None]) -> str:
    """Return the SHA-256 of values in their order; a missing one differs from an empty one."""
    return hash_text(_FIELD_BREAK.join("\x00" if value is None else value for value in values))


def make_id(*parts: str | None) -> str:
    """Return a short id of these parts; 16 hex digits."""
    return hash_values(parts)[:_ID_DIGITS]


def fold_text(text: str) -> str:
    """Fold a text for comparison: letters, digits and Chinese characters only, width and case equal."""
    return unicodedata.normalize("NFKC", _NOT_LETTERS.sub("", text)).casefold()


def identify_article(canonical_url: str | None, title: str | None, body: str | None) -> str:
    """Return the article's id: from its canonical URL, else from its folded title and body."""
    if canonical_url:
        return make_id("url", canonical_url)
    return make_id("text", fold_text(title or ""), fold_text(body or ""))


def identify_story(title: str, body: str) -> str:
    """Return an id that is equal for the same story in the same words, whatever its title."""
    folded = fold_text(body)
    if len(folded) < _SHORTEST_STORY:
        folded = f"{fold_text(title)} {folded}"
    return make_id("story", folded)
