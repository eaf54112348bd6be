"""The one clock: everything that happens because time has passed."""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from bot.app import App
from bot.core import case
from bot.core.language import Text
from bot.core.message import Channel, Choice, Reply
from bot.services import privacy, timetable
from bot.services.deliver import CLEARABLE
from bot.storage import audit, bookings, buckets, conversations, outbox, received, screen, slips
from bot.storage.database import transaction

GRACE = timedelta(hours=12)
"""How long an appointment stays "now" after it began."""
REPEATS = timedelta(days=7)
"""How long a message that was handled is remembered: longer than any channel delivers it again."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one tick did."""

    reminders: int
    past: int
    erased: int


def tick(app: App, now: datetime, by: audit.Hand | None = None) -> Ticked:
    """Fill the slot table, remind, close what is past, and delete what has been kept long enough; safe to repeat.

    `by` is who runs it, and when in truth: nobody's moment that stands for now makes the audit go by age.
    """
    now = now.astimezone(UTC)
    hand = by or audit.Hand("clock", now)
    with transaction(app.db):
        privacy.sweep(app)
        timetable.fill(app, now)
        reminded = _remind(app, now)
        past = bookings.close_past(app.db, app.pack.id, now - GRACE)
        erased = _forget_in_time(app, now)
        received.prune(app.db, now - REPEATS)
        screen.prune(app.db, now - CLEARABLE)
        buckets.prune(app.db, now)
        slips.prune(app.db, app.seal.keys)
        done = Ticked(reminded, past, erased)
        _note(app, now, done, hand)
    return done


def _note(app: App, now: datetime, done: Ticked, by: audit.Hand) -> None:
    """Write down what was closed or erased, or that somebody moved the clock."""
    audit.prune(app.db, app.seal, by)
    moved = {"as_of": f"{now:%Y-%m-%dT%H:%MZ}"} if abs(now - by.at) > timedelta(minutes=1) else {}
    if done.past or done.erased or moved:
        audit.write(app.db, app.seal, by, "tick", f"pack:{app.pack.id}", **asdict(done), **moved)


def _remind(app: App, now: datetime) -> int:
    """A neutral line that shows nothing to whoever looks at the phone; the rest is behind "Open"."""
    world = app.world(now, Channel("tick"))
    hours = app.pack.number("reminder_hours", world.today, 24)
    due = bookings.to_remind(app.db, app.pack.id, now, now + timedelta(hours=hours))
    text = Text("reminder.notice", "You have a message. Open it when nobody is looking.")
    reply = Reply(text, lead=case.practice(world), choices=(Choice("status", Text("reminder.open", "Open")),))
    for person in due:
        outbox.add(app.db, app.seal, person, app.pack.id, 0, reply, now)
    return len(due)


def _forget_in_time(app: App, now: datetime) -> int:
    drafts = now - timedelta(days=app.pack.keep_drafts_days)
    done = now - timedelta(days=app.pack.keep_days)
    ended = bookings.ended(app.db, app.pack.id, done)
    idle = conversations.idle_since(app.db, app.pack.id, drafts)
    everyone = {*ended, *idle}
    for person in everyone:
        privacy.erase(app, person)
    return len(everyone)
