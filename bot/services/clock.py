"""Whether the clock of the machine is certain enough to delete, close or remind by it."""

from datetime import UTC, datetime, time, timedelta
from enum import Enum

from bot import RELEASED
from bot.app import App
from bot.storage.database import transaction
from bot.storage.tables import audit_log
from bot.storage.tables import clock as stored

LONGEST_REST = timedelta(days=8)
"""A machine that was off for a weekend or a week is ordinary."""
BACK = timedelta(hours=1)
"""How far a clock may go back: a wrong time zone of the machine does not change UTC, and corrections are small."""
JUMP = timedelta(minutes=5)
"""How far a clock may be from where it should be by now, while a program runs."""
WITNESS = timedelta(minutes=10)
"""How close the time of a new message must be to that of the machine, to confirm it."""
HELD = (
    "The clock of this machine is in doubt: {why}. Answers go on, and nothing is deleted, closed or reminded of. "
    "Correct the clock, or confirm it with: randevou clock accept"
)


class Doubt(Enum):
    """Why the clock is in doubt."""

    UNRELEASED = "it is before the release of this version"
    BEHIND = "it is more than an hour behind the last moment seen"
    AHEAD = "it is more than 8 days ahead of the last moment seen"
    JUMPED = "it jumped while a server was running"

    def __str__(self) -> str:
        return HELD.format(why=self.value)


def judge(now: datetime, seen: datetime | None, *, jumped: bool = False) -> Doubt | None:
    """Return why a time of the machine is in doubt, or None. `seen` is the last moment that was certain."""
    if now < datetime.combine(RELEASED, time(), UTC):
        return Doubt.UNRELEASED
    if seen and now < seen - BACK:
        return Doubt.BEHIND
    if seen and now > seen + LONGEST_REST:
        return Doubt.AHEAD
    return Doubt.JUMPED if jumped else None


def check(app: App, machine: datetime, *, jumped: bool | None = None, before: Doubt | None = None) -> Doubt | None:
    """Return why the time of the machine is in doubt, or save it as the last moment seen. A rehearsal has no doubt.

    `jumped` is what a server sees of its own clock; None for a program that has not run long enough to see anything.
    `before` is what the last check of the same server returned.
    """
    with transaction(app.db):
        if stored.is_rehearsal(app.db):
            return None
        marked = _has_jumped(app)
        seen = stored.last_seen(app.db)
        if jumped and before and not marked and seen and abs(machine - seen) < JUMP:  # somebody accepted it meanwhile
            jumped = False
        doubt = judge(machine, seen, jumped=marked if jumped is None else jumped)
        if doubt is None:
            _believe(app, machine)
        elif not marked:  # a jump stays noted until it is accepted
            stored.save_doubt(app.db, doubt.name)
    return doubt


def doubt(app: App, machine: datetime) -> Doubt | None:
    """Return why the time of the machine is in doubt, and change nothing."""
    if stored.is_rehearsal(app.db):
        return None
    return judge(machine, stored.last_seen(app.db), jumped=_has_jumped(app))


def last_seen(app: App) -> datetime | None:
    """Return the last moment that was certain (UTC), or None."""
    return stored.last_seen(app.db)


def accept(app: App, machine: datetime, by: audit_log.Actor) -> None:
    """Believe the time of the machine from now on."""
    with transaction(app.db):
        _believe(app, machine)
        audit_log.write(app.db, app.seal, by, "clock accept")


def confirms(message: datetime, machine: datetime) -> bool:
    """Return whether the time at which somebody else says that a message was sent confirms the time of the machine."""
    return abs(machine - message) <= WITNESS


def is_rehearsal(app: App) -> bool:
    """Return whether the database is a rehearsal file: its time is chosen, and nobody is served from it."""
    return stored.is_rehearsal(app.db)


def may_rehearse(app: App) -> bool:
    """Return whether time may be chosen in this database: a rehearsal file, or one in which nobody has spoken."""
    return stored.is_rehearsal(app.db) or not stored.is_used(app.db)


def begin_rehearsal(app: App) -> None:
    """Make the database a rehearsal file."""
    with transaction(app.db):
        stored.mark_rehearsal(app.db)


def _has_jumped(app: App) -> bool:
    """Return whether a server saw the clock jump, and nobody has accepted it since."""
    return stored.last_doubt(app.db) == Doubt.JUMPED.name


def _believe(app: App, machine: datetime) -> None:
    """Take the time of the machine as certain; after a doubt, bring back what was written by a clock that was ahead."""
    now = machine.astimezone(UTC)
    stored.save_seen(app.db, now)
    if stored.last_doubt(app.db):
        stored.bring_back(app.db, now)
        stored.end_doubt(app.db)
