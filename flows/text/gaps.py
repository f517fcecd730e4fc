"""A text as written, told by the cleaned one and what cleaning took from it."""

from flows.text.clean import PARAGRAPH_BREAK

# Between the gaps of a text; landing.seed_record puts both together again.
_GAP_BREAK = "\x1f"


def find_gaps(written: str, cleaned: str) -> str | None:
    """Return what of a text as written stands before, between and behind the cleaned paragraphs.

    With the paragraphs between them the gaps are the whole text again. None if the paragraphs do
    not stand in it one after the other, as where a blank within one was tidied.
    """
    if _GAP_BREAK in written:
        return None
    gaps, end = [], 0
    for paragraph in cleaned.split(PARAGRAPH_BREAK):
        start = written.find(paragraph, end)
        if start < 0:
            return None
        gaps.append(written[end:start])
        end = start + len(paragraph)
    gaps.append(written[end:])
    return _GAP_BREAK.join(gaps)
