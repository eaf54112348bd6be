"""Delete what was kept long enough: each kind of data after its own term, in every pack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.app import App
from bot.core.booking import request
from bot.services.privacy import erasure
from bot.storage.keys import ticket_keys
from bot.storage.tables import (
    bookings,
    conversations,
    desk_sessions,
    draws,
    failed_attempts,
    outbox,
    people,
    rate_limits,
    received,
    recovery_requests,
    requests,
    retention_terms,
    shift_notes,
    shown_messages,
    staff,
    waiting,
    wrong_codes,
)
from bot.storage.tables.retention_terms import Terms
from bot.storage.tables.shown_messages import CLEARABLE

REPEATS = timedelta(days=7)
"""How long a handled message is remembered: longer than any channel delivers it again."""
UNSENT = timedelta(days=7)
"""How long a message that cannot be sent is kept: longer than any outage, and long enough to look into a fault."""
OUTCOMES = timedelta(days=400)
"""How long it is kept how many groups a draw had: a year, and some days to look at it."""
PORTION = 50
"""People erased in one transaction, at most: between two portions, messages are answered."""
MANY, SHARE = 20, 10
"""More people at once than MANY, and than one in SHARE of all, are erased only after somebody was asked."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """How much was deleted: people (or their part of one pack), bookings of people who stay, and rows of messages."""

    people: int = 0
    bookings: int = 0
    handled: int = 0
    unsent: int = 0
    on_screen: int = 0


@dataclass(frozen=True, slots=True)
class Expired:
    """A person whose term in a pack is over; a person without a case has no pack."""

    person: str
    pack: str = ""


def expired(app: App, now: datetime) -> list[Expired]:
    """Return who is past their term at `now` (UTC), in every pack that was ever used with this database."""
    terms = _terms(app)
    found = [
        Expired(person, pack)
        for pack, (drafts, done) in terms.items()
        for person in sorted(
            {
                *set(bookings.ended(app.db, pack, now - done)) - requests.in_line(app.db, pack),
                *conversations.idle_since(app.db, pack, now - drafts),
                *conversations.idle_since(app.db, pack, now - _line_term(app, pack, drafts, now), in_line=True),
            }
        )
    ]
    longest = max(drafts for drafts, _ in terms.values())
    return found + [Expired(person) for person in people.without_a_case(app.db, now - longest)]


def _line_term(app: App, pack: str, drafts: timedelta, now: datetime) -> timedelta:
    """Return how long a date in the line is kept in silence: as long as a draft, once the programme draws no more."""
    today = app.pack.day(now)
    draws = request.allocation(app.pack, today) == "draw" and not app.pack.has_ended(today)
    return drafts if pack == app.pack.id and not draws else request.KEPT


def too_many(app: App, expired: Sequence[Expired]) -> int:
    """Return how many people these are, if so many are erased at once only after somebody was asked; else 0."""
    many = len({one.person for one in expired})
    return many if many > MANY and many * SHARE > people.count(app.db) else 0


def erase_expired(app: App, some: Sequence[Expired]) -> None:
    """Erase people who are past their term, in the transaction of the caller."""
    for one in some:
        if one.pack:
            erasure.erase_from(app, one.person, one.pack)
        else:
            erasure.erase(app, one.person)


def delete_rows(app: App, now: datetime) -> Deleted:
    """Delete the other rows past their term, in the transaction of the caller. Call it when nobody is past theirs."""
    old, unsent = 0, 0
    for pack, (_, done) in _terms(app).items():
        old += bookings.delete_past(app.db, pack, now - done)
        unsent += outbox.prune(app.db, pack, now - UNSENT)
    failed_attempts.prune(app.db, now)
    recovery_requests.prune(app.db, now)
    rate_limits.prune(app.db, now)
    staff.prune(app.db, now)
    desk_sessions.prune(app.db, now)
    shift_notes.prune(app.db, now)
    wrong_codes.prune(app.db, now)
    waiting.prune(app.db, now.date())
    draws.prune(app.db, (now - OUTCOMES).date())
    ticket_keys.prune(app.db, app.seal.keys)
    return Deleted(
        bookings=old,
        handled=received.prune(app.db, now - REPEATS),
        unsent=unsent,
        on_screen=shown_messages.prune(app.db, now - CLEARABLE),
    )


def _terms(app: App) -> Mapping[str, Terms]:
    retention_terms.save(app.db, app.pack.id, app.pack.keep_drafts_days, app.pack.keep_days)
    return retention_terms.load_all(app.db)
