"""The families of sites, found by host or software: each module beside this one that has a SITE."""

from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

from flows.pages import sites
from flows.pages.extracting.page import Page
from flows.pages.sites.site import Site


def find_site(page: Page) -> Site | None:
    """Return the family of a page: the one with its host's domain, the longest first, else by its marks."""
    families = _families_by_domain()
    labels = page.host.split(".")
    for start in range(len(labels)):
        if site := families.get(".".join(labels[start:])):
            return site
    return next((site for site in all_sites() if any(page.select(mark) for mark in site.marks)), None)


@lru_cache(maxsize=1)
def all_sites() -> tuple[Site, ...]:
    """Return every family, by name."""
    modules = (import_module(f"{sites.__name__}.{each.name}") for each in iter_modules(sites.__path__))
    return tuple(
        sorted((module.SITE for module in modules if hasattr(module, "SITE")), key=lambda site: site.name)
    )


@lru_cache(maxsize=1)
def _families_by_domain() -> dict[str, Site]:
    return {host: site for site in all_sites() for host in site.hosts}
