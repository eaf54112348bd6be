"""A wish that was written on paper while there was no power or no net: which one may be typed in, and its time."""

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from bot.core.booking.draw_day import request_window
from bot.core.booking.request import allocation
from bot.core.programme.pack import Pack

OLDEST = timedelta(hours=12)
"""How long ago a paper was written at the most: in the same evening."""
LAST_NUMBER = 999
_NUMBER, _TIME = re.compile(r"[0-9]{1,3}"), re.compile(r"([01]?[0-9]|2[0-3])[:.h]([0-5][0-9])")
Fault = Literal["number", "time", "old", "typed", "order"]


class Paper(NamedTuple):
    """What stands at the top of a paper: its number of the day, and when it was handed out."""

    number: int
    written: datetime


def read_paper(number: str, at: str, pack: Pack, known: Mapping[int, datetime], now: datetime) -> Paper | Fault:
    """Return the paper with this number and time, or why it cannot be typed in.

    `known` are the papers of the evening that were typed in. Numbers are handed out in their order, so a time that does
    not fit between those of its neighbours is a slip, or was written to come before others.
    """
    found = _TIME.fullmatch(at.strip())
    if not _NUMBER.fullmatch(number.strip()) or (counted := int(number)) == 0:
        return "number"
    if found is None:
        return "time"
    written = _last(time(int(found[1]), int(found[2])), pack, now)
    if now - written > OLDEST:
        return "old"
    if counted in known:
        return "typed"
    earlier = [at for other, at in known.items() if other < counted]
    later = [at for other, at in known.items() if other > counted]
    if any(at > written for at in earlier) or any(at < written for at in later):
        return "order"
    return Paper(counted, written)


def _last(at: time, pack: Pack, now: datetime) -> datetime:
    """Return the last moment, by the clock of a pack, at which it was this time of the day."""
    there = now.astimezone(ZoneInfo(pack.zone))
    today = datetime.combine(there.date(), at, there.tzinfo)
    last = today if today <= now else datetime.combine(there.date() - timedelta(days=1), at, there.tzinfo)
    return last.astimezone(now.tzinfo)


def counts_from(written: datetime, pack: Pack, now: datetime) -> datetime | None:
    """Return the moment from which a paper counts; None if it counts from now, as what is typed without one.

    It is never in the future, of another evening, or from before requests were taken.
    """
    if not now - OLDEST <= written <= now:
        return None
    opens = request_window(pack, written)[0] if allocation(pack, pack.day(written)) == "draw" else written
    counts = max(written, opens)
    return counts if counts <= now else None
