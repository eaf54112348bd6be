"""Resources and limits of a day: what the pack has, less what the sealed bookings and kept places hold.

No count of them is stored. Where a slot has one seat, the interpreter that is taken there is an answer of one person.
"""

from collections.abc import Callable, Iterable
from functools import cache

from bot.app import App
from bot.core.booking.slot import DayLimitReached, Refusal, ResourceTaken, SeatRequest, Slot, local
from bot.core.booking.timetable import resources_on
from bot.storage.tables import sealed_bookings, waiting

HeldOnDay = Callable[[str], list[SeatRequest]]
"""Returns the requests of all bookings and kept places of a day."""


def with_room(app: App, found: Iterable[Slot], request: SeatRequest, own: int = 0) -> tuple[Slot, ...]:
    """Return the slots that have every resource of a request, on days with room under its limits.

    `own` is the id of a booking that is given back for one of these slots, so it takes nothing.
    """
    on_day = cache(held_on_day(app, own))
    return tuple([slot for slot in found if _missing(app, slot, request, on_day, own) is None])


def missing(app: App, slot: Slot, request: SeatRequest, own: int = 0, person: str = "") -> Refusal | None:
    """Return the first resource or limit of a request that a slot has no room for; None if there is room for all.

    `own` is the id of a booking that is changed or replaced: what it holds does not count, nor what is kept for this
    person. Within a transaction the answer holds until the booking is saved: no other process books meanwhile.
    """
    return _missing(app, slot, request, held_on_day(app, own, person), own, person)


def _missing(
    app: App, slot: Slot, request: SeatRequest, on_day: HeldOnDay, own: int = 0, person: str = ""
) -> Refusal | None:
    if not request.needs and not request.limits:
        return None
    site = app.pack.site_booked(slot.site)
    day = local(slot.starts_at, site).date()
    resources, limits = resources_on(app.pack, site, day), app.pack.limits_on(day)
    in_slot = _held_in_slot(app, slot, own, person) if request.needs else []
    for name, amount in request.needs.items():
        if sum(held.needs.get(name, 0) for held in in_slot) + amount > resources.get(name, 0):
            return ResourceTaken(name)
    for name in request.limits:
        if name not in limits:
            continue
        seats = sum(held.seats for held in on_day(day.isoformat()) if name in held.limits)
        if seats + request.seats > limits[name]:
            return DayLimitReached(name)
    return None


def _held_in_slot(app: App, slot: Slot, own: int, person: str) -> list[SeatRequest]:
    kept = waiting.requests_in_slot(app.db, app.seal, slot.id, person)
    return sealed_bookings.requests_in_slot(app.db, app.seal, slot.id, own) + kept


def held_on_day(app: App, own: int = 0, person: str = "") -> HeldOnDay:
    """Return what reads the requests of all bookings and kept places of a day; `own` and `person` as in `missing`."""

    def held(day: str) -> list[SeatRequest]:
        kept = waiting.requests_on_day(app.db, app.seal, app.pack.id, day, person)
        return sealed_bookings.requests_on_day(app.db, app.seal, app.pack.id, day, own) + kept

    return held
