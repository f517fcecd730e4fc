"""What came of an attempt at a page: exactly one outcome each."""

from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """The outcomes; MEANING says what each means."""

    OK = "ok"
    UNCHANGED = "unchanged"
    MOVED = "moved"
    GONE = "gone"
    BLOCKED = "blocked"
    THROTTLED = "throttled"
    ROBOTS_DENIED = "robots_denied"
    ROBOTS_UNREACHABLE = "robots_unreachable"
    REFUSED_ADDRESS = "refused_address"
    REDIRECT_REFUSED = "redirect_refused"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    TOO_LARGE = "too_large"
    NOT_HTML = "not_html"
    BAD_ENCODING = "bad_encoding"
    TIMEOUT = "timeout"
    DNS_ERROR = "dns_error"
    TLS_ERROR = "tls_error"
    CONNECTION_ERROR = "connection_error"
    PROTOCOL_ERROR = "protocol_error"
    HTTP_ERROR = "http_error"

    @property
    def brought_page(self) -> bool:
        """Whether a page came whose text may be new to us."""
        return self in (Outcome.OK, Outcome.MOVED)

    @property
    def may_pass(self) -> bool:
        """Whether trying again soon may bring another outcome; of http_error the statuses from 500 do."""
        return self in _MAY_PASS


MEANING = {
    Outcome.OK: "The page came.",
    Outcome.UNCHANGED: "The page is as it was: status 304, or the same bytes again.",
    Outcome.MOVED: "The page came from another address: the site redirects there for good (301, 308).",
    Outcome.GONE: "The page is not there any more: 404, 410, or a page or redirect that says so.",
    Outcome.BLOCKED: "A captcha, challenge or login wall came instead; its host is left alone for a while.",
    Outcome.THROTTLED: "The server asked for a pause: 429, or 503 with Retry-After.",
    Outcome.ROBOTS_DENIED: "The site's robots.txt forbids the address.",
    Outcome.ROBOTS_UNREACHABLE: "robots.txt failed (5xx, 429, slow): nothing is fetched until it answers.",
    Outcome.REFUSED_ADDRESS: "The address is not public, or its scheme or port is not allowed.",
    Outcome.REDIRECT_REFUSED: "A redirect leads to no web address: file:, a broken URL, no Location.",
    Outcome.TOO_MANY_REDIRECTS: "More than 8 redirects, or redirects in a circle.",
    Outcome.TOO_LARGE: "The page, decompressed, is larger than the limit; what came until then is archived.",
    Outcome.NOT_HTML: "What came is no HTML, by its type or its bytes.",
    Outcome.BAD_ENCODING: "The bytes do not decompress as their Content-Encoding says.",
    Outcome.TIMEOUT: "Connection, headers or body took longer than the limit.",
    Outcome.DNS_ERROR: "The host's name has no address.",
    Outcome.TLS_ERROR: "No trustworthy TLS connection (certificate, name, protocol); that is never ignored.",
    Outcome.CONNECTION_ERROR: "The connection was refused, reset, or cut before the end.",
    Outcome.PROTOCOL_ERROR: "What came is no valid HTTP.",
    Outcome.HTTP_ERROR: "Another error status: from 500 on it is tried again, below it is not.",
}
_MAY_PASS = frozenset(
    [
        Outcome.THROTTLED,
        Outcome.ROBOTS_UNREACHABLE,
        Outcome.TIMEOUT,
        Outcome.DNS_ERROR,
        Outcome.CONNECTION_ERROR,
        Outcome.PROTOCOL_ERROR,
    ]
)


class Ended(Exception):
    """An attempt ends here, with this outcome; `detail` says what a reader should know."""

    def __init__(self, outcome: Outcome, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail


class Verdict(Protocol):
    """What a judge says of an answer."""

    @property
    def standing(self) -> str:
        """`blocked` or `gone`, or anything else for an ordinary page."""

    @property
    def sign(self) -> str:
        """What gave it away; text for people."""


class Judge(Protocol):
    """Tells pages from captchas and from pages that say `gone`; called from worker threads, never raises.

    It is asked about the answer, and before that about the target of each redirect, with the
    redirect's status and no content: a captcha that its address betrays is not even visited.
    """

    def __call__(
        self, content: bytes, *, url: str, final_url: str, status: int, content_type: str | None
    ) -> Verdict:
        """Judge one answer: `url` was asked for, `final_url` gave it."""
