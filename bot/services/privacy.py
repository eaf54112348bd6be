"""Erase a person: on request, and when the time for keeping is over."""

from bot.app import App
from bot.storage import bookings, people, slots


def erase(app: App, person: str) -> None:
    """Give back what the person holds and delete every row about them."""
    held = bookings.of(app.db, app.seal, person, app.pack.id)
    if held:
        booking, wish = held
        slots.give_back(app.db, app.pack.id, booking.slot.id, wish)
    people.erase(app.db, person)
