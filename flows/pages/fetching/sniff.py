"""Is it HTML? The type that servers declare is a hint, the bytes decide."""

import re

from flows.pages import binary

_TEXT_TYPES = ("text/html", "application/xhtml+xml")
# Sent for HTML by servers that know no better; the bytes must show a tag.
_VAGUE_TYPES = (
    "",
    "text/plain",
    "text/xml",
    "application/xml",
    "application/octet-stream",
    "unknown/unknown",
)
_HEAD = 4096
_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|link|script|style|div|p|table|h1|a|br|span|section|article)\b",
    re.IGNORECASE,
)
_SIGNATURES = (*binary.STARTS, b"\x00\x00\x00")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def find_no_html(content_type: str | None, content: bytes) -> str | None:
    """Return why it is no HTML page, as text for people, or None if it is one."""
    head = content[:_HEAD]
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if not head.strip():
        return "the answer is empty"
    if head.startswith(_SIGNATURES):
        return f"it begins with {head[:4]!r}"
    if head.startswith(_UTF16):
        return None
    if len(head.translate(None, binary.BYTES)) < (1 - binary.MOST) * len(head):
        return "the bytes are no text"
    if media_type in _TEXT_TYPES or (media_type in _VAGUE_TYPES and _TAG.search(head)):
        return None
    return f"content type {media_type[:100] or 'missing'}, and no sign of HTML"
