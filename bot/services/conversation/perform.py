"""Do what a step asked for; what comes of it is the next event."""

from datetime import datetime

from bot.app import App
from bot.core.conversation.effects import (
    Book,
    Cancel,
    CountCases,
    DropPin,
    Effect,
    Erase,
    FindSlots,
    Identify,
    LeaveGroup,
    NotePin,
    Recall,
    SetPin,
    TryPin,
)
from bot.core.conversation.events import Cancelled, Cases, Erased, Event, Identified, Recalled, SlotsFound
from bot.services.booking.book import book, give_back, leave_group
from bot.services.privacy import erasure, recovery
from bot.storage.tables import audit_log, bookings, identities, outbox, people, shown_messages, slots


def perform(app: App, effect: Effect, person: str, address: str, now: datetime) -> Event:
    """Carry out one effect for a person, inside the transaction of the turn."""
    match effect:
        case FindSlots():
            return SlotsFound(slots.find(app.db, app.pack.id, effect))
        case Book():
            return book(app, effect, person, now)
        case Cancel():
            give_back(app, person)
            identities.delete(app.db, person, app.pack.id)
            return Cancelled()
        case LeaveGroup(wish):
            return leave_group(app, person, wish, now)
        case Recall():
            return _recall(app, person, address)
        case Erase():
            erasure.erase(app, person)
            audit_log.write(
                app.db, app.seal, audit_log.Actor("person", now), "person erase", audit_log.pseudonym(app.seal, person)
            )
            return Erased()
        case Identify(question, kind, values):
            return Identified(question, " ".join(identities.hash_detail(app.seal.keys, app.pack.id, kind, values)))
        case CountCases():
            return Cases(len(people.all_at(app.db, app.seal, address)))
        case NotePin() | SetPin() | TryPin() | DropPin():
            return recovery.about_pin(app, effect, person, now)
    raise AssertionError(f"nobody performs {effect}")


def _recall(app: App, person: str, address: str) -> Event:
    agreed = people.consent(app.db, person, app.pack.id)
    assert agreed is not None
    return Recalled(
        agreed[1],
        len(people.all_at(app.db, app.seal, address)),
        people.created_at(app.db, person).date(),
        bookings.all_of(app.db, app.seal, person, app.pack.id),
        waiting=outbox.count(app.db, person),
        on_screen=shown_messages.count(app.db, person),
        logged=audit_log.count_about(app.db, app.seal, person),
        elsewhere=len(people.packs_of(app.db, person) - {app.pack.id}),
    )
