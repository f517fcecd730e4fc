"""Bytes to text, in one place: the encoding of a seed file."""

from dataclasses import dataclass

from flows.seedfiles.labels import FieldLabels
from flows.text.byte_order import BYTE_ORDER_MARKS

# With more damage than this and no label in sight, it is no text at all.
_MOST_REPLACED = 0.1


class BinaryContentError(ValueError):
    """The bytes are no text in any encoding that we read."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and how it was read; `bad_byte` is the offset of the first byte replaced."""

    text: str
    encoding: str
    bad_byte: int | None = None


def decode(content: bytes, labels: FieldLabels) -> Decoded:
    """Decode: BOM; strict UTF-8; strict GB18030 if a label shows; UTF-8 with replacements.

    Raises BinaryContentError if none of these makes sense of the bytes.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _decode_or_replace(content, encoding)
    try:
        text = content.decode("utf-8")
        if "\0" in text and not labels.shows_in(text):
            raise BinaryContentError(f"byte {content.index(0)} is NUL")
        return Decoded(text, "utf-8")
    except UnicodeDecodeError as error:
        bad_byte = error.start
    if b"\0" in content:
        raise BinaryContentError(f"byte {content.index(0)} is NUL")
    try:
        text = content.decode("gb18030")
        if labels.shows_in(text):
            return Decoded(text, "gb18030")
    except UnicodeDecodeError:
        pass  # damaged UTF-8 fails here, which tells the two apart
    text = content.decode("utf-8", "replace")
    if not labels.shows_in(text) and text.count("\ufffd") > _MOST_REPLACED * len(text):
        raise BinaryContentError(f"byte {bad_byte} and many more are no text")
    return Decoded(text, "utf-8", bad_byte)


def _decode_or_replace(content: bytes, encoding: str) -> Decoded:
    try:
        return Decoded(content.decode(encoding), encoding)
    except UnicodeDecodeError as error:
        return Decoded(content.decode(encoding, "replace"), encoding, error.start)
