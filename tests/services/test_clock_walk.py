"""A clock that walks through half a year: what is offered, reminded of, closed and deleted is right at each tick."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.app import App
from bot.core.booking.slot import SeatRequest
from bot.core.conversation.effects import Book, FindSlots
from bot.core.conversation.events import Booked
from bot.core.conversation.facts import earliest_and_latest
from bot.core.conversation.state import Conversation, World
from bot.core.language.message import Channel
from bot.services.booking.book import book
from bot.services.booking.find_slots import find_slots
from bot.services.tick import tick
from bot.storage.database import transaction
from bot.storage.tables import conversations, people
from tests.conftest import OpenApp
from tests.full_pack import full_pack

FIRST, LAST = datetime(2026, 10, 28, tzinfo=UTC), datetime(2027, 4, 5, tzinfo=UTC)
STEP = timedelta(hours=5)
"""Between two ticks: every hour of the day has its turn."""
OFFICE = ZoneInfo("America/Tijuana")
HOURS = {"clinic": ("09:00", "10:00", "19:00"), "border": ("08:00", "23:00"), "remote": ("16:00", "20:00")}
ZONES = {"clinic": OFFICE, "border": ZoneInfo("America/Denver"), "remote": ZoneInfo("America/Mexico_City")}
CLOSED = {"2026-10-31": (*HOURS,), "2026-11-25": ("border",), "2026-12-25": (*HOURS,), "2027-03-15": ("clinic",)}
TWO = SeatRequest(2, 2)
Slot = tuple[str, datetime]


def seats(site: str, day: date, hour: str) -> int:
    """The seats of an hour, as somebody reads them in the files of the pack."""
    if site in CLOSED.get(day.isoformat(), ()):
        return 0
    match site:
        case "clinic" if day.isoweekday() < 7:
            return 6 if day <= date(2026, 12, 27) else 4 if day >= date(2027, 1, 7) else 0
        case "remote" if day.isoweekday() in (2, 4):
            return 4
        case "border":
            return 6 if hour == "08:00" else 5
    return 0


def on_the_wall(now: datetime) -> Iterator[tuple[Slot, int]]:
    """The hours that can be booked now, each with its seats: from 12 hours ahead to the last day of the horizon."""
    today = now.astimezone(OFFICE).date()
    horizon = timedelta(days=7 if today.year == 2026 else 5)
    for site, hours in HOURS.items():
        for day in (today + timedelta(days=n) for n in range(-1, horizon.days + 2)):
            for hour in hours:
                starts_at = datetime.combine(day, time.fromisoformat(hour), ZONES[site]).astimezone(UTC)
                if now + timedelta(hours=12) <= starts_at <= now + horizon and (n := seats(site, day, hour)):
                    yield (site, starts_at), n


@dataclass
class Held:
    """What somebody has booked, and what the clock has done with it so far."""

    slot: Slot
    reminded: bool = False
    past: bool = False


class Walk:
    """The people of the walk: each books what is first on offer, and never comes back."""

    def __init__(self, app: App) -> None:
        self.app, self.now = app, FIRST
        self.held: dict[str, Held] = {}
        self.drafts: dict[str, datetime] = {}

    @property
    def world(self) -> World:
        return self.app.world(self.now, Channel("test"))

    def somebody_begins(self) -> str:
        """Somebody agrees, and says no more."""
        app = self.app
        with transaction(app.db):
            person = people.create(app.db, app.seal, self.now)
            people.assign_address(app.db, app.seal, person, f"terminal:{person}")
            people.save_consent(app.db, app.seal, person, app.pack.id, "digest", self.now)
            conversations.save(app.db, app.seal, person, Conversation(app.pack.id, language="en"), self.now)
        self.drafts[person] = self.now
        return person

    def two_book(self, site: str) -> None:
        """Two people take the first hour on offer at a site, if there is any."""
        for slot in find_slots(self.app, FindSlots((site,), TWO, *earliest_and_latest(self.world))).slots[:1]:
            person = self.somebody_begins()
            with transaction(self.app.db):
                assert isinstance(book(self.app, Book(site, slot.starts_at, TWO), person, None, self.now), Booked)
            del self.drafts[person]
            self.held[person] = Held((site, slot.starts_at))

    def tick(self) -> None:
        self.now += STEP
        tick(self.app, self.now)
        self.what_is_offered()
        self.who_is_reminded()
        self.who_is_past()
        self.who_is_deleted()
        self.who_helps()

    def what_is_offered(self) -> None:
        asked = FindSlots((*HOURS,), SeatRequest(1, 1), *earliest_and_latest(self.world))
        found = {(slot.site, slot.starts_at): slot.left for slot in find_slots(self.app, asked).slots}
        taken = [held.slot for held in self.held.values()]
        wanted = {slot: seats - 2 * taken.count(slot) for slot, seats in on_the_wall(self.now)}
        assert found == {slot: left for slot, left in wanted.items() if left}, self.now

    def who_is_reminded(self) -> None:
        """Once, not days ahead and not too late, at an hour when people are awake if there is one before it."""
        hours = timedelta(hours=24 if self.now.astimezone(OFFICE).date() < date(2027, 2, 1) else 36)
        for row in self.app.db.execute("SELECT person, not_before FROM outbox"):
            held = self.held[row["person"]]
            site, starts_at = held.slot
            assert not held.reminded, self.now
            assert self.now <= starts_at <= self.now + hours + timedelta(days=1), self.now
            heard_at = datetime.fromisoformat(row["not_before"]).astimezone(ZONES[site])
            assert 8 <= heard_at.hour < 20 or starts_at - self.now <= timedelta(days=1), self.now
            held.reminded = True
        with transaction(self.app.db):
            self.app.db.execute("DELETE FROM outbox")
        in_six_hours = self.now + timedelta(hours=6)
        assert not [h for h in self.held.values() if not h.reminded and self.now < h.slot[1] < in_six_hours], self.now

    def who_is_past(self) -> None:
        for held in self.held.values():
            held.past = held.slot[1] < self.now - timedelta(hours=12)
        states = {row["person"]: row["state"] for row in self.app.db.execute("SELECT person, state FROM booking")}
        assert {person for person, state in states.items() if state == "booked"} == {
            person for person, held in self.held.items() if not held.past
        }, self.now

    def who_is_deleted(self) -> None:
        booked = {p for p, held in self.held.items() if held.slot[1] >= self.now - timedelta(days=12)}
        begun = {p for p, since in self.drafts.items() if since >= self.now - timedelta(days=10)}
        assert people.everyone(self.app.db) == booked | begun, self.now

    def who_helps(self) -> None:
        today = self.now.astimezone(OFFICE).date()
        november = ["volunteers"] if today <= date(2026, 11, 27) else []
        for kind, others in (("help", ["desk", "unhcr"]), ("legal", ["desk"]), ("emergency", ["emergency", "old"])):
            shown = [contact.id for contact in self.world.pack.contacts_for(kind, self.world.today)]
            assert shown == others + (november if kind != "emergency" else []), self.now


def test_at_each_tick_of_half_a_year_all_is_as_the_pack_says_then(open_app: OpenApp) -> None:
    app = open_app(full_pack())
    tick(app, FIRST)
    walk = Walk(app)
    ticks = 0
    while walk.now < LAST:
        walk.tick()
        ticks += 1
        if ticks % 19 == 1:
            walk.two_book((*HOURS,)[ticks % 3])
        if ticks % 97 == 1:
            walk.somebody_begins()
    kept = [held for person, held in walk.held.items() if person in people.everyone(app.db)]
    assert len(walk.held) > 30
    assert len(kept) < 6, "the others were deleted on their day"
    assert all(held.reminded for held in walk.held.values() if held.slot[1] < walk.now)


def test_today_turns_at_midnight_of_the_office_and_not_of_utc(world: World) -> None:
    office = replace(world, pack=full_pack())
    for moment, day in (
        ("2026-11-23T23:59:00-08:00", "2026-11-23"),
        ("2026-11-24T00:01:00-08:00", "2026-11-24"),
        ("2026-11-23T16:30:00-08:00", "2026-11-23"),
        ("2027-07-01T23:30:00-07:00", "2027-07-01"),
    ):
        now = datetime.fromisoformat(moment).astimezone(UTC)
        assert replace(office, now=now).today == date.fromisoformat(day)
