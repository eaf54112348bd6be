"""Delete what was kept long enough: each kind of data after its own term, in every pack."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.app import App
from bot.services.privacy import erasure
from bot.storage.keys import ticket_keys
from bot.storage.tables import (
    bookings,
    conversations,
    failed_attempts,
    outbox,
    people,
    rate_limits,
    received,
    recovery_requests,
    retention_terms,
    shown_messages,
    staff,
    wrong_codes,
)
from bot.storage.tables.shown_messages import CLEARABLE

REPEATS = timedelta(days=7)
"""How long a handled message is remembered: longer than any channel delivers it again."""
UNSENT = timedelta(days=7)
"""How long a message that cannot be sent is kept: longer than any outage, and long enough to look into a fault."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """How much was deleted: people (or their part of one pack), bookings of people who stay, and rows of messages."""

    people: int
    bookings: int
    handled: int
    unsent: int
    on_screen: int


def delete_expired(app: App, now: datetime, *, alone: bool) -> Deleted:
    """Delete what is past its term at `now` (UTC), in the transaction of the caller; safe to repeat.

    `alone`: delete only from the pack of the app, because `now` was set by hand and is not the true time.
    """
    retention_terms.save(app.db, app.pack.id, app.pack.keep_drafts_days, app.pack.keep_days)
    kept = retention_terms.load_all(app.db)
    packs = {app.pack.id: kept[app.pack.id]} if alone else kept
    gone, old, unsent = 0, 0, 0
    for pack, (drafts, done) in packs.items():
        over = {
            *bookings.ended(app.db, pack, now - done),
            *conversations.idle_since(app.db, pack, now - drafts),
        }
        for person in sorted(over):
            erasure.erase_from(app, person, pack)
        gone += len(over)
        old += bookings.delete_past(app.db, pack, now - done)
        unsent += outbox.prune(app.db, pack, now - UNSENT)
    if alone:
        return Deleted(gone, old, 0, unsent, 0)
    gone += _erase_people_without_a_case(app, now - max(drafts for drafts, _ in kept.values()))
    handled = received.prune(app.db, now - REPEATS)
    failed_attempts.prune(app.db, now)
    recovery_requests.prune(app.db, now)
    rate_limits.prune(app.db, now)
    staff.prune(app.db, now)
    wrong_codes.prune(app.db, now)
    ticket_keys.prune(app.db, app.seal.keys)
    return Deleted(gone, old, handled, unsent, shown_messages.prune(app.db, now - CLEARABLE))


def _erase_people_without_a_case(app: App, before: datetime) -> int:
    """Erase people who have neither a conversation nor an appointment left."""
    found = people.without_a_case(app.db, before)
    for person in found:
        erasure.erase(app, person)
    return len(found)
