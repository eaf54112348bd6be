"""Who is booked on what no longer takes place, and why; and how many are booked where the pack wants fewer."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.app import App
from bot.core.booking.slot import Booking, Cause, local
from bot.core.booking.timetable import missing, resources_on, seats_at
from bot.core.programme.eligibility import UNSURE
from bot.storage.keys.master_key import SealError
from bot.storage.tables import conversations, drawn_slots, sealed_bookings, slots
from bot.storage.tables.slots import BookedSlot


@dataclass(frozen=True, slots=True)
class Judged:
    """A coming appointment, and why it does not take place; `why` is None if it does."""

    person: str = field(repr=False)
    booking: BookedSlot
    held: Booking | None = field(repr=False)
    """What opens of it; None if its row is damaged or has lost its key."""
    why: Cause | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How many seats are booked at a site on a day, and how many of them are wanted now."""

    why: Cause | None
    """Why they do not take place; None if there are only fewer seats: those who are booked stay."""
    site: str
    day: str
    booked: int
    wanted: int = 0

    def __str__(self) -> str:
        what = " ".join(self.why).rstrip() if self.why else "seats"
        return f"{self.site} {self.day} ({what}): {self.booked} booked, {self.wanted} wanted"


def judged(app: App, now: datetime, *, site: str = "", day: str = "", slot: int = 0) -> list[Judged]:
    """Return the appointments after now, or those of one site, day or slot, each with why it does not take place.

    It follows from the pack, also before a tick has brought the table to it.
    """
    held = sealed_bookings.current(app.db, app.seal, app.pack.id, slot)
    rows = slots.booked(app.db, app.pack.id, now, site=site, day=day, slot=slot)
    used: Counter[tuple[int, str]] = Counter()
    opened = ((row, held.get(row.booking)) for row in rows)
    return [Judged(row.person, row, mine, _cause(app, row, mine, used)) for row, mine in opened]


def affected(app: App, now: datetime) -> list[Judged]:
    """Return the appointments after now that do not take place."""
    return [one for one in judged(app, now) if one.why]


def with_cause(app: App, booking: Booking, now: datetime) -> Booking:
    """Return a booking with why it does not take place, if it does not.

    From its hour on, only for a person who was told before: a change after the hour takes nothing away.
    """
    before = min(now, booking.slot.starts_at - timedelta(minutes=1)) if booking.told else now
    if booking.request.needs:  # who booked earlier comes first where a resource is away
        found = {one.booking.booking: one.why for one in judged(app, before, slot=booking.slot.id)}
        return replace(booking, void=found.get(booking.id))
    row = next(iter(slots.booked(app.db, app.pack.id, before, booking=booking.id)), None)
    return replace(booking, void=_cause(app, row, booking, Counter()) if row else None)


def standing(app: App, now: datetime) -> list[Standing]:
    """Return what stands on what no longer takes place, or above the seats of an hour, earliest day first."""
    gone = [(one.booking, one.why) for one in judged(app, now) if one.why]
    seats: Counter[tuple[Cause, str, str]] = Counter()
    for booking, why in gone:
        seats[why, booking.site, booking.day] += booking.seats
    found = [Standing(*at, booked) for at, booked in seats.items()]
    void = {booking.slot for booking, why in gone if why.what not in ("resource", "service")}
    rest = {row.slot: row for row in slots.booked(app.db, app.pack.id, now) if row.slot not in void}
    moved = drawn_slots.shifts(app.db, app.pack.id)
    over: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for row in rest.values():
        of_pack = seats_at(app.pack, row.site, row.starts_at) + moved.get(row.slot, 0)
        wanted = of_pack if row.by_hand is None else row.by_hand
        if row.booked > wanted:
            over[row.site, row.day].append((row.booked, wanted))
    found += [Standing(None, *at, sum(n for n, _ in both), sum(n for _, n in both)) for at, both in over.items()]
    return sorted(found, key=lambda one: (one.day, one.site, one.why or ("",)))


def _cause(app: App, row: BookedSlot, held: Booking | None, used: Counter[tuple[int, str]]) -> Cause | None:
    """Return why a booking does not take place. `used` counts what the bookings before it take of each resource."""
    gone = missing(app.pack, row.site, row.starts_at)
    if gone and (gone == "site" or row.by_hand is None):
        return Cause(gone)
    if row.closed_for:
        return Cause("closed", row.closed_for)
    if held is None:
        return None
    return _resource_away(app, held, used) or _service_gone(app, row, held.request.service)


def _resource_away(app: App, held: Booking, used: Counter[tuple[int, str]]) -> Cause | None:
    slot, needs = held.slot, held.request.needs
    if not needs:
        return None
    site = app.pack.site_booked(slot.site)
    there = resources_on(app.pack, site, local(slot.starts_at, site).date())
    used.update({(slot.id, name): amount for name, amount in needs.items()})
    away = (name for name in needs if used[slot.id, name] > there.get(name, 0))
    return next((Cause("resource", name) for name in away), None)


def _service_gone(app: App, row: BookedSlot, booked: str) -> Cause | None:
    if not app.pack.topic or not (topic := booked or _said(app, row.person)):
        return None
    service = app.pack.service({app.pack.topic: topic})
    return None if service and row.site in service.sites else Cause("service", topic)


def _said(app: App, person: str) -> str:
    """Return the service that a person named: bookings of version 0.1 do not hold it."""
    try:
        saved = conversations.load(app.db, app.seal, person, app.pack.id)
    except SealError:
        return ""
    topic = saved.conversation.answers.questions.get(app.pack.topic) if saved else None
    return topic if isinstance(topic, str) and topic != UNSURE else ""
