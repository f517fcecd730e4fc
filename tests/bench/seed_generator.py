"""Realistic seed files, as many as wanted: about 4 kB each, real words at random, 1 % malformed.

Run: python -m tests.bench.seed_generator FOLDER [FILES]
The same number gives the same files. Words are names of the vocabularies and phrases of the
seed file, so that the text has about the entropy of real text.
"""

import random
import re
import sys
from pathlib import Path

from flows.labels.vocabulary import Kind, read_vocabulary
from flows.settings import VOCABULARY
from warehouse.home import PROJECT

FILES_IN_FOLDER = 1000
_HOSTS = (
    "baijiahao.baidu.com",
    "www.163.com",
    "www.sohu.com",
    "finance.sina.com.cn",
    "www.thepaper.cn",
    "36kr.com",
)
_JOINERS = (
    "的",
    "和",
    "在",
    "对",
    "与",
    "以",
    "为",
    "将",
    "通过",
    "推动",
    "实现",
    "提升",
    "加快",
    "表示，",
    "认为，",
    "，",
)


class SeedGenerator:
    """Writes seed files; `seed` makes them reproducible."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)
        vocabulary = read_vocabulary(VOCABULARY)
        self.names = {
            kind: [
                name for term in vocabulary.terms if term.kind is kind for name in (term.name, *term.aliases)
            ]
            for kind in (Kind.TECHNOLOGY, Kind.INDUSTRY)
        }
        text = next((PROJECT / "seeds" / "articles").glob("*.txt")).read_text(encoding="utf-8")
        phrases = [p for p in re.split(r"[\s，。、：；“”（）？！]+", text) if 2 <= len(p) <= 12]
        self.words = [*phrases, *self.names[Kind.TECHNOLOGY], *self.names[Kind.INDUSTRY]]
        self.han = sorted({c for word in self.words for c in word if "\u4e00" <= c <= "\u9fff"})
        self.tags = [
            "".join(self.random.choices(self.han, k=self.random.randint(2, 6))) for _ in range(20_000)
        ]

    def write(self, folder: Path, files: int, start: int = 0) -> None:
        """Write `files` files below `folder`, a thousand in each folder, from number `start` on."""
        for number in range(start, start + files):
            place = folder / f"{number // FILES_IN_FOLDER:04}"
            if number % FILES_IN_FOLDER == 0 or number == start:
                place.mkdir(parents=True, exist_ok=True)
            (place / f"{number:07}.txt").write_bytes(self.make_file(number))

    def make_file(self, number: int) -> bytes:
        """Return the content of one file; one in a hundred is malformed in some way."""
        text = self.make_record(number)
        fault = number % 600
        if fault == 0:
            return b"\x00\x01" + self.random.randbytes(500)
        if fault == 100:
            return text.replace("标题:", "题目 ").encode("gb18030")
        if fault == 200:
            return text.replace("链接: https://", "链接: javascript:").encode()
        if fault == 300:
            return b""
        if fault == 400:
            return self.sentence().encode()
        if fault == 500:
            return text.encode()[:1500] + b"\xff" + text.encode()[1500:]
        return text.encode()

    def make_record(self, number: int) -> str:
        """Return one record in the seed form."""
        draw = self.random
        host = draw.choice(_HOSTS)
        link = f"https://{host}/s?id={1_700_000_000_000_000_000 + number}&wfr=spider&for=pc"
        body = "\u3000\u3000".join(self.paragraph() for _ in range(draw.randint(5, 9)))
        technologies = ", ".join(draw.choices(self.names[Kind.TECHNOLOGY], k=draw.randint(1, 5)))
        industries = "，".join(draw.choices(self.names[Kind.INDUSTRY], k=draw.randint(1, 4)))
        author = "".join(draw.choices(self.han, k=3))
        return (
            f"标题: {self.sentence()}\n链接: {link}\n"
            f"总结: 本报记者 {author}\u3000\u3000{body}举报/反馈\n"
            f"关键词: {', '.join(draw.choices(self.tags, k=draw.randint(2, 6)))}\n"
            f"AI技术: {technologies}\n行业: {industries}\n"
            f"重大事件摘要: {self.paragraph()}\n\n{self.paragraph()}\n"
        )

    def paragraph(self) -> str:
        """Return two to four sentences."""
        return "".join(f"{self.sentence()}。" for _ in range(self.random.randint(2, 4)))

    def sentence(self) -> str:
        """Return six to fourteen words."""
        draw = self.random
        words = draw.choices(self.words, k=draw.randint(6, 14))
        joiners = draw.choices(_JOINERS, k=len(words))
        return "".join(f"{word}{joiner}" for word, joiner in zip(words, joiners, strict=True)).rstrip("，")


if __name__ == "__main__":
    SeedGenerator().write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1000)
