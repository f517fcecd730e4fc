"""URLs and redirects, read strictly: where does this lead, and may we go there?"""

from urllib.parse import quote

import httpx

from flows.pages.fetching.exchange import Answer
from flows.pages.fetching.outcomes import Ended, Outcome
from flows.text.urls import canonicalize

MOST_REDIRECTS = 8
FOR_GOOD = (301, 308)
# What may stand in a Location as it is; bytes beyond ASCII are escaped as they came.
_SAFE = "/%:@!$&'()*+,;=~?-._#[]|"


def read_url(text: str) -> httpx.URL:
    """Read a URL without its fragment, and without the name and password that may stand in it.

    Raises Ended if it is none.
    """
    try:
        url = httpx.URL(text)
        return url.copy_with(fragment=None, userinfo=b"") if url.fragment or url.userinfo else url
    except (httpx.InvalidURL, ValueError) as error:
        raise Ended(Outcome.REFUSED_ADDRESS, f"no URL: {error}") from None


def find_target(url: httpx.URL, answer: Answer) -> httpx.URL:
    """Return where an answer redirects to. Raises Ended unless that is http or https."""
    location = answer.header("location")
    if not location:
        raise _refuse(f"status {answer.status} without a Location")
    try:
        target = read_url(str(url.join(quote(location.encode("latin-1"), safe=_SAFE))))
    except (httpx.InvalidURL, Ended) as error:
        raise _refuse(f"to {location[:200]!r}: {error}") from None
    if target.scheme not in ("http", "https") or not target.host:
        raise _refuse(f"to {str(target)[:200]}")
    return target


def is_same_page(url: httpx.URL, other: httpx.URL) -> bool:
    """Return whether both have the same canonical URL: https for http is no move."""
    return canonicalize(str(url)) == canonicalize(str(other))


def _refuse(why: str) -> Ended:
    return Ended(Outcome.REDIRECT_REFUSED, why)
