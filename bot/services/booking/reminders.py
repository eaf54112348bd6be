"""Reminds people of their appointment, when they are awake and can still prepare for it."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.app import App
from bot.services import notices
from bot.storage.tables import reminders

EVENING = time(18)
"""When a person is reminded of what they would be reminded of at night."""
A_DAY = timedelta(days=1)


def remind(app: App, now: datetime, void: Collection[int] = ()) -> int:
    """Let people know that there is something to read: their appointment is near; return how many these are.

    `void` are the bookings that will not take place: nobody is reminded of them.
    """
    hours = timedelta(hours=app.pack.number("reminder_hours", app.pack.day(now), 24))
    due = []
    for one in reminders.waiting(app.db, app.pack.id, now, now + hours + A_DAY):
        zone = app.pack.site_booked(one.site).zone
        if one.id not in void and due_at(one.starts_at, one.made, hours, zone) <= now:
            notices.notify(app, one.person, zone, now, about=one.starts_at)
            due.append(one.id)
    reminders.mark(app.db, due)
    return len(due)


def due_at(starts_at: datetime, made: datetime, hours: timedelta, zone: str) -> datetime:
    """Return when a person is reminded: some hours before, in the hours of notices by the clock of the site.

    Instead of at night it is in the evening; who booked later than that is reminded as soon as notices are heard.
    """
    wanted, last_evening = starts_at - hours, _evening(starts_at - A_DAY, zone)
    if not notices.in_hours(wanted, zone):
        wanted = min(_evening(wanted, zone), last_evening)
    for at in (wanted, last_evening):
        if made <= at:
            return at
    soon = notices.next_in_hours(made, zone)
    return soon if soon < starts_at else made


def _evening(moment: datetime, zone: str) -> datetime:
    there = moment.astimezone(ZoneInfo(zone))
    return datetime.combine(there.date(), EVENING, there.tzinfo).astimezone(moment.tzinfo)
