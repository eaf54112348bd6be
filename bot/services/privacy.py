"""Erase a person: on request, and when the time for keeping is over."""

from bot.app import App
from bot.storage import bookings, people, slots


def erase(app: App, person: str) -> None:
    """Give back what the person holds in any pack, and delete every row about them.

    The seats of an appointment that is over stay counted: they were used.
    """
    for pack in bookings.packs_of(app.db, person):
        held = bookings.of(app.db, app.seal, person, pack)
        if held:
            booking, wish = held
            slots.give_back(app.db, pack, booking.slot.id, wish)
    people.erase(app.db, person)
