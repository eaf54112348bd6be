"""Notices: they call a person to the chat when people are awake, and tell nothing to who looks at the phone."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.app import App
from bot.core.conversation import labels
from bot.core.language.message import Channel, Choice, Reply
from bot.core.language.text import Text
from bot.services.conversation import lanes
from bot.storage.tables import outbox

FIRST, LAST = time(8), time(20)
"""The hours of notices, by the clock of the site that they are about."""
SOON = timedelta(hours=24)
"""What begins within this time is told at any hour: the way there may be long."""
NOTICE = Text("reminder.notice", "You have a message. Open it when nobody is looking.")
OPEN = Choice("status", Text("reminder.open", "Open"))


def in_hours(moment: datetime, zone: str) -> bool:
    """Return whether notices may be heard at a moment, by the clock of a zone."""
    return FIRST <= moment.astimezone(ZoneInfo(zone)).time() < LAST


def next_in_hours(moment: datetime, zone: str) -> datetime:
    """Return the next moment at which notices may be heard: this one, or 8 o'clock."""
    if in_hours(moment, zone):
        return moment
    there = moment.astimezone(ZoneInfo(zone))
    day = there.date() + timedelta(days=there.time() >= LAST)
    return datetime.combine(day, FIRST, there.tzinfo).astimezone(moment.tzinfo)


def notify(app: App, person: str, zone: str, now: datetime, about: datetime | None = None) -> None:
    """Let a person know in the hours of notices that there is something to read.

    `about` is when the appointment begins: within a day of it they are told at once, without a sound outside the
    hours. A person has at most one notice that waits, since it says nothing of what it is about.
    """
    soon = about is not None and about - now <= SOON
    at = now if soon else next_in_hours(now, zone)
    waits = outbox.next_notice(app.db, person, app.pack.id)
    if waits and waits <= at:
        return
    outbox.delete_notices(app.db, person, app.pack.id)
    if lane := lanes.lane_of(app, person):  # without a phone, the case itself shows the news
        reply = neutral(app, now, silent=not in_hours(at, zone))
        outbox.add(app.db, app.seal, person, lane, app.pack.id, 0, reply, at)


def neutral(app: App, now: datetime, *, silent: bool = False) -> Reply:
    """Return the notice: it tells nothing to a person who looks at the phone; "Open" shows the rest."""
    lead = labels.practice(app.world(now, Channel("tick")))
    return Reply(NOTICE, lead=lead, choices=(OPEN,), silent=silent)
