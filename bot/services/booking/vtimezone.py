"""Defines a time zone inside a calendar file, so that every program reads the same hour, whatever zones it knows.

The library icalendar lists the changes of the clock that it sees between two days, in the new time instead of the old
one. Programs keep one definition for each zone: a file with half of the changes makes the next file an hour wrong.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import icalendar

YEARS = 6
"""Years that are looked at after that of an appointment: more than three after the last day that can be booked."""
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Change(NamedTuple):
    """A change of the clock: the time that it showed before, both offsets, and the name of the new time."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str


@lru_cache(maxsize=64)
def vtimezone(zone: ZoneInfo, year: int) -> icalendar.Timezone:
    """Return the definition of a zone, true from the year before the given one on; callers must not change it."""
    first, last = (datetime(at, 1, 1, tzinfo=UTC) for at in (year - 1, year + YEARS + 1))
    halves: dict[tuple[timedelta, timedelta, str], list[datetime]] = {}
    for change in _changes(zone, first, last):
        halves.setdefault((change.before, change.after, change.name), []).append(change.at)
    rules = {half: _yearly(days, YEARS + 2) for half, days in halves.items()}
    definition = icalendar.Timezone()
    definition.add("tzid", zone.key)
    if not halves or not all(rules.values()):  # a time that no change of these years began
        start = first.astimezone(zone)
        offset = start.utcoffset() or timedelta()
        definition.add_component(_half(Change(start.replace(tzinfo=None), offset, offset, start.tzname() or "")))
    for (before, after, name), days in halves.items():
        half = _half(Change(days[0], before, after, name))
        if rule := rules[before, after, name]:
            half.add("rrule", rule)
        for day in () if rule else days:  # each on a line of its own: some programs read only the first of a line
            half.add("rdate", day)
        definition.add_component(half)
    return definition


def _half(change: Change) -> icalendar.TimezoneStandard | icalendar.TimezoneDaylight:
    """Return one half of the year. The half that is ahead is summer time, even where the law calls it standard."""
    half = icalendar.TimezoneDaylight() if change.after > change.before else icalendar.TimezoneStandard()
    half.add("dtstart", change.at)
    half.add("tzoffsetfrom", change.before)
    half.add("tzoffsetto", change.after)
    half.add("tzname", change.name)
    return half


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[Change]:
    """Yield the changes between two days (UTC); they are found to the minute."""
    for day in range((last - first).days):
        low, high = first + timedelta(days=day), first + timedelta(days=day + 1)
        before, after = (edge.astimezone(zone).utcoffset() or timedelta() for edge in (low, high))
        while before != after and high - low > timedelta(minutes=1):
            middle = (low + (high - low) // 2).replace(second=0, microsecond=0)
            low, high = (low, middle) if middle.astimezone(zone).utcoffset() == after else (middle, high)
        if before != after:
            name = high.astimezone(zone).tzname() or ""
            yield Change((high + before).replace(tzinfo=None), before, after, name)


def _yearly(days: list[datetime], years: int) -> dict[str, str | int] | None:
    """Return the rule that gives these days, such as the second Sunday of March; None if no rule gives them all."""
    weeks = {(day.day - 1) // 7 + 1 for day in days}
    from_end = {(day + timedelta(weeks=1)).month != day.month for day in days}
    same = len({(day.month, day.weekday(), day.time()) for day in days}) == 1
    if len(days) != years or len({day.year for day in days}) != years or not same:
        return None
    week = weeks.pop() if len(weeks) == 1 else -1 if from_end == {True} else 0
    weekday = WEEKDAYS[days[0].weekday()]
    return {"freq": "yearly", "bymonth": days[0].month, "byday": f"{week}{weekday}"} if week else None
