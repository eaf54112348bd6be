"""Erases people: on request, when the retention time is over, and what a crash or an old backup left of them."""

from bot.app import App
from bot.core.booking.slot import SeatRequest
from bot.storage.lost_commits import missing_commits
from bot.storage.tables import bookings, people, slots


def erase(app: App, person: str) -> None:
    """Give back what the person holds in any pack, destroy their key, and delete every row about them.

    The seats of a past appointment stay counted: they were used. The key is destroyed first, when the transaction of
    the caller commits.
    """
    for pack in bookings.packs_of(app.db, person):
        held = bookings.of(app.db, app.seal, person, pack)
        if held:
            slots.give_back(app.db, pack, held.booking.slot.id, held.request)
    people.erase(app.db, app.seal, person)


def erase_from(app: App, person: str, pack: str) -> None:
    """Delete what a person has in one pack; erase the whole person if there is nothing in another pack."""
    if people.packs_of(app.db, person) <= {pack}:
        erase(app, person)
    else:
        people.delete_from_pack(app.db, person, pack)


def sweep(app: App) -> int:
    """Delete the rows of people who have no key any more; return how many people. Safe to repeat.

    A crash between the two commits of an erasure leaves such rows, and so does an old copy of the database that was
    put back: people who were erased since then stay erased. A crash may leave the key of a person without rows, too: it
    is destroyed, unless commits were lost and the rows may be in a newer copy.
    """
    if missing_commits(app.db) is None:
        for person in keys_alone(app):
            app.seal.keys.delete(person)
    lost = without_key(app)
    for person in lost:
        _erase_unread(app, person)
    return len(lost)


def without_key(app: App) -> set[str]:
    """Return the people who have rows and no key that opens them."""
    return people.everyone(app.db) - app.seal.keys.people()


def keys_alone(app: App) -> set[str]:
    """Return the people who have a key and no row."""
    return app.seal.keys.people() - people.everyone(app.db)


def _erase_unread(app: App, person: str) -> None:
    """Erase a person whose rows do not open: only the seats are known, so count the rest of that day again."""
    held = bookings.readable_without_key(app.db, person)
    people.erase(app.db, app.seal, person)
    for row in held:
        slots.give_back(app.db, row.pack, row.slot, SeatRequest(row.seats, 0))
        slots.recount(app.db, row.pack, row.day, bookings.seat_requests(app.db, app.seal, row.pack, row.day))
