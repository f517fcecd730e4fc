"""Settings to how pages are fetched and when they are due."""

from flows.errors import UsageError
from flows.pages.fetching.addresses import read_allowed_hosts
from flows.pages.fetching.client import name_agent
from flows.pages.fetching.due import DuePolicy
from flows.pages.fetching.exchange import Limits
from flows.pages.fetching.fetch import Policy
from flows.pages.fetching.pace import Manners
from flows.settings import VERSION, Settings


def make_policy(settings: Settings) -> Policy:
    """Return how a run fetches. Raises UsageError for an `allow_hosts` that cannot be read."""
    try:
        allowed = read_allowed_hosts(settings.allow_hosts)
    except ValueError as error:
        raise UsageError(
            f"allow_hosts: {error}.", "Write AINEWS_ALLOW_HOSTS='intranet.example:8080'."
        ) from None
    return Policy(
        name_agent(VERSION, settings.contact),
        allowed,
        Manners(pace=settings.host_pace_seconds),
        Limits(
            read_seconds=min(Limits().read_seconds, settings.page_seconds),
            total_seconds=settings.page_seconds,
            content_bytes=int(settings.max_page_mb * 1_000_000),
        ),
        places=settings.fetch_places,
        host_places=settings.host_places,
        pages=settings.refetch_pages,
        seconds=settings.refetch_minutes * 60,
    )


def make_due_policy(settings: Settings) -> DuePolicy:
    """Return when pages are due."""
    return DuePolicy(tuple(settings.refetch_days), settings.gone_days)
