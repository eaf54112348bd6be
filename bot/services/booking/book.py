"""Books, moves and gives back seats; all or nothing, within the transaction of the turn."""

import secrets
from dataclasses import replace
from datetime import datetime

from bot.app import App
from bot.core.booking.code import CODES, is_rude, write_code
from bot.core.booking.request import Offer
from bot.core.booking.slot import Booking, Refusal, SeatRequest, Slot, SlotOver
from bot.core.conversation.effects import Book
from bot.core.conversation.events import Booked, BookingLimitReached, Event, LeftGroup, NotBooked, SameDetails
from bot.services import rate_limits
from bot.services.booking import requests as line
from bot.services.booking.resources import missing
from bot.storage.database import savepoint
from bot.storage.tables import bookings, identities, people, requests, slots


class _NoRoom(Exception):
    """A seat or a resource is missing: what was taken so far goes back."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(why)
        self.why = why


class _LimitReached(Exception):
    """The person has reached the limit of bookings for one day."""


def book(
    app: App,
    asked: Book,
    person: str,
    held: Booking | None,
    now: datetime,
    asked_at: datetime | None = None,
    *,
    waits: bool = True,
) -> Event:
    """Give back the seats that the person holds or that are kept for them, and take the new ones; or change nothing.

    `asked_at` is when the person was asked last: who booked since was faster. `waits`: they may be in the line.
    """
    if asked.starts_at <= now:
        return NotBooked(SlotOver())
    if why := line.may_book(app, asked, person, held, now):
        return NotBooked(why)
    details = [seal.split() for seal in asked.identity]
    if details and identities.is_taken(app.db, app.seal.keys, person, app.pack.id, details):
        # an attempt counts here too, or one could find out who has a booking by trying
        return SameDetails() if rate_limits.may_book(app, person, now) else BookingLimitReached()
    here = held if held and (held.slot.site, held.slot.starts_at) == (asked.site, asked.starts_at) else None
    try:
        with savepoint(app.db):  # an attempt that finds no seat does not count
            if not _takes_no_more(asked.request, here) and not rate_limits.may_book(app, person, now):
                raise _LimitReached
            offered = line.end_by_booking(app, person) if waits else None
            if here:
                booking = _change(app, here, person, asked.request, now)
            else:
                booking = _take_instead(app, asked, held, offered, person, now)
    except _NoRoom as none:
        newest = slots.newest_booking(app.db, app.pack.id, asked.site, asked.starts_at, person)
        return NotBooked(none.why, faster=bool(asked_at and newest >= asked_at))
    except _LimitReached:
        return BookingLimitReached()
    if app.pack.identity:
        identities.save(app.db, app.seal.keys, person, app.pack.id, details, len(app.pack.identity))
    return Booked(booking)


def _change(app: App, held: Booking, person: str, request: SeatRequest, now: datetime) -> Booking:
    """Change what a booking takes in its slot; its code and its papers stay as they are."""
    less = _takes_no_more(request, held)
    slots.give_back(app.db, held.slot.id, held.request.seats)
    slot = slots.take(app.db, app.pack.id, held.slot.site, held.slot.starts_at, request.seats, again=less)
    if not isinstance(slot, Slot):
        raise _NoRoom(slot)
    if not less and (why := missing(app, held.slot, request, own=held.id)):
        raise _NoRoom(why)
    bookings.change(app.db, app.seal, held, person, request, None if less else now)
    return replace(held, request=request)


def _takes_no_more(request: SeatRequest, held: Booking | None) -> bool:
    """Return whether a booking already holds everything that a request takes, so that no free seat is needed."""
    if held is None or request.seats > held.request.seats:
        return False
    same = request.service == held.request.service and set(request.limits) <= set(held.request.limits)
    return same and request.needs.items() <= held.request.needs.items()


def _take_instead(
    app: App, asked: Book, held: Booking | None, offered: Offer | None, person: str, now: datetime
) -> Booking:
    """Give back the seats in another slot, if the person holds some, and take new ones under the same code.

    What was on offer to the person is taken again, also if the hour has fewer seats since: it was promised.
    """
    if held:
        give_back(app, held)
    slot = _take(app, asked.site, asked.starts_at, asked.request, again=line.is_promised(app, asked, offered))
    code, sequence = (held.code, held.sequence + 1) if held else ("", 0)
    return _write(app, person, slot, asked.request, now, code, sequence)


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


def _take(app: App, site: str, starts_at: datetime, request: SeatRequest, *, again: bool = False) -> Slot:
    """Take the seats of a request, if its resources are there too; raise _NoRoom if anything is missing."""
    slot = slots.take(app.db, app.pack.id, site, starts_at, request.seats, again=again)
    if not isinstance(slot, Slot):
        raise _NoRoom(slot)
    if why := missing(app, slot, request):
        raise _NoRoom(why)
    return slot


def _write(
    app: App, person: str, slot: Slot, request: SeatRequest, now: datetime, code: str = "", sequence: int = 0
) -> Booking:
    """Store the booking under its old code, or under a new code that no other booking has."""
    while True:
        added = bookings.add(app.db, app.seal, person, app.pack.id, slot, request, code or _new_code(), now, sequence)
        if added:
            return added
        code = ""


def _new_code() -> str:
    code = write_code(secrets.randbelow(CODES))
    return code if not is_rude(code) else _new_code()


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
    try:
        with savepoint(app.db):
            slot = _take(app, booking.slot.site, booking.slot.starts_at, own, again=own.seats <= freed)
    except _NoRoom as none:
        return LeftGroup(None, none.why)
    return LeftGroup(replace(_write(app, person, slot, own, now), void=booking.void))
