"""Seats are taken for a whole group or not at all, and only from an open slot that has them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.app import App
from bot.core.booking.slot import ClosedFor, Refusal, SeatRequest, Slot, SlotClosed, TooFewSeats
from bot.core.conversation.effects import FindSlots
from bot.core.programme.pack import Pack
from bot.storage.database import Connection, transaction
from bot.storage.tables import bookings, people, sealed_bookings, slots
from tests.conftest import NOW, OpenApp

AT = datetime(2026, 11, 25, 18, tzinfo=UTC)
"""Ten o'clock at the clinic."""
SLOT = Slot(1, "clinic", AT)
HAITIAN = SeatRequest(2, 2, {"interpreter:ht": 1}, ("nationality:HT",))


@pytest.fixture
def app(open_app: OpenApp, packs: dict[str, Pack]) -> App:
    """The clinic with nothing but a slot of five seats."""
    app = open_app("legal-clinic")
    site = app.pack.site("clinic")
    assert site
    slots.set_capacity(app.db, app.pack.id, site, AT, 5)
    return app


@pytest.fixture
def db(app: App) -> Iterator[Connection]:
    with transaction(app.db):
        yield app.db


def take(db: Connection, seats: int, *, day: int = 0, again: bool = False) -> Slot | Refusal:
    return slots.take(db, "legal-clinic", "clinic", AT + timedelta(days=day), seats, again=again)


def seats(db: Connection) -> tuple[int, int]:
    return tuple(db.execute("SELECT taken, offered FROM slots").fetchone())


@pytest.mark.parametrize(("group", "left"), [(1, None), (3, None), (4, TooFewSeats(3)), (6, TooFewSeats(3))])
def test_a_group_gets_all_its_seats_or_none(db: Connection, group: int, left: TooFewSeats | None) -> None:
    assert take(db, 2) == SLOT
    assert take(db, group) == (left or SLOT)
    assert seats(db) == (2 if left else 2 + group, 5)


def test_seats_that_go_back_can_be_taken_again_and_only_those(db: Connection) -> None:
    take(db, 5)
    slots.give_back(db, 1, 2)
    assert take(db, 3) == TooFewSeats(2)
    assert take(db, 2) == SLOT
    assert seats(db) == (5, 5)


@pytest.mark.parametrize("reason", ["", "weather"])
def test_a_closed_slot_gives_no_seat_but_to_whom_it_belonged(db: Connection, app: App, reason: ClosedFor) -> None:
    slots.set_open(db, app.pack.id, False, day="2026-11-25", reason=reason)
    assert take(db, 1) == SlotClosed(reason)
    assert seats(db) == (0, 5)
    take(db, 1, again=True)
    assert seats(db) == (1, 5)


def test_a_slot_without_seats_is_closed_and_says_no_number(db: Connection) -> None:
    db.execute("UPDATE slots SET offered = 0")
    assert take(db, 1) == SlotClosed()


def find(db: Connection, group: int, **other: Any) -> int:
    asked = FindSlots(("clinic", "remote"), SeatRequest(group, group), NOW, NOW + timedelta(days=7))
    return len(slots.find(db, "legal-clinic", replace(asked, **other)))


def test_a_slot_is_found_only_with_room_for_the_whole_group_at_these_places_and_times(db: Connection) -> None:
    take(db, 3)
    assert [find(db, group) for group in (1, 2, 3)] == [1, 1, 0]
    assert find(db, 1, sites=("remote",)) == 0
    second = timedelta(seconds=1)
    assert [find(db, 1, earliest=edge) for edge in (AT, AT + second)] == [1, 0]
    assert [find(db, 1, latest=edge) for edge in (AT, AT - second)] == [1, 0]
    slots.set_open(db, "another", False)
    assert find(db, 1) == 1, "another pack was closed"
    slots.set_open(db, "legal-clinic", False)
    assert find(db, 1) == 0


def test_fewer_seats_by_hand_than_are_booked_forget_nobody(db: Connection, app: App) -> None:
    site = app.pack.site("clinic")
    assert site
    take(db, 4)
    assert slots.set_capacity(db, app.pack.id, site, AT, 2) == 4
    assert slots.seats(db, app.pack.id, "clinic", AT) == slots.Seats(2, 4)
    assert take(db, 1) == TooFewSeats(0)
    slots.give_back(db, 1, 3)
    assert take(db, 1) == SLOT


def test_what_a_booking_holds_is_counted_in_its_slot_and_on_its_day_but_not_for_whom_it_is(
    db: Connection, app: App
) -> None:
    (slot,) = slots.find(db, app.pack.id, FindSlots(("clinic",), HAITIAN, AT, AT))
    held = bookings.add(db, app.seal, people.create(db, app.seal, NOW), app.pack.id, slot, HAITIAN, "BATO", NOW)
    assert held
    for own, counted in ((0, [HAITIAN]), (held.id, []), (held.id + 1, [HAITIAN])):
        assert sealed_bookings.requests_in_slot(db, app.seal, slot.id, own) == counted
        assert sealed_bookings.requests_on_day(db, app.seal, app.pack.id, "2026-11-25", own) == counted
    assert sealed_bookings.requests_in_slot(db, app.seal, slot.id + 1) == []
    assert sealed_bookings.requests_on_day(db, app.seal, app.pack.id, "2026-11-26") == []
    assert sealed_bookings.requests_on_day(db, app.seal, "another", "2026-11-25") == []


def test_slots_are_found_in_the_order_of_time_whatever_their_place(db: Connection, app: App) -> None:
    site = app.pack.site("remote")
    assert site
    for hour in (-1, 1):
        slots.set_capacity(db, app.pack.id, site, AT + timedelta(hours=hour), 1)
    asked = FindSlots(("clinic", "remote"), SeatRequest(1, 1), NOW, NOW + timedelta(days=7))
    assert [slot.site for slot in slots.find(db, app.pack.id, asked)] == ["remote", "clinic", "remote"]


def test_a_new_slot_of_a_site_that_staff_closed_is_closed_for_the_same_reason(db: Connection, app: App) -> None:
    site = app.pack.site("clinic")
    assert site
    slots.set_open(db, app.pack.id, False, site="clinic", reason="repair")
    slots.set_capacity(db, app.pack.id, site, AT + timedelta(days=1), 3)
    assert take(db, 1, day=1) == SlotClosed("repair")
    slots.set_open(db, app.pack.id, True, site="clinic")
    slots.set_capacity(db, app.pack.id, site, AT + timedelta(days=2), 3)
    assert [take(db, 1, day=day) for day in range(3)] == [
        Slot(n, "clinic", AT + timedelta(days=n - 1)) for n in (1, 2, 3)
    ]


def test_a_person_holds_a_booking_in_a_pack_until_it_is_over(db: Connection, app: App) -> None:
    (slot,) = slots.find(db, app.pack.id, FindSlots(("clinic",), HAITIAN, AT, AT))
    person = people.create(db, app.seal, NOW)
    bookings.add(db, app.seal, person, app.pack.id, slot, HAITIAN, "BATO", NOW)
    assert bookings.packs_of(db, person) == [app.pack.id]
    assert bookings.close_past(db, app.pack.id, AT + timedelta(seconds=1)) == 1
    assert bookings.packs_of(db, person) == []
