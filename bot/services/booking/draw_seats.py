"""The seats that a draw can give: what is free at each site on each day, and what moves to keep groups together."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.app import App
from bot.core.booking.allocation import Placed, SiteDay, assign_hours
from bot.core.booking.draw_day import first_and_last_day
from bot.core.booking.slot import SeatRequest, Slot
from bot.core.booking.timetable import resources_on, seats_on
from bot.core.programme.site import Site
from bot.services.booking.resources import held_on_day, with_room
from bot.storage.tables import drawn_slots
from bot.storage.tables.drawn_slots import DrawnSlot

NEXT_DAYS = 31
"""How far the next day of a site is looked for."""


@dataclass
class SeatsOfDay:
    """What is free at a site on a day, and where missing seats come from; it follows what the draw takes."""

    site: Site
    day: date
    slots: dict[datetime, DrawnSlot] = field(default_factory=dict)
    free: dict[datetime, int] = field(default_factory=dict)
    """What can be given of each slot. Empty for a day beyond the horizon whose slots do not exist yet."""
    excess: int = 0
    lender: "SeatsOfDay | None" = None

    @classmethod
    def of(cls, app: App, site: Site, day: date, slots: Iterable[DrawnSlot]) -> "SeatsOfDay":
        """Return a day with what is free; where staff made one hour smaller than what is booked, others give less."""
        there = {slot.starts_at: slot for slot in slots}
        found = cls(site, day, there, {at: slot.free for at, slot in there.items()})
        for _ in range(drawn_slots.over(app.db, app.pack.id, site.id, day)):
            at = max(found.free, key=lambda at: found.free[at])
            found.free[at] = max(found.free[at] - 1, 0)
        return found

    @property
    def seats(self) -> int:
        """What can be given in all."""
        return sum(self.free.values())

    @property
    def site_day(self) -> SiteDay:
        """What the draw gets to know of it."""
        return SiteDay(self.site.id, self.day, self.seats, self.excess, self.lender.day if self.lender else None)

    @property
    def shifted(self) -> int:
        """How many seats draws have moved to this day so far; below 0, if it has lent some."""
        return sum(slot.shift for slot in self.slots.values())

    def has_resources(self, app: App, needs: Mapping[str, int]) -> bool:
        """Return whether the pack has at one hour of this day all that a group needs besides seats."""
        there = resources_on(app.pack, self.site, self.day)
        return all(there.get(name, 0) >= amount for name, amount in needs.items())

    def hours_for(
        self, app: App, placed: list[Placed], groups: Mapping[bytes, SeatRequest]
    ) -> Iterator[tuple[Placed, Slot]]:
        """Give an hour to each group; first to those that need an interpreter or a room, where it is free."""
        for one in [one for one in placed if groups[one.ticket].needs]:
            needs = SeatRequest(0, 0, groups[one.ticket].needs)
            fitting = with_room(app, [self._slot(at) for at in self.slots], needs)
            if fitting:
                yield one, max(fitting, key=lambda slot: self.free[slot.starts_at])
        others = [one for one in placed if not groups[one.ticket].needs]
        assigned = assign_hours(others, self.free) if others else {}
        for one in others:
            yield one, self._slot(assigned[one.ticket])

    def _slot(self, at: datetime) -> Slot:
        return Slot(self.slots[at].id, self.site.id, at)

    def make_room(self, app: App, slot: Slot, seats: int) -> None:
        """Move into a slot what it lacks for a group: from other hours of the day, then from beyond."""
        missing = max(seats - self.free[slot.starts_at], 0)
        if missing:
            drawn_slots.shift(app.db, slot.id, missing)
            borrowed = missing - self._take_out(app, missing, but=slot.starts_at)
            if self.lender:
                self.lender.lend(app, borrowed)
        self.free[slot.starts_at] += missing - seats

    def _take_out(self, app: App, seats: int, but: datetime | None = None) -> int:
        """Take seats out of the hours with the most left; return how many there were."""
        taken = 0
        while taken < seats and (left := {at: free for at, free in self.free.items() if free > 0 and at != but}):
            at = min(left, key=lambda at: (-left[at], at))
            some = min(left[at], seats - taken)
            drawn_slots.shift(app.db, self.slots[at].id, -some)
            self.free[at] -= some
            taken += some
        return taken

    def lend(self, app: App, seats: int) -> None:
        """Give seats to an earlier day; those of a day whose slots do not exist yet are then missing when it opens."""
        if seats and not self.slots:
            offered = dict(seats_on(app.pack, self.site, self.day))
            drawn_slots.add_day(app.db, app.pack.id, self.site, offered.items())
            there = drawn_slots.on_days(app.db, app.pack.id, self.site.id, self.day, self.day).get(self.day, [])
            self.slots = {slot.starts_at: slot for slot in there}
            self.free = {slot.starts_at: slot.free for slot in there}
        self._take_out(app, seats)


def seats_to_give(app: App, now: datetime) -> dict[tuple[str, date], SeatsOfDay]:
    """Return what a draw can give, by site and day."""
    carries = app.pack.parameter("excess", app.pack.day(now)) != "overflow"
    largest = app.pack.seats(app.pack.party_maximum) - 1
    found: dict[tuple[str, date], SeatsOfDay] = {}
    for site in app.pack.sites:
        first, last = first_and_last_day(app.pack, now, site.zone)
        rows = drawn_slots.on_days(app.db, app.pack.id, site.id, first, last)
        days = [SeatsOfDay.of(app, site, day, rows[day]) for day in sorted(rows)]
        for day, following in zip(days, [*days[1:], None], strict=False):
            day.lender = (following or _next_day(app, site, day.day)) if carries else None
            most = largest if carries else min(site.excess, largest)
            day.excess = max(most - max(day.shifted, 0), 0)
            if day.lender and day.lender is not following:
                day.excess = min(day.excess, day.lender.seats)
            if carries and day.lender is None:
                day.excess = 0
        found |= {(site.id, day.day): day for day in days}
    return found


def _next_day(app: App, site: Site, day: date) -> SeatsOfDay | None:
    """Return the next day on which a site has seats, beyond those that the draw gives."""
    for ahead in range(1, NEXT_DAYS):
        later = day + timedelta(days=ahead)
        if offered := dict(seats_on(app.pack, site, later)):
            if rows := drawn_slots.on_days(app.db, app.pack.id, site.id, later, later).get(later):
                return SeatsOfDay.of(app, site, later, rows)
            if not drawn_slots.exist(app.db, app.pack.id, site.id, later):  # if they do, staff closed them
                return SeatsOfDay(site, later, free=offered)
    return None


def limits_left(app: App, days: set[date]) -> dict[tuple[str, date], int]:
    """Return the seats that are left under each limit of the pack on some days."""
    held, left = held_on_day(app), {}
    for day in sorted(days):
        limits = app.pack.limits_on(day)
        rows = held(day.isoformat()) if limits else []
        for name, most in limits.items():
            left[name, day] = max(most - sum(one.seats for one in rows if name in one.limits), 0)
    return left
