"""People ask, answer, lapse, cancel and leave in any order, while draws are made, places change and programs crash."""

import shutil
import tempfile
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.app import App
from bot.core.booking.slot import ForTheLine, SeatRequest
from bot.core.conversation.effects import Book, DeclineOffer, WithdrawRequest
from bot.core.conversation.events import Booked, NotBooked
from bot.services.booking import offers
from bot.services.booking.affected import with_cause
from bot.services.booking.book import book, cancel
from bot.services.privacy import erasure
from bot.services.tick import tick
from bot.storage.database import StoreError, transaction
from bot.storage.tables import bookings, draws, people, slots
from tests.conftest import app_on, folder_for_all, our_pack
from tests.services.booking.drawing_people import SUNDAY, asks, drawing, hear, request, state

PRACTICE = our_pack("border-appointments")
PER_DAY, LARGEST, DECLARED, LIMIT = 4, 4, 2, 2
MEXICO = "nationality:MX"
SITES = ("east", "west")
END = SUNDAY + timedelta(days=12)
party = st.integers(1, LARGEST)
some_sites = st.permutations(SITES).flatmap(lambda order: st.sampled_from([order, order[:1]]))
group = st.tuples(party, some_sites, st.booleans())
"""How many they are, the sites in their order, and whether a limit counts them."""


class Row(NamedTuple):
    """One slot as it stands."""

    id: int
    site: str
    day: str
    starts_at: str
    offered: int
    taken: int
    capacity: int
    by_hand: int


@cache
def first_files() -> Path:
    """A folder with an empty database and keys: each example has a copy, so that the same steps draw the same."""
    folder = folder_for_all()
    with closing(app_on(folder / "randevou.db", PRACTICE)) as app:
        app.seal.keys.hash_with_shared(draws.KEY, "")
    return folder


