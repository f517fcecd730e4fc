"""The values that the rules of a site find in a page."""

import re
from collections.abc import Iterator
from functools import lru_cache

from flows.pages.extracting.page import Page, one_line

_META, _SCRIPT, _OWN_TEXT = "meta:", "script:", "::text"
_LONGEST = 500  # characters of a title, a date or a name with what stands around it


def find_values(page: Page, rules: tuple[str, ...], between: str = "") -> Iterator[tuple[str, str]]:
    """Yield (text, rule) for each rule of sites.site.Site that finds a text, in their order.

    `between` is put between the pieces of an element's text: a date may be cut in several.
    """
    for rule in rules:
        for text in _read(page, rule, between):
            if text := one_line(text[:_LONGEST]):
                yield text, "script" if rule.startswith(_SCRIPT) else rule


def _read(page: Page, rule: str, between: str) -> Iterator[str]:
    if rule.startswith(_META):
        yield page.metas.get(rule.removeprefix(_META), "")
    elif rule.startswith(_SCRIPT):
        if match := _pattern(rule.removeprefix(_SCRIPT)).search(page.source):
            yield match[1]
    else:
        css, own, _ = rule.partition(_OWN_TEXT)
        css, _, attribute = css.partition("@")
        for element in page.select(css):
            if attribute:
                yield element.get(attribute, "")
            elif own:
                yield between.join(filter(None, [element.text, *(child.tail for child in element)]))
            else:
                yield between.join(element.itertext())


@lru_cache(maxsize=256)
def _pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
