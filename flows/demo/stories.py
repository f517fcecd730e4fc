"""Invented stories: what is told when, by whom, in which words. The same arguments give the same stories."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from flows.demo.cast import Cast, Industry, Kind, Outlet, Technology, interpolate
from flows.demo.telling import Telling

YEARS = 3
_DAYS = YEARS * 365
_ZONE = ZoneInfo("Asia/Shanghai")
_WEEKEND, _HOLIDAYS = 0.35, {2: 0.6, 10: 0.75}  # how much less is written then
_GROWTH = [1.0, 1.9]
_REMEMBERED, _HIT_EVERY = 40, 19  # stories that are reprinted: the last ones, and one in so many of them more

# Shares of all stories.
_REPRINTED, _SUMMARIZED, _AMENDED, _EVENTFUL, _UNKNOWN, _GLUED = 0.07, 0.35, 0.08, 0.4, 0.03, 0.02


@dataclass(frozen=True, slots=True)
class Story:
    """One article. `paragraphs` are its text, the last says that it is invented; `given` stand in the seed.

    `amended_at` is when the outlet adds `amendment` above the last paragraph, if it ever does.
    """

    number: int
    published_at: datetime
    outlet: Outlet
    author: str
    title: str
    paragraphs: tuple[str, ...]
    given: int
    tags: tuple[str, ...]
    technologies: tuple[str, ...]
    industries: tuple[str, ...]
    event_summary: str
    amended_at: datetime | None = None
    amendment: str = ""

    @property
    def url(self) -> str:
        """Address of its page."""
        return f"https://{self.outlet.host}/{self.published_at:%Y/%m%d}/{self.number:06}.html"

    def tell(self, now: datetime) -> tuple[str, ...]:
        """Return its paragraphs as they are at an instant."""
        if self.amended_at is None or now < self.amended_at:
            return self.paragraphs
        return (*self.paragraphs[:-1], self.amendment, self.paragraphs[-1])


def invent_stories(cast: Cast, count: int, seed: int, last_day: date) -> list[Story]:
    """Return `count` stories of the three years up to `last_day`, in the order of their publication."""
    draw = Random(f"{seed}/days")
    days = [last_day - timedelta(days=_DAYS - 1 - back) for back in range(_DAYS)]
    weights = [_weigh_day(day, place / _DAYS) for place, day in enumerate(days)]
    places = sorted(draw.choices(range(_DAYS), weights, k=count))
    stories: list[Story] = []
    for number, place in enumerate(places):
        each = Random(f"{seed}/{number}")
        minute = each.randint(6 * 60, 22 * 60)
        at = datetime.combine(days[place], time(minute // 60, minute % 60, each.randrange(60)), _ZONE)
        is_reprint = stories and each.random() < _REPRINTED
        stories.append(
            _reprint(cast, number, at, each, stories)
            if is_reprint
            else _invent(cast, number, at, place / _DAYS, each)
        )
    return stories


def _reprint(cast: Cast, number: int, at: datetime, draw: Random, before: list[Story]) -> Story:
    """Let another outlet print one of the last stories again."""
    recent = before[-_REMEMBERED:]
    hits = [story for story in recent if story.number % _HIT_EVERY == 0]
    origin = draw.choice(hits if hits and draw.random() < 0.5 else recent)
    outlet = draw.choices(cast.outlets, [outlet.reach for outlet in cast.outlets])[0]
    title = origin.title if draw.random() < 0.6 else f"转载：{origin.title}"
    return replace(origin, number=number, published_at=at, outlet=outlet, title=title, amended_at=None)


def _invent(cast: Cast, number: int, at: datetime, share: float, draw: Random) -> Story:
    """Let an outlet tell something new."""
    industry = draw.choices(
        cast.industries, [i.weight * (2 if at.month in i.months else 1) for i in cast.industries]
    )[0]
    outlet = draw.choices(cast.outlets, [outlet.weigh(industry.name) for outlet in cast.outlets])[0]
    technologies = _choose_technologies(cast, industry, share, at.month, draw)
    kind = draw.choices(cast.kinds, [interpolate(kind.weight, share) for kind in cast.kinds])[0]
    told = Telling(cast.lists, _gather_facts(cast, industry, technologies, draw), draw)
    paragraphs = _write(told, kind, cast.note)
    amended_at = at + timedelta(days=draw.randint(3, 40)) if draw.random() < _AMENDED else None
    return Story(
        number=number,
        published_at=at,
        outlet=outlet,
        author=draw.choice(cast.names["people"]),
        title=told.choose(kind.titles),
        paragraphs=paragraphs,
        given=2 if draw.random() < _SUMMARIZED else len(paragraphs) - 1,
        tags=_choose_tags(industry, technologies, kind, told.facts, draw),
        technologies=_label(technologies, cast.unknown["technologies"], draw),
        industries=_label_industries(cast, industry, draw),
        event_summary=told.choose(kind.events) if draw.random() < _EVENTFUL else "",
        amended_at=amended_at,
        amendment=f"（更新）{told.draw('result')}{told.draw('outlook')}",
    )


def _gather_facts(
    cast: Cast, industry: Industry, technologies: list[Technology], draw: Random
) -> dict[str, str]:
    firms = cast.names["firms"]
    first, second = (min(draw.randrange(len(firms)), draw.randrange(len(firms))) for _ in range(2))
    partner = firms[second if second != first else (first + 1) % len(firms)]
    return {
        "firm": firms[first] + draw.choice(industry.firms),
        "partner": partner + draw.choice(["科技", "数智", "研究院", "大学"]),
        "place": draw.choice(cast.names["places"]),
        "person": draw.choice(cast.names["people"]),
        "role": draw.choice(cast.names["roles"]),
        "industry": industry.name,
        "scene": draw.choice(industry.scenes),
        "obstacle": draw.choice(cast.lists["obstacle"]),
        "months": draw.choice(cast.lists["months"]),
        "product": draw.choice(industry.products),
        "good": industry.good,
        "bad": industry.bad,
        "technology": technologies[0].name,
        "does": technologies[0].does,
        "other": technologies[1].name if len(technologies) > 1 else "传统统计方法",
    }


def _choose_technologies(
    cast: Cast, industry: Industry, share: float, month: int, draw: Random
) -> list[Technology]:
    """Choose one to three: those that suit the industry, weighed by their time."""
    weights = {
        name: cast.technologies[name].weigh(share, month) * 4 / (1 + place / 2)
        for place, name in enumerate(industry.technologies)
    }
    for name, technology in cast.technologies.items():
        if technology.everywhere:
            weights[name] = weights.get(name, 0) + technology.weigh(share, month) * 0.5
    chosen = draw.choices(list(weights), list(weights.values()), k=draw.choice([1, 2, 2, 3]))
    return [cast.technologies[name] for name in dict.fromkeys(chosen)]


def _choose_tags(
    industry: Industry, technologies: list[Technology], kind: Kind, facts: Mapping[str, str], draw: Random
) -> tuple[str, ...]:
    tags = [technologies[0].name, *draw.sample(industry.tags, min(2, len(industry.tags)))]
    tags += [draw.choice(technology.tags) for technology in technologies]
    tags += [draw.choice([draw.choice(kind.tags), facts["firm"], facts["place"]])]
    return tuple(dict.fromkeys(tags))


def _label(technologies: list[Technology], unknown: list[str], draw: Random) -> tuple[str, ...]:
    """Return their names, now and then glued together, or with one that nobody knows."""
    names = [technology.name for technology in technologies]
    if draw.random() < _UNKNOWN:
        names.append(draw.choice(unknown))
    elif draw.random() < _GLUED:
        names = ["".join(names)]
    return tuple(names)


def _label_industries(cast: Cast, industry: Industry, draw: Random) -> tuple[str, ...]:
    """Return the industry, sometimes with a second one, sometimes with one that nobody knows."""
    names = [industry.name]
    if draw.random() < 0.2:
        names.append(draw.choices(cast.industries, [i.weight for i in cast.industries])[0].name)
    if draw.random() < _UNKNOWN:
        names.append(draw.choice(cast.unknown["industries"]))
    return tuple(dict.fromkeys(names))


def _write(told: Telling, kind: Kind, note: str) -> tuple[str, ...]:
    """Write the paragraphs: the lead, how it was done, results, doubts, what comes next, the note."""
    draw = told.draw
    return (
        told.choose(kind.leads) + draw("how"),
        draw("how") + draw("quote"),
        draw("result") + draw("result"),
        draw("doubt") + draw("quote"),
        draw("outlook"),
        note,
    )


def _weigh_day(day: date, share: float) -> float:
    quiet = _WEEKEND if day.weekday() >= 5 else 1.0
    return interpolate(_GROWTH, share) * quiet * _HOLIDAYS.get(day.month, 1.0)
