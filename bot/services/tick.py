"""The tick: everything that happens because time has passed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.app import App
from bot.core.conversation import labels
from bot.core.language.message import Channel, Choice, Reply
from bot.core.language.text import Text
from bot.services.booking import timetable
from bot.services.privacy import erasure, retention
from bot.storage.database import transaction
from bot.storage.lost_commits import missing_commits
from bot.storage.tables import audit_log, bookings, outbox, people

GRACE = timedelta(hours=12)
"""How long an appointment counts as present after its start."""
LIVE = timedelta(minutes=1)
"""How far the given time may be from the true time before it counts as moved by hand."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """What one tick did."""

    reminders: int
    past: int
    erased: int
    """People, or their part of one pack."""
    deleted: retention.Deleted


def tick(app: App, now: datetime, by: audit_log.Actor | None = None) -> Ticked:
    """Fill the slot table, remind, close past appointments, and delete what was kept long enough; safe to repeat.

    `by` is who runs it, and the true time: rows of the audit are deleted by the true time alone.
    """
    now = now.astimezone(UTC)
    hand = by or audit_log.Actor("clock", now)
    with transaction(app.db):
        erasure.sweep(app)
        timetable.fill(app, now)
        reminded = _remind(app, now)
        past = bookings.close_past(app.db, app.pack.id, now - GRACE)
        deleted = retention.delete_expired(app, now, alone=_is_moved(now, hand))
        done = Ticked(reminded, past, deleted.people, deleted)
        _note(app, now, done, hand)
    return done


def _note(app: App, now: datetime, done: Ticked, by: audit_log.Actor) -> None:
    """Write to the audit what was closed or erased, or that the clock was moved by hand."""
    audit_log.prune(app.db, app.seal, by)
    moved = {"as_of": f"{now:%Y-%m-%dT%H:%MZ}"} if _is_moved(now, by) else {}
    if done.past or done.erased or moved:
        counts = {"reminders": done.reminders, "past": done.past, "erased": done.erased}
        audit_log.write(app.db, app.seal, by, "tick", f"pack:{app.pack.id}", **counts, **moved)


def _is_moved(now: datetime, by: audit_log.Actor) -> bool:
    return abs(now - by.at) > LIVE


def _remind(app: App, now: datetime) -> int:
    """Add a neutral line to the outbox: it tells nothing to a person who looks at the phone; "Open" shows the rest."""
    if missing_commits(app.db) is not None:
        return 0  # an appointment that is here again may have been cancelled
    world = app.world(now, Channel("tick"))
    hours = app.pack.number("reminder_hours", world.today, 24)
    due = bookings.mark_reminded(app.db, app.pack.id, now, now + timedelta(hours=hours))
    text = Text("reminder.notice", "You have a message. Open it when nobody is looking.")
    reply = Reply(text, lead=labels.practice(world), choices=(Choice("status", Text("reminder.open", "Open")),))
    for person in due:
        if channel := people.channel_of(
            app.db, app.seal, person
        ):  # without a phone, the case itself shows the appointment
            outbox.add(app.db, app.seal, person, channel, app.pack.id, 0, reply, now)
    return len(due)
