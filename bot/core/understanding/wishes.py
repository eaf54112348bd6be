"""When a person wants to come: a day, a week, an hour, a part of the day, or as soon as possible."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from bot.core.understanding.near_misses import correct_spelling
from bot.core.understanding.numbers_and_dates import read_clock, read_day
from bot.core.understanding.vocabulary import Vocabulary, Words, read

_DAY, _TIME = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d\d:\d\d:\d\d")
_DAY_AT = re.compile(rf"(.+)@({_DAY.pattern})")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is wanted; an empty value excludes nothing."""

    days: tuple[date, ...] = ()
    times: tuple[time, ...] = ()
    part: str = ""
    """"morning" or "afternoon"."""
    soonest: bool = False
    elsewhere: tuple[tuple[str, date], ...] = ()
    """Sites where it is another day already, and the days that are meant there: "tomorrow" is not the same."""

    def fits(self, moment: datetime, site: str = "") -> bool:
        """Return whether a local time of a site is among what is wanted."""
        in_part = not self.part or (self.part == "morning") == (moment.hour < 12)
        return self.on_day(moment.date(), site) and in_part and (not self.times or moment.time() in self.times)

    def on_day(self, day: date, site: str = "") -> bool:
        """Return whether a day of a site is among what is wanted."""
        days = [day for name, day in self.elsewhere if name == site] or self.days
        return not days or day in days

    def on_days(self, *days: date) -> "Wish":
        """Return the wish for these days instead, the same at every site."""
        return replace(self, days=days, elsewhere=())

    def write(self) -> tuple[str, ...]:
        """Return the wish as a conversation keeps it: "2026-11-25", "08:00:00", "morning", "reynosa@2026-11-26"."""
        moments = [*(day.isoformat() for day in self.days), *(at.isoformat() for at in self.times)]
        moments += [f"{site}@{day}" for site, day in self.elsewhere]
        return (*moments, *filter(None, [self.part, "soonest" if self.soonest else ""]))

    @classmethod
    def read(cls, parts: Iterable[str]) -> "Wish":
        """Return the wish that `write` wrote."""
        given = [*parts]
        days = tuple(date.fromisoformat(part) for part in given if _DAY.fullmatch(part))
        times = tuple(time.fromisoformat(part) for part in given if _TIME.fullmatch(part))
        part = next((part for part in given if part in ("morning", "afternoon")), "")
        there = [found for part in given if (found := _DAY_AT.fullmatch(part))]
        elsewhere = tuple((found[1], date.fromisoformat(found[2])) for found in there)
        return cls(days, times, part, "soonest" in given, elsewhere)


def wish(text: str, vocabulary: Vocabulary, language: str, today: date) -> Wish | None:
    """Return when a person wants to come, counted from a day; None if a text does not say it."""
    timed = not _NUMERIC_DATE.search(text)
    return vocabulary.agreed(text, language, lambda words, said: _wish(words, said, today, timed))


_NUMERIC_DATE = re.compile(r"\d\s*[/-]\s*\d")
"""A date in numbers such as 11/30; it is not a time of day."""


def _wish(words: Words, said: str, today: date, timed: bool) -> Wish | None:
    corrected = correct_spelling(said, {*words.day, *words.wishes}, words)
    for form in filter(None, (said, corrected)):
        found = _loose(words, form, today) or (timed and _with_hour(words, form, today)) or _days(words, form, today)
        if found:
            return found
    return None


def _loose(words: Words, said: str, today: date) -> Wish | None:
    """Return a week, a part of the day, or the soonest."""
    kinds = {token.kind for token in read(said, words.wishes, digits=False) or ()} - {"filler", "or"}
    monday = today - timedelta(today.isoweekday() - 1)
    days = {
        "this_week": range((today - monday).days, 7),
        "next_week": range(7, 14),
        "weekend": (5, 6, 12, 13) if today.isoweekday() > 5 else (5, 6),
    }
    weeks = [days[kind] for kind in days if kind in kinds]
    parts = [part for part in ("morning", "afternoon") if part in kinds]
    if not kinds or len(weeks) > 1 or len(parts) > 1:
        return None
    dates = tuple(day for week in weeks for n in week if (day := monday + timedelta(n)) >= today)
    return Wish(dates, part=parts[0] if parts else "", soonest="soonest" in kinds)


def _with_hour(words: Words, said: str, today: date) -> Wish | None:
    """Return an hour, or a day with an hour: "el miércoles a las 8"."""
    split = said.split()
    halves = [(" ".join(split[:n]), " ".join(split[n:])) for n in range(1, len(split))]
    for one, other in (*halves, *((later, earlier) for earlier, later in halves)):
        if (times := _times(words, other)) and (named := read_day(words, one, today)):
            return Wish((named,), times)
    times = _times(words, said)
    return Wish(times=times) if times else None


def _days(words: Words, said: str, today: date) -> Wish | None:
    """Return a day, or one of several: "viernes o sábado"."""
    if day := read_day(words, said, today):
        return Wish(_both_orders(words, said, day, today), part=_part(words, said))
    between = [word for word, token in words.wishes.items() if token.kind == "or"]
    parts = re.split(rf"\s(?:{'|'.join(map(re.escape, between))})\s", said) if between else []
    days = [read_day(words, part, today) for part in parts]
    named = tuple(day for day in days if day)
    return Wish(named, part=_part(words, said)) if len(named) == len(days) > 1 else None


def _times(words: Words, said: str) -> tuple[time, ...]:
    """Return the hour that is said; without a part of the day also the one twelve hours away."""
    found = read_clock(words, said)
    if found is None:
        return ()
    at, exact = found
    return (at,) if exact else (at, at.replace(hour=(at.hour + 12) % 24))


def _both_orders(words: Words, said: str, day: date, today: date) -> tuple[date, ...]:
    """Return a day and, where people write 5/12 in both orders, the other day that it can mean."""
    if words.day_first or day.day > 12 or not re.fullmatch(r"\d{1,2} \d{1,2}", said):
        return (day,)
    other = read_day(words, " ".join(reversed(said.split())), today)
    return tuple(dict.fromkeys((day, other))) if other else (day,)


def _part(words: Words, said: str) -> str:
    parts = (kind for phrase, (kind, *_) in words.wishes.items() if f" {phrase} " in f" {said} ")
    return next((kind for kind in parts if kind in ("morning", "afternoon")), "")
