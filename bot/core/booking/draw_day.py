"""When a draw is due: its moment on an opening day, when the line is frozen for it, and until when an offer stands."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.booking.request import allocation
from bot.core.booking.timetable import most_a_day
from bot.core.programme.pack import Pack
from bot.core.programme.site import Site

NOON = "12:00"
REQUEST_HOURS, CONFIRM_HOURS = 23, 23
AWAKE, ASLEEP = time(8), time(21)
"""An offer never ends between these hours of the night, by the clock of its site."""
EVENING = time(20)
UNREAD = timedelta(days=2)
"""How long beyond its window an offer stands that nobody could read."""
DAY = timedelta(days=1)


def draws_at(pack: Pack, day: date) -> datetime:
    """Return the moment (UTC) of the draw of an opening day."""
    return _moment(pack, day, pack.parameter("draw_at", day))


def freezes_at(pack: Pack, day: date) -> datetime:
    """Return the moment (UTC) at which the line is frozen for a draw: the last end of a request window before it."""
    drawn = draws_at(pack, day)
    ends = (_window(pack, day, day - n * DAY)[1] for n in range(3))
    return next((end for end in ends if end <= drawn), drawn)


def request_window(pack: Pack, now: datetime) -> tuple[datetime, datetime]:
    """Return the request window (UTC) that is open now, or else the next one."""
    today = pack.day(now)
    windows = (_window(pack, today, today + n * DAY) for n in (-1, 0, 1))
    return next(window for window in windows if window[1] > now)


def _window(pack: Pack, on: date, day: date) -> tuple[datetime, datetime]:
    """Return the request window (UTC) that begins on a day, by the values in force on another one."""
    opens = _moment(pack, day, pack.parameter("request_opens", on) or pack.parameter("draw_at", on))
    return opens, opens + timedelta(hours=pack.number("request_hours", on, REQUEST_HOURS))


def due_day(pack: Pack, now: datetime) -> date | None:
    """Return the last opening day whose draw should be made by now; None if the pack did not draw then."""
    today = pack.day(now)
    day = today if draws_at(pack, today) <= now else today - DAY
    return day if _draws_on(pack, day) else None


def coming_day(pack: Pack, now: datetime) -> date | None:
    """Return the next opening day; None if the pack will not draw then."""
    today = pack.day(now)
    day = today if draws_at(pack, today) > now else today + DAY
    return day if _draws_on(pack, day) else None


def _draws_on(pack: Pack, day: date) -> bool:
    return allocation(pack, day) == "draw" and not pack.has_ended(day)


def _moment(pack: Pack, day: date, at: int | str | bool | None) -> datetime:
    clock = time.fromisoformat(at if isinstance(at, str) else NOON)
    return datetime.combine(day, clock, ZoneInfo(pack.zone)).astimezone(UTC)


def first_and_last_day(pack: Pack, now: datetime, zone: str) -> tuple[date, date]:
    """Return the days at a site that a draw can give: whole days, after the time to answer and to come."""
    today = pack.day(now)
    hours = max(pack.number("lead_hours", today, 12), confirm_hours(pack, today))
    there = ZoneInfo(zone)
    last = now.astimezone(there).date() + pack.number("horizon_days", today, 14) * DAY
    return (now + timedelta(hours=hours)).astimezone(there).date() + DAY, last


def last_draw_of(pack: Pack, day: date, now: datetime, zone: str) -> datetime | None:
    """Return the moment (UTC) of the last draw after now that can give a day at a site; None if none can."""
    last = None
    moments = (draws_at(pack, pack.day(now) + n * DAY) for n in range((day - pack.day(now)).days + 1))
    for moment in moments:
        if moment > now and first_and_last_day(pack, moment, zone)[0] <= day:
            last = moment
    return last


def largest_group(pack: Pack, sites: Iterable[Site], limits: Iterable[str], on: date) -> int:
    """Return the most seats that one draw can ever give to a group at these sites, under these limits."""
    set_limits = pack.limits_on(on)
    most = max((most_a_day(pack, site, on) for site in sites), default=0)
    return min([most, *(set_limits[name] for name in limits if name in set_limits)])


def confirm_hours(pack: Pack, on: date) -> int:
    """Return for how many hours an offer can be answered."""
    return pack.number("confirm_hours", on, CONFIRM_HOURS)


def end_of_window(start: datetime, length: timedelta, zone: str) -> datetime:
    """Return when a window that begins now ends, in UTC: never at night by the clock of a zone."""
    end = (start + length).astimezone(ZoneInfo(zone))
    if AWAKE <= end.time() < ASLEEP:
        return end.astimezone(UTC)
    morning = end.date() + DAY * (end.time() >= ASLEEP)
    return datetime.combine(morning, AWAKE, end.tzinfo).astimezone(UTC)


def latest_end(starts_at: datetime, zone: str) -> datetime:
    """Return when the offer of a time ends at the latest, in UTC: then or, if that is at night, the evening before."""
    there = starts_at.astimezone(ZoneInfo(zone))
    if AWAKE <= there.time() < ASLEEP:
        return starts_at
    evening = there.date() - DAY * (there.time() < AWAKE)
    return datetime.combine(evening, EVENING, there.tzinfo).astimezone(UTC)
