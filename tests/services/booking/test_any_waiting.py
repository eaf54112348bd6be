"""People wait, book, decline and leave in any order, while places open and close: nobody comes before their turn."""

import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.app import App
from bot.core.booking.slot import SeatRequest
from bot.core.conversation.effects import Book
from bot.core.conversation.events import Booked
from bot.services.booking.book import book, give_back
from bot.services.booking.waiting import pass_on, wait
from bot.services.privacy import erasure
from bot.storage.database import transaction
from bot.storage.tables import bookings, people, slots, waiting
from tests.conftest import NOW, app_on, our_pack
from tests.services.booking.waiting_people import full, opened, request, waits

CLINIC = full(our_pack("legal-clinic"))
HOURS = (10, 11, 12)
hour_of = st.sampled_from(HOURS)


class Row(NamedTuple):
    """One hour as it stands."""

    id: int
    offered: int
    taken: int
    open: int


@cache
def app_for_all() -> App:
    """One file for all examples; each has a pack of its own id."""
    return app_on(Path(tempfile.mkdtemp(prefix="randevou-")) / "randevou.db", CLINIC)


class Machine(RuleBasedStateMachine):
    """A clinic with three hours on one day, and those who wait for them."""

    examples = 0

    @initialize()
    def begin(self) -> None:
        Machine.examples += 1
        self.app = replace(app_for_all(), pack=replace(CLINIC, id=f"clinic-{Machine.examples}"))
        self.now = NOW
        self.line: dict[str, int] = {}
        """Who ever waited, in the order of asking, and how many they are."""
        self.starts_at = {hour: opened(self.app, 0, hour=hour) for hour in HOURS}

    def tick(self) -> None:
        before = {person: self.state(person) for person in self.line}
        with transaction(self.app.db):
            pass_on(self.app, self.now)
        served = [person for person in self.line if self.state(person) == "kept" and before[person] == "waiting"]
        event(f"served: {len(served)}")
        for person in served:
            self.nobody_who_asked_before_could_have_had_it(person, before)

    def nobody_who_asked_before_could_have_had_it(self, person: str, before: dict[str, str]) -> None:
        found = request(self.app, person)
        assert found
        assert found.kept
        for other, together in self.line.items():
            if other == person:
                return
            theirs = request(self.app, other)
            if theirs and theirs.state == before[other] == "waiting" and found.kept.slot.id not in theirs.declined:
                assert together > self.line[person], "a larger group alone is passed over"

    def state(self, person: str) -> str:
        found = request(self.app, person)
        return found.state if found else ""

    def rows(self) -> dict[int, Row]:
        rows = self.app.db.execute(
            "SELECT id, offered, taken, open FROM slots WHERE pack = ?", (self.app.pack.id,)
        ).fetchall()
        return {row["id"]: Row(row["id"], row["offered"], row["taken"], row["open"]) for row in rows}

    @rule(together=st.integers(1, 4))
    def somebody_waits(self, together: int) -> None:
        self.line[waits(self.app, self.now, together)] = together
        self.tick()

    @rule(hour=hour_of, seats=st.integers(0, 5))
    def staff_set_seats(self, hour: int, seats: int) -> None:
        opened(self.app, seats, hour=hour)
        self.tick()

    @rule(open=st.booleans())
    def staff_close_or_open_the_day(self, open: bool) -> None:
        with transaction(self.app.db):
            slots.set_open(self.app.db, self.app.pack.id, open, day="2026-11-25")
        self.tick()

    @rule(hours=st.integers(1, 9))
    def time_passes(self, hours: int) -> None:
        self.now = min(self.now + timedelta(hours=hours), datetime(2026, 11, 25, 3, tzinfo=UTC))
        self.tick()

    @rule(hour=hour_of, together=st.integers(1, 3))
    def somebody_new_books(self, hour: int, together: int) -> None:
        with transaction(self.app.db):
            person = people.create(self.app.db, self.app.seal, self.now)
        self.books(person, hour, together)

    @rule(data=st.data(), hour=hour_of)
    def somebody_on_the_list_books(self, data: st.DataObject, hour: int) -> None:
        if self.line:
            person = data.draw(st.sampled_from(sorted(self.line)))
            self.books(person, hour, self.line[person])

    def books(self, person: str, hour: int, together: int) -> None:
        before, found = self.state(person), request(self.app, person)
        kept = found and found.kept and found.kept.slot.starts_at == self.starts_at[hour]
        held = bookings.of(self.app.db, self.app.seal, person, self.app.pack.id)
        asked = Book("clinic", self.starts_at[hour], SeatRequest(together, together))
        with transaction(self.app.db):
            outcome = book(self.app, asked, person, held, self.now, waits=found)
        assert isinstance(outcome, Booked) or not kept, "what is kept for a person can be booked by them"
        assert self.state(person) == ("" if isinstance(outcome, Booked) else before)
        self.tick()

    @rule(data=st.data(), act=st.sampled_from(["declines", "stops", "waits on", "cancels", "is erased"]))
    def somebody_on_the_list(self, data: st.DataObject, act: str) -> None:
        if not self.line:
            return
        person, app = data.draw(st.sampled_from(sorted(self.line))), self.app
        held = bookings.of(app.db, app.seal, person, app.pack.id)
        with transaction(app.db):
            match act:
                case "declines":
                    waiting.decline(app.db, app.seal, person, app.pack.id)
                case "stops":
                    waiting.delete(app.db, person, app.pack.id)
                case "waits on" if self.state(person) == "lapsed":
                    wait(app, person, self.now.date(), self.now)
                case "cancels" if held:
                    give_back(app, held)
                case "is erased":
                    erasure.erase(app, person)
        if act in ("stops", "is erased"):
            self.line.pop(person)
        self.tick()

    @invariant()
    def what_is_taken_is_what_is_booked_or_kept_and_no_more_is_kept_than_is_on_offer(self) -> None:
        if not hasattr(self, "app"):
            return
        for row in self.rows().values():
            booked, kept = (
                self.app.db.execute(f"SELECT coalesce(sum(seats), 0) FROM {table} WHERE slot = ?", (row.id,)).fetchone()
                for table in ("booking", "waiting")
            )
            assert row.taken == booked[0] + kept[0]
            assert not kept[0] or (row.open and row.taken <= row.offered)

    @invariant()
    def nothing_is_left_that_somebody_who_waits_could_use(self) -> None:
        if not hasattr(self, "app"):
            return
        free = [row for row in self.rows().values() if row.open]
        for person, together in self.line.items():
            found = request(self.app, person)
            if found and found.state == "waiting":
                usable = [row for row in free if row.offered - row.taken >= together and row.id not in found.declined]
                assert not usable


TestAnyWaiting: Any = Machine.TestCase
TestAnyWaiting.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
