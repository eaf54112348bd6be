"""Reads the cells of spreadsheets: dates, times and numbers, in every spelling that can mean only one thing."""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, time
from difflib import get_close_matches
from zoneinfo import available_timezones

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MIDNIGHT = re.compile(r"[T\s]+0?0:00(:00)?(\.0+)?$")
_DATE = re.compile(r"([0-9]{1,4})([-/.])([0-9]{1,2})\2([0-9]{1,4})")
_TIME = re.compile(r"([0-9]{1,2}):([0-5][0-9])(?::00)?([ap]m)?")
_HALF = re.compile(r"(?<=[0-9])\s*([ap])\.?\s?m\b\.?", re.IGNORECASE)
"""The half of the day after a time: pm, p.m., P. M."""


def days_meant(cell: str) -> set[date]:
    """Return the days that a cell can mean. There are two if the day and the month can be swapped.

    >>> sorted(days_meant("25/12/2026")), len(days_meant("01/12/2026")), days_meant("25/12/26")
    ([datetime.date(2026, 12, 25)], 2, set())
    """
    cell = _MIDNIGHT.sub("", cell)
    with suppress(ValueError):
        return {date.fromisoformat(cell)}
    written = _DATE.fullmatch(cell)
    if written is None:
        return set()
    first, second, third = int(written[1]), int(written[3]), int(written[4])
    meant = [(first, second, third)] if len(written[1]) == 4 else []
    if len(written[1]) <= 2 and len(written[4]) == 4:
        meant = [(third, second, first), (third, first, second)]
    days: set[date] = set()
    for parts in meant:
        with suppress(ValueError):
            days.add(date(*parts))
    return days


def split(cell: str) -> tuple[str, ...]:
    """Return the words of a cell, which are separated by spaces, commas or semicolons; a time keeps its am or pm."""
    return tuple(re.split(r"[\s,;]+", _HALF.sub(lambda half: f"{half[1].lower()}m", cell).strip(" ,;")))


def time_of(word: str) -> time | None:
    """Return a time of the day (9:00, 09:00:00, 5:00pm), or None.

    >>> time_of("5:00"), time_of("1:30pm"), time_of("13:00pm")
    (datetime.time(5, 0), datetime.time(13, 30), None)
    """
    written = _TIME.fullmatch(word)
    if written is None:
        return None
    hour, minute, half = int(written[1]), int(written[2]), written[3]
    if half and not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
    return time(hour, minute) if hour < 24 else None


def weekdays_of(words: Iterable[str]) -> tuple[frozenset[int], list[str]]:
    """Return the days of the week (Monday is 1), and the words that are not days.

    >>> weekdays_of(["mon", "-", "Wed", "Lun"]), weekdays_of(["Mon-"]), len(weekdays_of(["Every", "day"])[0])
    ((frozenset({1, 2, 3}), ['Lun']), (frozenset(), ['Mon-']), 7)
    """
    said = re.sub(r"\s*[-–]\s*", "-", " ".join(words))
    if said.lower() == "every day":
        return frozenset(range(1, 8)), []
    found: set[int] = set()
    strange: list[str] = []
    for word in said.split():
        first, dash, last = word.title().partition("-")
        last = last if dash else first
        if first in WEEKDAYS and last in WEEKDAYS:
            start, end = WEEKDAYS.index(first) + 1, WEEKDAYS.index(last) + 1
            found |= {day for day in range(1, 8) if (day - start) % 7 <= (end - start) % 7}
        else:
            strange.append(word)
    return frozenset(found), strange


def whole_of(cell: str) -> int | None:
    """Return a whole number, or None: 1,000 could be one or a thousand.

    >>> whole_of("14"), whole_of("14.0"), whole_of("1,000")
    (14, 14, None)
    """
    written = re.fullmatch(r"([+-]?[0-9]+)(?:[.,]0{1,2})?", cell)
    return int(written[1]) if written else None


def decimal_of(cell: str) -> float | None:
    """Return a number with a decimal point or a decimal comma, or None.

    >>> decimal_of("-117,02"), decimal_of("25.687"), decimal_of("1e3")
    (-117.02, 25.687, None)
    """
    return float(cell.replace(",", ".")) if re.fullmatch(r"[+-]?[0-9]+([.,][0-9]+)?", cell) else None


def zones_like(zone: str) -> list[str]:
    """Return the zones that end with the same town, else those that are spelled nearly so.

    >>> zones_like("Mexico/Tijuana"), zones_like("Amercia/Tijuana"), zones_like("nowhere")
    (['America/Tijuana'], ['America/Tijuana'], [])
    """
    zones = available_timezones()
    same = sorted(name for name in zones if name.rpartition("/")[2] == zone.rpartition("/")[2])
    return same or get_close_matches(zone, zones, n=1)
