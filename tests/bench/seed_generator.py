"""Realistic seed files, as many as wanted: about 4 kB each, real words at random, 1 % malformed.

Run: python -m tests.bench.seed_generator FOLDER [FILES]
The same number gives the same file, so that a folder can be changed by 1 % and back again.
"""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

from tests.bench.lexicon import EVERYDAY, make_frame, make_proper_names, read_names, spread

FILES_IN_FOLDER = 1000
_HOSTS = (
    "baijiahao.baidu.com",
    "www.163.com",
    "www.sohu.com",
    "finance.sina.com.cn",
    "www.thepaper.cn",
    "36kr.com",
)
_TAGS = 30_000
# Mean and deviation of the logarithm of a body's words: files are 4.0 kB in the mean, 14 at most.
_BODY_LENGTH = 6.1, 0.5
# Beside the frame's 2,800 entries: about every third word is one of the text's topics.
_TOPIC_ENTRIES = 1150
# Of a hundred files one is touched by a change, of ten of these one is removed and seven are
# changed; for the other two new files are added.
_CHANGED_OF_HUNDRED = 37
_KEPT, _REMOVED = range(2), 2


class SeedGenerator:
    """Writes seed files; `seed` makes them reproducible."""

    def __init__(self, seed: int = 1) -> None:
        self.seed = seed
        draw = Random(seed)
        technologies, industries = read_names("technologies.csv"), read_names("industries.csv")
        names = [*technologies, *industries]
        self.words = [*spread(EVERYDAY, 4 * len(names), 0.8), *names]
        self.frame = make_frame()
        self.topics = [
            *make_proper_names(5 * len(names), draw),
            *spread(draw.sample(names, len(names)), 4 * len(names), 0.6),
        ]
        tags = ["".join(draw.choices(self.words, k=2)) for _ in range(_TAGS)]
        self.tags = spread(tags, 10 * _TAGS, 0.8)
        self.technologies = self._labels(technologies, draw)
        self.industries = self._labels(industries, draw)

    def write(self, folder: Path, files: int) -> None:
        """Write the files 0 to `files` below `folder`, a thousand in each folder."""
        for number in range(files):
            if number % FILES_IN_FOLDER == 0:
                _place(folder, number).parent.mkdir(parents=True, exist_ok=True)
            _place(folder, number).write_bytes(self.make_file(number))

    def change(self, folder: Path, files: int) -> None:
        """Change, add and remove 1 % of the files, all over the folder."""
        for number, edit in self._edits(folder, files):
            edit(number)

    def restore(self, folder: Path, files: int) -> None:
        """Undo a change, a broken off one too."""
        for number, _ in self._edits(folder, files):
            if number < files:
                _place(folder, number).write_bytes(self.make_file(number))
            else:
                _place(folder, number).unlink(missing_ok=True)

    def _edits(self, folder: Path, files: int) -> Iterable[tuple[int, Callable[[int], object]]]:
        def rewrite(number: int) -> None:
            place = _place(folder, number)
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(self.make_file(number, version=1))

        def remove(number: int) -> None:
            _place(folder, number).unlink(missing_ok=True)

        added = files
        for number in range(_CHANGED_OF_HUNDRED, files, 100):
            if number // 100 % 10 in _KEPT:
                yield added, rewrite
                added += 1
            else:
                yield number, remove if number // 100 % 10 == _REMOVED else rewrite

    def make_file(self, number: int, version: int = 0) -> bytes:
        """Return the content of one file; one in a hundred is malformed in some way."""
        draw = Random(f"{self.seed}/{number}/{version}")
        text = self.make_record(number, version, draw)
        fault = number % 600
        if fault == 0:
            return b"\x00\x01" + draw.randbytes(500)
        if fault == 100:
            return text.replace("标题:", "题目 ").encode("gb18030")
        if fault == 200:
            return text.replace("链接: https://", "链接: javascript:").encode()
        if fault == 300:
            return b""
        if fault == 400:
            return self.phrase(draw).encode()
        if fault == 500:
            return text.encode()[:1500] + b"\xff" + text.encode()[1500:]
        return text.encode()

    def make_record(self, number: int, version: int, draw: Random) -> str:
        """Return one record in the seed form; two in a hundred reprint the text of another."""
        link = f"https://{draw.choice(_HOSTS)}/s?id={1_700_000_000_000_000_000 + number}&wfr=spider&for=pc"
        story = number - 25 if number % 50 == 49 else number
        origin = Random(f"{self.seed}/{story}/{version}/text")
        title, author = self.phrase(origin), "".join(origin.choices(EVERYDAY, k=2))
        length = min(3000, int(origin.lognormvariate(*_BODY_LENGTH)))
        # a text comes back to what it is about
        topics = origin.choices(self.topics, k=10 + length // 7)
        tokens = [*self.frame, *topics * (_TOPIC_ENTRIES // len(topics) + 1)]
        body = "".join(origin.choices(tokens, k=length))
        summary = "".join(draw.choices(tokens, k=draw.randint(60, 150)))
        return (
            f"标题: {title}\n链接: {link}\n"
            f"总结: 本报记者 {author}\u3000\u3000{body}。举报/反馈\n"
            f"关键词: {', '.join(draw.choices(self.tags, k=draw.randint(2, 6)))}\n"
            f"AI技术: {', '.join(draw.choices(self.technologies, k=draw.randint(1, 5)))}\n"
            f"行业: {'，'.join(draw.choices(self.industries, k=draw.randint(1, 4)))}\n"
            f"重大事件摘要: {summary}。\n\n{self.phrase(draw)}。\n"
        )

    def phrase(self, draw: Random) -> str:
        """Return five to ten words without stops."""
        return "".join(draw.choices(self.words, k=draw.randint(5, 10)))

    def _labels(self, names: list[str], draw: Random) -> list[str]:
        """Return a table of labels: names of the vocabulary, and one in fifty that it does not know."""
        unknown = ["".join(draw.choices(EVERYDAY, k=2)) for _ in range(len(names) // 2)]
        known = spread(draw.sample(names, len(names)), 25 * len(names), 0.8)
        return [*known, *unknown]


def _place(folder: Path, number: int) -> Path:
    return folder / f"{number // FILES_IN_FOLDER:04}" / f"{number:07}.txt"


if __name__ == "__main__":
    SeedGenerator().write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1000)
