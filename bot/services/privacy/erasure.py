"""Erase a person: on request, when the time for keeping is over, and what a crash or an old backup left of one."""

from bot.app import App
from bot.core.booking.slot import SeatRequest
from bot.storage.tables import bookings, people, slots


def erase(app: App, person: str) -> None:
    """Give back what the person holds in any pack, destroy their key, and delete every row about them.

    The seats of an appointment that is over stay counted: they were used. The key goes first, at the commit of the
    transaction that this is part of.
    """
    for pack in bookings.packs_of(app.db, person):
        held = bookings.of(app.db, app.seal, person, pack)
        if held:
            booking, wish = held
            slots.give_back(app.db, pack, booking.slot.id, wish)
    people.erase(app.db, app.seal, person)


def erase_from(app: App, person: str, pack: str) -> None:
    """Delete what a person has in one pack; the whole person, where that is all there is of them."""
    if people.packs_of(app.db, person) <= {pack}:
        erase(app, person)
    else:
        people.delete_from_pack(app.db, person, pack)


def sweep(app: App) -> int:
    """Delete the rows of people who have no key any more; gives how many people. Safe to repeat.

    A crash between the two commits of an erasure leaves such rows, and so does an old copy of the database that was
    put back: whoever was erased since stays erased.
    """
    lost = without_key(app)
    for person in lost:
        _erase_unread(app, person)
    return len(lost)


def without_key(app: App) -> set[str]:
    """People who have rows, and no key that opens them."""
    return people.everyone(app.db) - app.seal.keys.people()


def _erase_unread(app: App, person: str) -> None:
    """Without the key only the seats are known; the rest of that day is counted again from everybody else's."""
    held = bookings.readable_without_key(app.db, person)
    people.erase(app.db, app.seal, person)
    for row in held:
        slots.give_back(app.db, row["pack"], row["slot"], SeatRequest(row["seats"], 0))
        slots.recount(app.db, row["pack"], row["day"], bookings.wishes(app.db, app.seal, row["pack"], row["day"]))
