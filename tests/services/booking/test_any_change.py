"""Random edits of a pack, bookings between them, seats set by hand: what is on offer is what the pack says today."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.app import App
from bot.core.booking.slot import Booking, SeatRequest
from bot.core.conversation.effects import Book, FindSlots
from bot.core.conversation.events import Booked, NotBooked
from bot.core.programme.pack import Pack
from bot.core.programme.site import Capacity, Resource, Site
from bot.services.booking import timetable
from bot.services.booking.book import book, give_back
from bot.services.booking.find_slots import find_slots
from bot.services.rate_limits import BOOKINGS
from bot.storage.database import transaction
from bot.storage.tables import bookings, people, slots
from tests.conftest import NOW, app_on, folder_for_all, our_pack

CLINIC = our_pack("legal-clinic")
SITES = tuple(replace(site, remote=False) for site in CLINIC.sites)
INTERPRETER = "interpreter:ht"
HORIZON = 5
HOURS = [time(hour) for hour in (0, 1, 9, 10, 16, 23)]
ZONES = ["America/Tijuana", "America/Phoenix", "America/New_York", "Asia/Tokyo"]
DAYS = [NOW.date() + timedelta(days=ahead) for ahead in range(HORIZON + 2)]
Key = tuple[str, datetime]
site_of = st.sampled_from([site.id for site in SITES])
some = st.sets


@cache
def app_for_all() -> App:
    """One file for all examples; each has a pack of its own id."""
    return app_on(folder_for_all() / "randevou.db", CLINIC)


def hours_of(pack: Pack, site: Site) -> dict[datetime, int]:
    """The pack as a person reads it: days and hours on the wall of the site, seats shared out from the first hour."""
    found: dict[datetime, int] = {}
    for day in (DAYS[0] + timedelta(days=n) for n in range(-2, HORIZON + 5)):
        if day.isoweekday() not in site.weekdays or day in site.closed:
            continue
        (seats,) = [capacity.per_day for capacity in pack.capacities if capacity.site == site.id]
        shares = Counter(site.times[n % len(site.times)] for n in range(seats))
        for at in set(site.times) - site.walk_in_times:
            found[datetime.combine(day, at, ZoneInfo(site.zone)).astimezone(UTC)] = shares[at]
    return found


class Machine(RuleBasedStateMachine):
    """A pack under edit, its table, and what the test knows about both."""

    examples = 0

    @initialize()
    def begin(self) -> None:
        Machine.examples += 1
        self.now = NOW
        self.by_hand: dict[Key, int] = {}
        self.closed: set[Key] = set()
        self.known: set[Key] = set()
        self.held: dict[str, Booking] = {}
        self.changes: Counter[str] = Counter()
        start = date(2026, 1, 1)
        horizon = [p if p.name != "horizon_days" else replace(p, value=HORIZON, start=start) for p in CLINIC.parameters]
        pack = replace(
            CLINIC,
            id=f"example-{Machine.examples}",
            sites=SITES,
            seat_per="person",
            parameters=tuple(horizon),
            capacities=tuple(Capacity(site.id, 8, start, None, "chosen") for site in SITES),
        )
        self.change(pack)

    def change(self, pack: Pack) -> None:
        """Edit the pack, and run the clock."""
        revision = f"{int(getattr(self, 'app', app_for_all()).pack.revision, 16) + 1:x}"
        self.app = replace(app_for_all(), pack=replace(pack, revision=revision))
        self.tick()

    def tick(self) -> None:
        with transaction(self.app.db):
            timetable.follow(self.app, self.now)
        rows = self.app.db.execute("SELECT site, starts_at FROM slots WHERE pack = ?", (self.app.pack.id,))
        self.known |= {(row["site"], datetime.fromisoformat(row["starts_at"])) for row in rows}

    def edit(self, site: str, edit: Callable[[Site], Site]) -> None:
        pack = self.app.pack
        self.change(replace(pack, sites=tuple(edit(old) if old.id == site else old for old in pack.sites)))

    @rule(site=site_of, days=some(st.sampled_from(DAYS)))
    def close_days_in_the_pack(self, site: str, days: set[date]) -> None:
        self.edit(site, lambda old: replace(old, closed=frozenset(days)))

    @rule(site=site_of, weekdays=some(st.integers(1, 7)))
    def change_weekdays(self, site: str, weekdays: set[int]) -> None:
        self.edit(site, lambda old: replace(old, weekdays=frozenset(weekdays)))

    @rule(site=site_of, times=some(st.sampled_from(HOURS), min_size=1), walk_in=some(st.sampled_from(HOURS)))
    def change_hours(self, site: str, times: set[time], walk_in: set[time]) -> None:
        self.edit(site, lambda old: replace(old, times=tuple(sorted(times)), walk_in_times=frozenset(walk_in & times)))

    @rule(site=site_of, zone=st.sampled_from(ZONES))
    def change_the_zone(self, site: str, zone: str) -> None:
        self.edit(site, lambda old: replace(old, zone=zone))

    @rule(site=site_of, seats=st.integers(0, 12))
    def change_the_number(self, site: str, seats: int) -> None:
        others = [capacity for capacity in self.app.pack.capacities if capacity.site != site]
        start = date(2026, 1, 1)
        self.change(replace(self.app.pack, capacities=(*others, Capacity(site, seats, start, None, "chosen"))))

    @rule(site=site_of, amount=st.integers(0, 2), weekdays=some(st.integers(1, 7)))
    def change_interpreters(self, site: str, amount: int, weekdays: set[int]) -> None:
        others = tuple(resource for resource in self.app.pack.resources if resource.site != site)
        changed = (*others, Resource(INTERPRETER, site, amount, frozenset(weekdays)))
        self.change(replace(self.app.pack, resources=changed))

    @rule(site=site_of)
    def take_a_site_away_or_bring_it_back(self, site: str) -> None:
        there = {old.id for old in self.app.pack.sites}
        kept = tuple(old for old in SITES if (old.id in there) != (old.id == site))
        current = {old.id: old for old in self.app.pack.sites}
        self.change(replace(self.app.pack, sites=tuple(current.get(old.id, old) for old in kept)))

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.now = min(self.now + timedelta(hours=hours), NOW + timedelta(days=2))
        self.tick()

    @rule(data=st.data(), together=st.integers(1, 4), interpreter=st.booleans())
    def somebody_books(self, data: st.DataObject, together: int, interpreter: bool) -> None:
        if not (known := sorted(self.known)):
            return
        site, starts_at = data.draw(st.sampled_from(known))
        request = SeatRequest(together, together, {INTERPRETER: 1} if interpreter else {})
        fits = starts_at > self.now and self.room((site, starts_at)) >= together
        fits = fits and (not interpreter or self.interpreters_left((site, starts_at)) > 0)
        with transaction(self.app.db):
            person = people.create(self.app.db, self.app.seal, self.now)
            outcome = book(self.app, Book(site, starts_at, request), person, None, self.now)
        assert isinstance(outcome, Booked if fits else NotBooked), outcome
        event(f"booked: {fits}")
        if isinstance(outcome, Booked):
            self.held[person] = outcome.booking

    @rule(data=st.data())
    def somebody_cancels(self, data: st.DataObject) -> None:
        if self.held:
            person = data.draw(st.sampled_from(sorted(self.held)))
            with transaction(self.app.db):
                give_back(self.app, self.held.pop(person))

    @rule(data=st.data(), together=st.integers(1, 6))
    def a_group_grows_or_gets_smaller(self, data: st.DataObject, together: int) -> None:
        if not (few := sorted(person for person in self.held if self.changes[person] < BOOKINGS - 1)):
            return
        person = data.draw(st.sampled_from(few))
        held = self.held.pop(person)
        key, request = (held.slot.site, held.slot.starts_at), replace(held.request, seats=together, people=together)
        room = self.room(key) >= together and (not request.needs or self.interpreters_left(key) > 0)
        fits = key[1] > self.now and (together <= held.request.seats or room)
        self.changes[person] += 1
        with transaction(self.app.db):
            outcome = book(self.app, Book(*key, request), person, held, self.now)
        assert isinstance(outcome, Booked if fits else NotBooked), outcome
        event(f"changed: {fits}, grows: {together > held.request.seats}")
        self.held[person] = replace(held, request=request) if fits else held

    @rule(data=st.data(), seats=st.integers(0, 6))
    def staff_set_seats(self, data: st.DataObject, seats: int) -> None:
        ours = sorted(key for key in self.known if key[1] > self.now and self.app.pack.site(key[0]))
        if ours:
            site, starts_at = data.draw(st.sampled_from(ours))
            place = self.app.pack.site(site)
            assert place
            with transaction(self.app.db):
                slots.set_capacity(self.app.db, self.app.pack.id, place, starts_at, seats)
            self.by_hand[site, starts_at] = seats

    @rule(site=site_of, day=st.sampled_from(DAYS), open=st.booleans())
    def staff_close_or_open_a_day(self, site: str, day: date, open: bool) -> None:
        with transaction(self.app.db):
            slots.set_open(self.app.db, self.app.pack.id, open, site=site, day=day.isoformat())
        on_day = self.on_day(site, day)
        self.closed = self.closed - on_day if open else self.closed | on_day

    @rule(site=site_of, day=st.sampled_from(DAYS))
    def staff_reset_a_day(self, site: str, day: date) -> None:
        with transaction(self.app.db):
            slots.reset(self.app.db, self.app.pack.id, site=site, day=day.isoformat())
            timetable.follow(self.app, self.now)
        on_day = self.on_day(site, day)
        self.closed -= on_day
        self.by_hand = {key: seats for key, seats in self.by_hand.items() if key not in on_day}

    def on_day(self, site: str, day: date) -> set[Key]:
        """The slots that staff see on a day: by the site's clock, or by the day on which they were when it had one."""
        rows = self.app.db.execute(
            "SELECT starts_at FROM slots WHERE pack = ? AND site = ? AND day = ?",
            (self.app.pack.id, site, day.isoformat()),
        )
        return {(site, datetime.fromisoformat(row["starts_at"])) for row in rows}

    def booked(self, key: Key) -> list[SeatRequest]:
        return [held.request for held in self.held.values() if (held.slot.site, held.slot.starts_at) == key]

    def room(self, key: Key) -> int:
        """Seats that somebody new may take, from what the test knows."""
        site = self.app.pack.site(key[0])
        if site is None:
            wanted = self.by_hand.get(key, 0)
        else:
            wanted = self.by_hand.get(key, hours_of(self.app.pack, site).get(key[1], 0))
        taken = sum(request.seats for request in self.booked(key))
        return 0 if key in self.closed or key not in self.known else max(wanted - taken, 0)

    def interpreters_left(self, key: Key) -> int:
        site = self.app.pack.site_booked(key[0])
        weekday = key[1].astimezone(ZoneInfo(site.zone)).isoweekday()
        amounts = [
            resource.amount
            for resource in self.app.pack.resources
            if (resource.name, resource.site) == (INTERPRETER, key[0]) and weekday in resource.weekdays
        ]
        return sum(amounts) - sum(request.needs.get(INTERPRETER, 0) for request in self.booked(key))

    @invariant()
    def what_is_on_offer_is_what_the_pack_says_without_what_is_taken(self) -> None:
        if not hasattr(self, "app"):
            return
        for site in self.app.pack.sites:
            last = self.now + timedelta(days=HORIZON)
            request = SeatRequest(1, 1)
            found = find_slots(self.app, FindSlots((site.id,), request, self.now + timedelta(seconds=1), last)).slots
            wanted = {(site.id, at) for at in hours_of(self.app.pack, site)}
            wanted |= {key for key in self.by_hand if key[0] == site.id}
            expected = {key[1]: self.room(key) for key in wanted if self.now < key[1] <= last and self.room(key)}
            assert {slot.starts_at: slot.left for slot in found} == expected

    @invariant()
    def no_booking_is_lost(self) -> None:
        for person, held in getattr(self, "held", {}).items():
            assert bookings.of(self.app.db, self.app.seal, person, self.app.pack.id) == held
        if hasattr(self, "app"):
            row = self.app.db.execute("SELECT sum(taken) FROM slots WHERE pack = ?", (self.app.pack.id,)).fetchone()
            assert (row[0] or 0) == sum(held.request.seats for held in self.held.values())


TestAnyChange: Any = Machine.TestCase
TestAnyChange.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
