"""How much of one text stands in another: runs of characters in common, whatever their order."""

from flows.text.identity import fold_text

_RUN = 4  # characters: shorter runs are common to all Chinese texts, longer ones miss reworded sentences


def measure_resemblance(text: str, other: str) -> float:
    """Return the share of the text's runs of four characters that stand in the other, from 0 to 1.

    Letters, digits and Chinese characters count, width and case do not. It is not symmetric: a
    teaser holds little of an article, though the article holds all of the teaser. A text too short
    for a run stands there as a whole or not; a text of nothing stands everywhere.
    """
    folded, other = fold_text(text), fold_text(other)
    if len(folded) < _RUN:
        return float(folded in other)
    runs = _cut(folded)
    return len(runs & _cut(other)) / len(runs)


def _cut(text: str) -> set[str]:
    return {text[at : at + _RUN] for at in range(len(text) - _RUN + 1)}
