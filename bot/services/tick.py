"""The tick: everything that happens because time has passed."""

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.app import App
from bot.core.errors import PackError
from bot.services.booking import draw, offers, reminders, timetable, waiting, way_of_giving
from bot.services.booking.affected import judged
from bot.services.booking.tell import tell
from bot.services.desk import corrections
from bot.services.privacy import erasure, retention
from bot.storage.database import transaction
from bot.storage.files.packs.checks import contacts_to_check
from bot.storage.lost_commits import missing_commits
from bot.storage.tables import audit_log, bookings

GRACE = timedelta(hours=12)
"""How long an appointment counts as present after its start."""
CONTACTS_AHEAD = timedelta(days=30)
"""How long before the check of a contact ends the operator is told."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick did, or its part so far."""

    reminders: int = 0
    told: int = 0
    """People who were told that their appointment will not take place."""
    past: int = 0
    offered: int = 0
    """Groups to whom a draw has offered a place."""
    waiting: int = 0
    """People past their term who are not erased before somebody says so: they are too many."""
    deleted: retention.Deleted = field(default_factory=retention.Deleted)

    @property
    def erased(self) -> int:
        """Return how many people were erased, or their part of one pack."""
        return self.deleted.people


def tick(app: App, now: datetime, by: audit_log.Actor | None = None, *, confirmed: bool = False) -> Ticked:
    """Do all that `portions` does, at once."""
    return deque(portions(app, now, by, confirmed=confirmed), maxlen=1)[0]


def portions(
    app: App, now: datetime, by: audit_log.Actor | None = None, *, confirmed: bool = False
) -> Iterator[Ticked]:
    """Follow the pack, tell and remind people, close past appointments, delete what is old; safe to repeat.

    Each step is one transaction, so that messages are answered between two steps; each yields what was done so far.
    `by` is who runs it, and the time of the machine: rows of the audit are deleted by that time alone. `confirmed`:
    somebody agreed that many people are erased at once.
    """
    now = now.astimezone(UTC)
    hand = by or audit_log.Actor("clock", now)
    while erasure.without_key(app):
        with transaction(app.db):
            erasure.sweep(app, retention.PORTION)
        yield Ticked()
    corrections.carry_out(app, now)
    with transaction(app.db):
        erasure.drop_keys_alone(app)
        done = _bring_up_to_date(app, now)
        audit_log.prune(app.db, app.seal, hand)
        if done.past or done.told:
            _note(app, hand, past=done.past, reminders=done.reminders, told=done.told)
        over = len(expired := retention.expired(app, now))
    yield done
    for step in draw.portions(app, now, hand):
        done = replace(done, offered=step.offered)
        yield done
    if not confirmed and (many := retention.too_many(app, expired)):
        yield replace(done, waiting=many)
        return
    erased = 0
    while over:
        over = _erase_some(app, now, hand)
        erased += over
        yield replace(done, deleted=retention.Deleted(people=erased))
    with transaction(app.db):
        deleted = retention.delete_rows(app, now)
    yield replace(done, deleted=replace(deleted, people=erased))


def _erase_some(app: App, now: datetime, by: audit_log.Actor) -> int:
    """Erase some of the people who are past their term now: one of them may have come back meanwhile."""
    with transaction(app.db):
        some = retention.expired(app, now)[: retention.PORTION]
        retention.erase_expired(app, some)
        if some:
            _note(app, by, erased=len(some))
    return len(some)


def _bring_up_to_date(app: App, now: datetime) -> Ticked:
    timetable.follow(app, now)
    way_of_giving.follow(app, now)
    waiting.pass_on(app, now)
    offers.follow(app, now)
    found = judged(app, now)
    told = tell(app, found, now)
    reminded = _remind(app, now, void={one.booking.booking for one in found if one.why})
    return Ticked(reminded, told, past=bookings.close_past(app.db, app.pack.id, now - GRACE))


def ending_contacts(app: App, now: datetime) -> list[PackError]:
    """Return a message for each contact that somebody must check again within 30 days."""
    return contacts_to_check(app.pack, app.pack.day(now) + CONTACTS_AHEAD)


def _note(app: App, by: audit_log.Actor, **counts: int) -> None:
    audit_log.write(app.db, app.seal, by, "tick", f"pack:{app.pack.id}", **counts)


def _remind(app: App, now: datetime, void: Collection[int]) -> int:
    if missing_commits(app.db) is not None:
        return 0  # an appointment that is here again may have been cancelled
    return reminders.remind(app, now, void)
