"""Pages grouped by the site that they are asked of: manners are kept site by site."""

from collections import defaultdict
from collections.abc import Iterable

from flows.pages.fetching.addresses import name_site
from flows.pages.fetching.outcomes import Ended
from flows.pages.fetching.records import PageRequest
from flows.pages.fetching.redirects import read_url


def group_by_site(requests: Iterable[PageRequest]) -> list[list[PageRequest]]:
    """Group pages by site, the largest group first; those without a URL are a group of their own."""
    sites: defaultdict[str, list[PageRequest]] = defaultdict(list)
    for request in requests:
        try:
            site = name_site(read_url(request.address or request.url))
        except Ended:
            site = ""
        sites[site].append(request)
    return sorted(sites.values(), key=len, reverse=True)


def split_batches(requests: Iterable[PageRequest], count: int) -> list[list[PageRequest]]:
    """Split pages into at most `count` batches of about equal size; no site is in two of them."""
    batches: list[list[PageRequest]] = [[] for _ in range(count)]
    for site in group_by_site(requests):
        min(batches, key=len).extend(site)
    return [batch for batch in batches if batch]
