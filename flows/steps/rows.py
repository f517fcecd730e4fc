"""What is read from a batch of seed files, as the rows that land."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pyarrow as pa

from flows.seedfiles.assess import CleanArticle, assess
from flows.seedfiles.discover import ListedFile
from flows.seedfiles.read import Content
from flows.seedfiles.records import REJECTING, Problem, Record
from flows.text.clean import CLEANER_VERSION
from flows.text.gaps import find_gaps
from flows.text.identity import identify_stories, make_id
from warehouse import parts
from warehouse.arrow import make_table

_RECORD_COUNT, _PROBLEM_COUNT = 5, 6  # places in a file's row
# Rows are packed a few at a time: the first pass over fresh memory took 141 instead of 178 us a record.
_PACKED_AT_ONCE = 256


class ChangedFile(NamedTuple):
    """A file to be read, and the hash of its content when last loaded."""

    file: ListedFile
    sha256: str | None
    is_known: bool


@dataclass(slots=True)
class BatchCounts:
    """What became of a batch: files and records by outcome, problems by code; `room` as in BuildSummary."""

    loaded: int = 0
    touched: int = 0
    rejected: int = 0
    records: int = 0
    problems: dict[str, int] = field(default_factory=dict)
    room: int = 1

    @property
    def rejects(self) -> int:
        """How many inputs, files or records, were rejected."""
        return sum(number for code, number in self.problems.items() if code in REJECTING)

    def add(self, other: "BatchCounts") -> None:
        """Add the counts of another batch."""
        self.loaded += other.loaded
        self.touched += other.touched
        self.rejected += other.rejected
        self.records += other.records
        self.room = max(self.room, other.room)
        for code, number in other.problems.items():
            self.problems[code] = self.problems.get(code, 0) + number


class Rows:
    """Rows gathered so far; `take` hands them out as Arrow tables.

    A file's own row and its problems are held back until the file ends.
    """

    def __init__(self, counts: BatchCounts, known_problems: frozenset[str]) -> None:
        self.counts = counts
        self.known_problems = known_problems
        self.seed_path = ""
        self.file: list[Any] | None = None
        self.files: list[Sequence[Any]] = []
        self.problems: dict[str, tuple[Any, ...]] = {}
        self.records: list[tuple[Any, ...]] = []
        self.texts: dict[str, tuple[str, str]] = {}
        self.record_tables: list[pa.Table] = []
        self.text_tables: list[pa.Table] = []
        self.known_texts: set[str] = set()
        self.record_count = 0
        self.replaced: list[tuple[str]] = []
        self.touched: list[tuple[str, int, int]] = []
        self.text_bytes = 0

    def begin_file(self, each: ChangedFile, content: Content, encoding: str) -> None:
        """Begin a file whose records follow; its earlier ones will be replaced."""
        self.seed_path = each.file.seed_path
        size, modified = content.size_bytes, content.modified_ns
        self.file = [self.seed_path, size, modified, content.sha256, encoding, 0, 0, "loaded"]
        if each.is_known:
            self.replaced.append((self.seed_path,))

    def add(self, item: Record | Problem) -> None:
        """Add a record with what is doubtful about it, or a problem."""
        if isinstance(item, Problem):
            self._add_problem(item)
            return
        article, problems = assess(item)
        self._add_record(item, article)
        for problem in problems:
            self._add_problem(problem)

    def end_file(self) -> None:
        """End the file begun: its row and its problems are whole."""
        assert self.file is not None
        self.counts.loaded += 1
        self.counts.records += self.file[_RECORD_COUNT]
        self.files.append(self.file)
        self.file = None

    def touch(self, seed_path: str, content: Content) -> None:
        """Note a file with a new time and the old content."""
        self.counts.touched += 1
        self.touched.append((seed_path, content.size_bytes, content.modified_ns))

    def reject(self, file: ListedFile, problem: Problem, digest: str | None) -> None:
        """Note a file that gave nothing, unless the same is known already."""
        self.seed_path = file.seed_path
        self.counts.rejected += 1
        if self._add_problem(problem) not in self.known_problems:
            row = (
                file.seed_path,
                file.size_bytes,
                file.modified_ns,
                digest,
                None,
                0,
                1,
                "unreadable",
            )
            self.files.append(row)

    def take(self) -> parts.Part:
        """Hand out the rows gathered so far."""
        self._pack()
        files, problems = self.files, self.problems
        if self.file:
            files, problems = [], {}
        else:
            self.files, self.problems = [], {}
        part = parts.Part(
            files=make_table(files, parts.FILES),
            records=pa.concat_tables(self.record_tables),
            texts=pa.concat_tables(self.text_tables),
            problems=make_table(problems.values(), parts.PROBLEMS),
            replaced=make_table(self.replaced, parts.PATHS),
            touched=make_table(self.touched, parts.TOUCHED),
        )
        self.record_tables, self.text_tables, self.known_texts = [], [], set()
        self.record_count = 0
        self.replaced, self.touched = [], []
        self.text_bytes = 0
        return part

    def _add_record(self, record: Record, article: CleanArticle) -> None:
        assert self.file is not None
        self.file[_RECORD_COUNT] += 1
        title, link, body, *labels, event_summary = record.values
        body_gaps = None if body is None else find_gaps(body, article.body)
        self.records.append(
            (
                self.seed_path,
                record.record_no,
                record.line_no,
                title,
                link,
                body if body_gaps is None else None,
                body_gaps,
                *labels,
                event_summary,
                None if article.event_summary == event_summary else article.event_summary or "",
                record.extra,
                _list_lines(record.lines),
                article.article_id,
                article.canonical_url,
                article.host,
                article.author,
                len(article.body),
                article.text_sha256,
                article.record_sha256,
                CLEANER_VERSION,
            )
        )
        if article.text_sha256 not in self.known_texts:
            self.known_texts.add(article.text_sha256)
            self.texts[article.text_sha256] = article.title, article.body
        self.record_count += 1
        if len(self.records) == _PACKED_AT_ONCE:
            self._pack()
        # what Python holds of it: a Chinese character takes two bytes
        self.text_bytes += 2 * (sum(map(len, filter(None, record.values))) + len(article.body))

    def _pack(self) -> None:
        self.record_tables.append(make_table(self.records, parts.RECORDS))
        self.text_tables.append(make_text_table(self.texts))
        self.records, self.texts = [], {}

    def _add_problem(self, problem: Problem) -> str:
        problem_id = make_id(
            self.seed_path,
            str(problem.record_no),
            str(problem.line_no),
            problem.code,
            problem.field,
            problem.raw_text,
        )
        if problem_id in self.problems:
            return problem_id
        self.counts.problems[problem.code] = self.counts.problems.get(problem.code, 0) + 1
        if problem_id in self.known_problems:
            return problem_id
        if self.file:
            self.file[_PROBLEM_COUNT] += 1
        self.problems[problem_id] = (
            problem_id,
            problem.severity,
            problem.code,
            problem.field,
            problem.detail,
            problem.raw_text,
            self.seed_path,
            problem.record_no,
            problem.line_no,
            problem.url,
        )
        return problem_id


def make_text_table(texts: Mapping[str, tuple[str, str]]) -> pa.Table:
    """Return rows of core.article_text for these titles and bodies, by their hash."""
    stories = identify_stories(list(texts.values()))
    rows = ((digest, *text, story) for (digest, text), story in zip(texts.items(), stories, strict=True))
    return make_table(rows, parts.TEXTS)


def _list_lines(lines: list[int | None]) -> str:
    return str(lines).replace("None", "null")
