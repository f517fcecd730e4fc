"""What comes out of a seed file: records and problems."""

from dataclasses import dataclass
from enum import StrEnum

FIELDS = ("title", "link", "body", "keywords", "technologies", "industries", "event_summary")
TITLE, LINK, BODY = 0, 1, 2
LABEL_FIELDS = (3, 4, 5)
EVENT_SUMMARY = 6

# A longer excerpt in a problem row helps nobody; the file itself keeps the rest.
_MOST_RAW_CHARACTERS = 20_000


class Code(StrEnum):
    """What can be wrong with input. The value is what users see and filter by."""

    FILE_UNREADABLE = "file_unreadable"
    FILE_BINARY = "file_binary"
    FILE_EMPTY = "file_empty"
    FILE_TORN = "file_torn"
    ENCODING_REPLACED = "encoding_replaced"
    TEXT_BEFORE_RECORD = "text_before_record"
    RECORD_EMPTY = "record_empty"
    RECORD_MALFORMED = "record_malformed"
    LABEL_REPEATED = "label_repeated"
    TITLE_MISSING = "title_missing"
    BODY_MISSING = "body_missing"
    LINK_MISSING = "link_missing"
    LINK_INVALID = "link_invalid"
    LINK_WITHOUT_SCHEME = "link_without_scheme"
    VALUE_TOO_LONG = "value_too_long"
    LABEL_TOO_LONG = "label_too_long"
    PAGE_GONE = "page_gone"
    PAGE_BLOCKED = "page_blocked"
    PAGE_TEXT_MISSING = "page_text_missing"
    TEXT_DIFFERS_FROM_PAGE = "text_differs_from_page"


REJECTING = frozenset(
    {
        Code.FILE_UNREADABLE,
        Code.FILE_BINARY,
        Code.FILE_TORN,
        Code.RECORD_EMPTY,
        Code.RECORD_MALFORMED,
    }
)

# What each code means and what to do, for `ainews problems --help` and the README.
ADVICE = {
    Code.FILE_UNREADABLE: "The file could not be read: mend rights, link or size; it is tried again.",
    Code.FILE_BINARY: "Not text in UTF-8, UTF-16 or GB18030: replace the file or take it away.",
    Code.FILE_EMPTY: "The file holds nothing.",
    Code.FILE_TORN: "The file is still being written, or its .gz ends early: it is tried again.",
    Code.ENCODING_REPLACED: "Some bytes are no valid text and became �: repair the file.",
    Code.TEXT_BEFORE_RECORD: "Text before the first label belongs to no record: label it.",
    Code.RECORD_EMPTY: "A record needs a title, a link or a text; this one has none.",
    Code.RECORD_MALFORMED: "Not a record: a file without any label, a broken JSON line or CSV row.",
    Code.LABEL_REPEATED: "A label stands twice in one record; the second stayed text where it is.",
    Code.TITLE_MISSING: "The record has no title.",
    Code.BODY_MISSING: "The record has no text.",
    Code.LINK_MISSING: "The record has no link; the article is known by its text alone.",
    Code.LINK_INVALID: "The link is no web address; the article is known by its text alone.",
    Code.LINK_WITHOUT_SCHEME: "The link has no scheme and was read as https.",
    Code.VALUE_TOO_LONG: "A value is unusually long: is a label missing below it?",
    Code.LABEL_TOO_LONG: "A label is as long as a sentence: is a separator missing?",
    Code.PAGE_GONE: "The page behind the link is gone; what it gave before stays.",
    Code.PAGE_BLOCKED: "A captcha or login wall came instead of the page; it is tried again later.",
    Code.PAGE_TEXT_MISSING: "A page came, but no text was found in it; the seed keeps its text.",
    Code.TEXT_DIFFERS_FROM_PAGE: "The page tells something else than the article: look at the link.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something rejected or doubtful. `record_no` and `line_no` count from 1."""

    code: Code
    detail: str
    raw_text: str | None = None
    record_no: int | None = None
    line_no: int | None = None
    field: str | None = None
    url: str | None = None

    @property
    def severity(self) -> str:
        """reject: nothing of it was loaded; warn: it was loaded, but look at it."""
        return "reject" if self.code in REJECTING else "warn"


@dataclass(slots=True)
class Record:
    """One record as written. `values` and `lines` are in the order of FIELDS.

    A value is None where the label is missing, and empty where it has no value.
    `extra` is a JSON object of values under unknown keys.
    """

    record_no: int
    line_no: int
    values: list[str | None]
    lines: list[int | None]
    extra: str | None = None

    def has_substance(self) -> bool:
        """Whether there is a title, a link or a text: less is no record."""
        return any((value or "").strip() for value in self.values[: BODY + 1])


def excerpt(text: str) -> str:
    """Return the text for a problem row, cut and marked so if it is very long."""
    if len(text) <= _MOST_RAW_CHARACTERS:
        return text
    return f"{text[:_MOST_RAW_CHARACTERS]} … ({len(text) - _MOST_RAW_CHARACTERS:,} characters more)"
