"""Finds slots with room for a party, or says why no slot fits."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.app import App
from bot.core.booking.slot import (
    Booking,
    DayLimitReached,
    NeverEnough,
    NoneBefore,
    PausedUntil,
    Refusal,
    ResourceTaken,
    SeatRequest,
    Slot,
    SlotClosed,
    TooFewSeats,
    local,
)
from bot.core.booking.timetable import most_seats, seats_on
from bot.core.conversation.effects import FindSlots
from bot.core.conversation.events import SitesFound, SlotsFound
from bot.core.programme.pack import Pack
from bot.core.programme.site import Site
from bot.services.booking.resources import with_room
from bot.storage.tables import slots

LOOK_AHEAD = timedelta(days=92)
"""How far a programme's own calendar is read for the next day with seats."""


def find_slots(app: App, asked: FindSlots, held: Booking | None = None) -> SlotsFound:
    """Return the open slots that can take the whole party, earliest first, or the reason why no slot fits.

    `held` is what the person has now: its resources and its part of a limit go back when they move.
    """
    own = held.id if held else 0
    found = _fitting(app, asked, own)
    return SlotsFound(found, None if found else _why_none(app, asked, own))


def _fitting(app: App, asked: FindSlots, own: int) -> tuple[Slot, ...]:
    return with_room(app, slots.find(app.db, app.pack.id, asked), asked.request, own)


def find_sites(app: App, asked: FindSlots, held: Booking | None = None) -> SitesFound:
    """Return the sites of a request at which any slot can take the whole party."""
    there = slots.sites_with_seats(app.db, app.pack.id, asked)
    if asked.request.needs or asked.request.limits:
        there = {slot.site for slot in _fitting(app, asked, held.id if held else 0)}
    return SitesFound(tuple(site for site in asked.sites if site in there))


def _why_none(app: App, asked: FindSlots, own: int) -> Refusal:
    sites = [site for site in map(app.pack.site, asked.sites) if site]
    first = {site.id: local(asked.earliest, site).date() for site in sites}
    ever = max((_most_ever(app, site, first[site.id], asked.earliest) for site in sites), default=0)
    if 0 < ever < asked.request.seats:
        return NeverEnough(ever)
    most = slots.most_room(app.db, app.pack.id, asked)
    if most is not None:
        return _what_is_missing(app, asked, most, own)
    closed = slots.closed_sites(app.db, app.pack.id)
    if sites and all(site.id in closed for site in sites):
        return SlotClosed(closed[sites[0].id])
    days = (app.pack.day(asked.earliest) + timedelta(n) for n in range(1, LOOK_AHEAD.days))
    day = next((day for day in days if any(_has_seats(app.pack, site, day, asked) for site in sites)), None)
    if day is None:
        return SlotClosed()
    paused = all(app.pack.per_day(site.id, first[site.id]) == 0 for site in sites)
    return PausedUntil(day) if paused else NoneBefore(day)


def _what_is_missing(app: App, asked: FindSlots, most: int, own: int) -> Refusal:
    """Name the first part of the request that no open slot has, when each part is asked for alone."""
    request = asked.request
    alone = SeatRequest(request.seats, request.people)
    parts: list[tuple[SeatRequest, Refusal]] = [
        *((replace(alone, needs={name: amount}), ResourceTaken(name)) for name, amount in request.needs.items()),
        *((replace(alone, limits=(name,)), DayLimitReached(name)) for name in request.limits),
    ]
    if most < request.seats or not parts:
        return TooFewSeats(max(most, 0))
    missing = (why for part, why in parts if not _fitting(app, replace(asked, request=part), own))
    return next(missing, parts[0][1])  # each is there, but never in one slot: name the first


def _most_ever(app: App, site: Site, today: date, after: datetime) -> int:
    """Return the most seats of one slot of a site: by the pack from today on, or as staff have set them."""
    return max(most_seats(app.pack, site, today), slots.most_offered(app.db, app.pack.id, site.id, after))


def _has_seats(pack: Pack, site: Site, day: date, asked: FindSlots) -> bool:
    """Tell whether the pack has seats on a day, after the time in which slots were looked for."""
    return any(starts_at > asked.latest for starts_at, _ in seats_on(pack, site, day))
