"""How much of one text stands in another: runs of characters in common, whatever their order."""

from flows.text.identity import fold_text

_RUN = 4  # characters: shorter runs are common to all Chinese texts, longer ones miss reworded sentences


def measure_resemblance(text: str, other: str) -> float:
    """Return the share of the text's runs of four characters that stand in the other, from 0 to 1.

    Letters, digits and Chinese characters count, width and case do not. It is not symmetric: a
    teaser holds little of an article, though the article holds all of the teaser. A text of
    nothing stands everywhere.
    """
    runs, others = _cut(text), _cut(other)
    return len(runs & others) / len(runs) if runs else 1.0


def _cut(text: str) -> set[str]:
    folded = fold_text(text)
    return {folded[at : at + _RUN] for at in range(max(1, len(folded) - _RUN + 1))} - {""}