class Machine(RuleBasedStateMachine):
    """Two sites, each with four seats a day, in a programme where everybody waits for the draw."""

    @initialize(carries=st.booleans(), groups=st.lists(group, min_size=1, max_size=6))
    def begin(self, carries: bool, groups: list[tuple[int, tuple[str, ...], bool]]) -> None:
        rules: dict[str, int | str] = {"excess": "carry" if carries else "overflow", "limit_nationality_MX": LIMIT}
        pack = drawing(PRACTICE, PER_DAY, DECLARED, **rules)
        self.pack = replace(pack, party_maximum=LARGEST)
        self.folder = shutil.copytree(first_files(), tempfile.mkdtemp(prefix="randevou-"), dirs_exist_ok=True)
        self.carries, self.now, self.app = carries, SUNDAY, self.opened()
        self.since: dict[str, datetime] = {}
        self.seeds: dict[date, str] = {}
        self.tick()
        self.some_groups_ask([(3, SITES, False)] * 5 + groups)  # more than the days have without borrowing
        self.the_next_draw_is_made()

    def opened(self) -> App:
        return app_on(Path(self.folder) / "randevou.db", self.pack)

    def teardown(self) -> None:
        if hasattr(self, "app"):
            self.app.close()
            shutil.rmtree(self.folder)

    def tick(self) -> None:
        done = tick(self.app, self.now)
        event(f"offered: {min(done.offered, 3)}")

    def somebody(self, data: st.DataObject, *states: str) -> str | None:
        there = [person for person in self.since if state(self.app, person) in states]
        return data.draw(st.sampled_from(there)) if there else None

    def rows(self) -> list[Row]:
        names = ", ".join(Row._fields)
        found = self.app.db.execute(f"SELECT {names} FROM slots WHERE pack = ? ORDER BY starts_at", (self.pack.id,))
        return [Row(*row) for row in found.fetchall()]

    # What people do

    @rule(groups=st.lists(group, min_size=1, max_size=6))
    def some_groups_ask(self, groups: list[tuple[int, tuple[str, ...], bool]]) -> None:
        for together, sites, limited in groups:
            limits = (MEXICO,) if limited else ()
            person = asks(self.app, min(together, LIMIT) if limited else together, self.now, sites, limits)
            self.since[person] = self.now

    @rule(data=st.data(), together=party, sites=some_sites)
    def somebody_asks_again_or_for_something_else(
        self, data: st.DataObject, together: int, sites: tuple[str, ...]
    ) -> None:
        if person := self.somebody(data, "asked", "withdrawn", "lapsed"):
            asks(self.app, together, self.now, sites, person=person)

    @rule(data=st.data())
    def somebody_leaves_the_line(self, data: st.DataObject) -> None:
        if person := self.somebody(data, "asked", "offered", "lapsed"):
            hear(self.app, person, WithdrawRequest(), self.now)

    @rule(data=st.data())
    def somebody_reads_an_offer(self, data: st.DataObject) -> None:
        if person := self.somebody(data, "offered"):
            with transaction(self.app.db):
                offers.can_be_read(self.app, person, self.now)

    @rule(data=st.data())
    def somebody_declines(self, data: st.DataObject) -> None:
        if person := self.somebody(data, "offered"):
            hear(self.app, person, DeclineOffer(), self.now)

    @rule(data=st.data(), other_hour=st.booleans())
    def somebody_accepts(self, data: st.DataObject, other_hour: bool) -> None:
        if not (person := self.somebody(data, "offered")):
            return
        found = request(self.app, person)
        assert found
        assert found.offer
        slot, starts_at = found.offer.slot, found.offer.slot.starts_at
        if other_hour:
            hours = [row for row in self.rows() if (row.site, row.day) == (slot.site, starts_at.date().isoformat())]
            starts_at = datetime.fromisoformat(data.draw(st.sampled_from(hours)).starts_at)
        outcome = self.books(person, slot.site, starts_at, found.group)
        if isinstance(outcome, Booked):
            assert outcome.booking.request == found.group, "nobody of the group is left out"
        else:
            assert request(self.app, person) == found, "a booking that is not made changes nothing"
            assert starts_at <= self.now or other_hour or not self.is_open(slot.id)

    def is_open(self, slot: int) -> bool:
        row = self.app.db.execute("SELECT open AND offered > 0 FROM slots WHERE id = ?", (slot,)).fetchone()
        return bool(row[0])

    def books(self, person: str, site: str, starts_at: datetime, group: SeatRequest) -> object:
        held = bookings.of(self.app.db, self.app.seal, person, self.pack.id)
        held = held and with_cause(self.app, held, self.now)
        with transaction(self.app.db):
            asked = Book(site, starts_at, group)
            return book(self.app, asked, person, held, self.now, waits=request(self.app, person))

    @rule(data=st.data(), together=party)
    def somebody_faster_takes_nothing(self, data: st.DataObject, together: int) -> None:
        later = [row for row in self.rows() if datetime.fromisoformat(row.starts_at) > self.now]
        row = data.draw(st.sampled_from(later))
        with transaction(self.app.db):
            person = people.create(self.app.db, self.app.seal, self.now)
        asked = SeatRequest(together, together)
        outcome = self.books(person, row.site, datetime.fromisoformat(row.starts_at), asked)
        assert outcome == NotBooked(ForTheLine())

    @rule(data=st.data())
    def somebody_cancels(self, data: st.DataObject) -> None:
        if person := self.somebody(data, "booked"):
            held = bookings.of(self.app.db, self.app.seal, person, self.pack.id)
            if held:
                with transaction(self.app.db):
                    cancel(self.app, person, held)

    @rule(data=st.data())
    def somebody_is_erased(self, data: st.DataObject) -> None:
        if person := self.somebody(data, "asked", "offered", "booked", "lapsed", "withdrawn"):
            with transaction(self.app.db):
                erasure.erase(self.app, person)
            del self.since[person]

    # What staff and the machine do

    @rule(data=st.data(), seats=st.integers(0, 4))
    def staff_set_the_seats_of_an_hour(self, data: st.DataObject, seats: int) -> None:
        row = data.draw(st.sampled_from(self.rows()))
        site = self.pack.site(row.site)
        assert site
        with transaction(self.app.db):
            slots.set_capacity(self.app.db, self.pack.id, site, datetime.fromisoformat(row.starts_at), seats)

    @rule(data=st.data(), open=st.booleans())
    def staff_close_or_open_a_day(self, data: st.DataObject, open: bool) -> None:
        row = data.draw(st.sampled_from(self.rows()))
        with transaction(self.app.db):
            slots.set_open(self.app.db, self.pack.id, open, site=row.site, day=row.day)

    @rule(hours=st.sampled_from([1, 3, 11, 23, 24, 49]))
    def time_passes(self, hours: int) -> None:
        self.now = min(self.now + timedelta(hours=hours), END)
        self.tick()

    @rule()
    def the_next_draw_is_made(self) -> None:
        noon = self.now.replace(hour=12, minute=0) + timedelta(days=self.now.hour >= 12)
        for moment in (noon - timedelta(hours=1), noon):
            self.now = max(self.now, min(moment, END))
            self.tick()

    @rule(hours=st.sampled_from([1, 23, 24]), steps=st.integers(1, 400))
    def the_program_crashes_in_its_tick_and_starts_again(self, hours: int, steps: int) -> None:
        self.now = min(self.now + timedelta(hours=hours), END)
        left = iter(range(steps))
        self.app.db.set_progress_handler(lambda: next(left, None) is None, 20)
        try:
            tick(self.app, self.now)
        except StoreError:
            event("crashed")
        self.app.db.set_progress_handler(None, 0)
        self.app.close()
        self.app = self.opened()
        self.tick()

    # What holds after each of these

    @invariant()
    def no_seat_is_given_twice_and_no_day_takes_more_than_it_may(self) -> None:
        if not hasattr(self, "since"):
            return
        days: dict[tuple[str, str], list[Row]] = {}
        for row in self.rows():
            days.setdefault((row.site, row.day), []).append(row)
            held = self.app.db.execute(
                "SELECT coalesce(sum(seats), 0) FROM (SELECT slot, seats FROM booking UNION ALL SELECT slot, seats "
                "FROM waiting) WHERE slot = ?",
                (row.id,),
            ).fetchone()[0]
            used = datetime.fromisoformat(row.starts_at) <= self.now  # who is erased then has used the seats
            assert row.taken == held or (used and row.taken > held)
            assert row.taken <= row.capacity
        most = LARGEST - 1 if self.carries else DECLARED
        by_pack = {at: rows for at, rows in days.items() if not any(row.by_hand for row in rows)}
        for rows in by_pack.values():
            assert sum(row.taken for row in rows) <= PER_DAY + most
            assert all(row.taken <= row.offered for row in rows)
        for site in SITES:
            there = [rows for (of, _), rows in days.items() if of == site]
            if self.carries and not any(row.by_hand for rows in there for row in rows):
                assert sum(row.offered for rows in there for row in rows) == PER_DAY * len(there)

    @invariant()
    def every_group_is_whole_and_every_limit_is_kept(self) -> None:
        if not hasattr(self, "since"):
            return
        under_limit: dict[str, int] = {}
        for person in self.since:
            found = request(self.app, person)
            assert found
            held = bookings.of(self.app.db, self.app.seal, person, self.pack.id)
            assert not (held and found.offer), "one place for each person"
            has = held or found.offer
            if has:
                assert has.request == found.group
                if MEXICO in has.request.limits:
                    day = has.slot.starts_at.date().isoformat()
                    under_limit[day] = under_limit.get(day, 0) + has.request.seats
        assert all(seats <= LIMIT for seats in under_limit.values())

    @invariant()
    def everybody_has_one_request_and_its_first_date(self) -> None:
        if not hasattr(self, "since"):
            return
        rows = self.app.db.execute("SELECT person, since FROM waiting WHERE pack = ?", (self.pack.id,)).fetchall()
        assert {row["person"]: datetime.fromisoformat(row["since"]) for row in rows} == self.since
        assert len(rows) == len(self.since)

    @invariant()
    def each_draw_is_made_once_with_the_seed_that_was_named_before(self) -> None:
        if not hasattr(self, "since"):
            return
        for draw in draws.listing(self.app.db, self.pack.id):
            assert self.seeds.setdefault(draw.day, draw.seed_name) == draw.seed_name
            if draw.drawn_at:
                assert sha256(bytes.fromhex(draw.seed)).hexdigest() == draw.seed_name
                assert draw.frozen_at
                assert draw.frozen_at <= draw.drawn_at


TestAnyDraw: Any = Machine.TestCase
TestAnyDraw.settings = settings(
    max_examples=20, stateful_step_count=25, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
