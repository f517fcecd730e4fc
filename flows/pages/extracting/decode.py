"""Bytes to text, in one place: the encoding of a page.

What pages and servers declare is often wrong, so the bytes are asked first: strict UTF-8 is never
met by chance, and strict GB18030 fails on damaged UTF-8, which tells the two apart.
"""

import codecs
import re
from dataclasses import dataclass

from flows.pages import binary
from flows.text.byte_order import BYTE_ORDER_MARKS

# Names as the WHATWG reads them: who says gb2312 means its superset, who says latin-1 means Windows'.
_READ_AS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
}
# They make text of any bytes, and servers send them by default: asked only where GB18030 fails.
_MAKES_TEXT_OF_ANYTHING = re.compile("cp125|iso8859|latin|koi8|cp437|mac")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_META = re.compile(rb"<meta\b[^>]{0,500}", re.IGNORECASE)
_UNREADABLE = re.compile("[\ud800-\udfff\ufffd]+")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")
_HEAD_BYTES = 8192  # the WHATWG asks for 1024, and Chinese sites do not keep to it
# So few bad characters among good ones of several bytes, and it is UTF-8 with a flaw or cut off.
_FLAWED_UTF8 = 0.05
# With more damage it is no page.
_MOST_DAMAGE = 0.05


class UnreadablePageError(ValueError):
    """The bytes are no page: no text in any encoding that we read, or far too many."""


@dataclass(frozen=True, slots=True)
class DecodedPage:
    """Text and how it was read; `damaged` characters could not be read and were left out."""

    text: str
    encoding: str
    damaged: int = 0


def decode_page(content: bytes, content_type: str | None = None) -> DecodedPage:
    """Decode: BOM; UTF-8, flawed or cut off too; the declared charset; GB18030; else the least damaged.

    `content_type` is the header's value. Raises UnreadablePageError if the bytes are no text.
    """
    if content.startswith(binary.STARTS):
        raise UnreadablePageError(f"it begins with {content[:4]!r}")
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _decode_damaged(content, [encoding])
    odd = len(content) - len(content.translate(None, binary.BYTES))
    if odd > binary.MOST * len(content):
        raise UnreadablePageError(f"{odd:,} of {len(content):,} bytes are in no text")
    declared = _declared(content, content_type)
    if (flawed := _read_flawed_utf8(content)) is not None:
        return flawed
    encodings = list(dict.fromkeys([*declared, "gb18030"]))
    encodings.sort(key=lambda encoding: bool(_MAKES_TEXT_OF_ANYTHING.match(encoding)))
    for encoding in encodings:
        try:
            return DecodedPage(content.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
    return _decode_damaged(content, ["utf-8", *encodings])


def drop_unreadable(text: str) -> str:
    """Return a text without what stands for unreadable characters: escapes and references can name it."""
    return _UNREADABLE.sub("", text)


def _declared(content: bytes, content_type: str | None) -> list[str]:
    """Return what header and meta element declare, those that we know, as Python names them."""
    metas = b" ".join(_META.findall(content[:_HEAD_BYTES]))
    labels = [
        match[1] for source in ((content_type or "").encode(), metas) if (match := _CHARSET.search(source))
    ]
    names = []
    for label in labels:
        try:
            name = codecs.lookup(label.decode("ascii", "replace")).name
            b"".decode(name)
        except LookupError:  # unknown, or a codec that makes no text, such as `hex`
            continue
        if not name.startswith(("utf", "hz")):
            names.append(_READ_AS.get(name, name))
    return names


def _read_flawed_utf8(content: bytes) -> DecodedPage | None:
    """Return the text if it is UTF-8 but for a few bytes; other encodings make UTF-8 by no chance."""
    try:
        return DecodedPage(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        text = content.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    whole = sum(map(len, _BEYOND_ASCII.findall(text))) - damaged
    return (
        DecodedPage(text.replace("\ufffd", ""), "utf-8", damaged) if damaged <= _FLAWED_UTF8 * whole else None
    )


def _decode_damaged(content: bytes, encodings: list[str]) -> DecodedPage:
    """Decode by the encoding that loses least, and leave out what it cannot read."""
    tried = [(content.decode(encoding, "replace"), encoding) for encoding in encodings]
    text, encoding = min(tried, key=lambda each: each[0].count("\ufffd"))
    damaged = text.count("\ufffd")
    if damaged > _MOST_DAMAGE * len(text):
        raise UnreadablePageError(f"{damaged:,} of {len(text):,} characters cannot be read as {encoding}")
    return DecodedPage(text.replace("\ufffd", ""), encoding, damaged)
