"""Books, moves and gives back seats; all or nothing, within the transaction of the turn."""

from dataclasses import replace
from datetime import datetime

from bot.app import App
from bot.core.booking.request import Offer, Request
from bot.core.booking.slot import Booking, Refusal, SeatRequest, Slot, SlotOver
from bot.core.booking.waiting import KeptSeats, Waiting
from bot.core.conversation.effects import Book
from bot.core.conversation.events import Booked, BookingLimitReached, Event, LeftGroup, NotBooked, SameDetails
from bot.services import rate_limits
from bot.services.booking import requests as line
from bot.services.booking.codes import new_code
from bot.services.booking.resources import missing
from bot.storage.tables import bookings, identities, people, requests, slots


def book(
    app: App,
    asked: Book,
    person: str,
    held: Booking | None,
    now: datetime,
    asked_at: datetime | None = None,
    *,
    waits: Waiting | Request | None = None,
) -> Event:
    """Take the seats, then give back those that the person holds or that are kept for them; or change nothing.

    `asked_at` is when the person was asked last: who booked since was faster. `waits` is their place in the line.
    """
    if asked.starts_at <= now:
        return NotBooked(SlotOver())
    if why := line.may_book(app, asked, person, held, waits, now):
        return NotBooked(why)
    details = [seal.split() for seal in asked.identity]
    if details and identities.is_taken(app.db, app.seal.keys, person, app.pack.id, details):
        # an attempt counts here too, or one could find out who has a booking by trying
        return SameDetails() if rate_limits.may_book(app, person, now) else BookingLimitReached()
    kept = line.seats_of(waits)
    here, kept = held if _is_at(held, asked) else None, kept if _is_at(kept, asked) else None
    back = sum(own.request.seats for own in (here, kept) if own)
    less, promised = _takes_no_more(asked.request, here), line.is_promised(app, asked, kept)
    slot = _take(app, asked, back, own=held, person=person, again=less or promised, less=less)
    if not isinstance(slot, Slot):
        newest = slots.newest_booking(app.db, app.pack.id, asked.site, asked.starts_at, person)
        return NotBooked(slot, faster=bool(asked_at and newest >= asked_at))
    if not less and not rate_limits.may_book(app, person, now):  # an attempt that finds no seat does not count
        slots.give_back(app.db, slot.id, asked.request.seats - back)
        return BookingLimitReached()
    if waits:
        line.end_by_booking(app, person, waits, slot)
    if here:
        bookings.change(app.db, app.seal, here, person, asked.request, None if less else now)
    if app.pack.identity:
        identities.save(app.db, app.seal.keys, person, app.pack.id, details, len(app.pack.identity))
    return Booked(replace(here, request=asked.request) if here else _write(app, person, slot, asked.request, now, held))


def _is_at(own: Booking | KeptSeats | Offer | None, asked: Book) -> bool:
    return own is not None and (own.slot.site, own.slot.starts_at) == (asked.site, asked.starts_at)


def _takes_no_more(request: SeatRequest, held: Booking | None) -> bool:
    """Return whether a booking already holds everything that a request takes, so that no free seat is needed."""
    if held is None or request.seats > held.request.seats:
        return False
    same = request.service == held.request.service and set(request.limits) <= set(held.request.limits)
    return same and request.needs.items() <= held.request.needs.items()


def cancel(app: App, person: str, held: Booking | None) -> None:
    """Give back what a person holds; who asks for a place again has the same date in the line."""
    if held:
        give_back(app, held)
    identities.delete(app.db, person, app.pack.id)
    requests.set_state(app.db, person, app.pack.id, "withdrawn")


def give_back(app: App, booking: Booking) -> None:
    """Delete a booking, and give back its seats."""
    slots.give_back(app.db, booking.slot.id, booking.request.seats)
    bookings.delete(app.db, booking.id)


def _take(
    app: App,
    asked: Book,
    back: int = 0,
    *,
    own: Booking | None = None,
    person: str = "",
    again: bool = False,
    less: bool = False,
) -> Slot | Refusal:
    """Take the seats of a request, if its resources are there too; or take nothing, and return what is missing.

    `back` are seats in this slot that go back for it; what `own` takes and what is kept for `person` does not count.
    `again`: so many seats were theirs before. `less`: everything was.
    """
    seats = asked.request.seats
    slot = slots.take(app.db, app.pack.id, asked.site, asked.starts_at, seats, back=back, again=again)
    if isinstance(slot, Slot) and not less and (why := missing(app, slot, asked.request, own.id if own else 0, person)):
        slots.give_back(app.db, slot.id, seats - back)
        return why
    return slot


def _write(
    app: App, person: str, slot: Slot, request: SeatRequest, now: datetime, instead: Booking | None = None
) -> Booking:
    """Store a booking under the code of the one that it replaces, or under a new code that no other booking has."""
    code, sequence = "", 0
    if instead:
        give_back(app, instead)
        code, sequence = instead.code, instead.sequence + 1
    while True:
        added = bookings.add(app.db, app.seal, person, app.pack.id, slot, request, code or new_code(app), now, sequence)
        if added:
            return added
        code = ""


def leave_group(app: App, person: str, own: SeatRequest, booking: Booking | None, now: datetime) -> LeftGroup:
    """Split the booking: the others keep it and its code, under a new person, and no message tells them."""
    agreed = people.consent(app.db, app.seal, person, app.pack.id)
    if booking is None or agreed is None or booking.people < 2:
        return LeftGroup(booking)
    request = booking.request
    rest = replace(request, people=request.people - 1, seats=app.pack.seats(request.people - 1))
    others = people.create(app.db, app.seal, now)
    people.save_consent(app.db, app.seal, others, app.pack.id, agreed.notice, agreed.at)
    bookings.change(app.db, app.seal, booking, others, rest)
    freed = request.seats - rest.seats
    slots.give_back(app.db, booking.slot.id, freed)
    asked = Book(booking.slot.site, booking.slot.starts_at, own)
    slot = _take(app, asked, again=own.seats <= freed)
    if not isinstance(slot, Slot):
        return LeftGroup(None, slot)
    return LeftGroup(replace(_write(app, person, slot, own, now), void=booking.void))
