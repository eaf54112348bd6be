"""A booking that is not made says why, and changes nothing."""

from datetime import UTC, datetime

import pytest

from bot.app import App
from bot.core.booking.slot import (
    Booking,
    DayLimitReached,
    Refusal,
    ResourceTaken,
    SeatRequest,
    SlotClosed,
    SlotOver,
    TooFewSeats,
)
from bot.core.conversation.effects import Book, LeaveGroup
from bot.core.conversation.events import LeftGroup, NotBooked, Tapped
from bot.services.booking.book import book, leave_group
from bot.storage.database import transaction
from bot.storage.tables import bookings, people
from tests.conftest import NOW
from tests.services.conversation.test_respond import TO_SUMMARY, taken, talk_at

AT = datetime(2026, 11, 25, 20, tzinfo=UTC)
"""One o'clock in the afternoon at Ciudad Juárez."""
ONE = SeatRequest(1, 1)
SLOT = "site = 'ciudad-juarez' AND starts_at LIKE '2026-11-25T20:00%'"


def person_who_books_three(app: App) -> str:
    talk_at(app, [*TO_SUMMARY, Tapped("confirm")])
    person = people.at(app.db, app.seal, "terminal:a")
    assert person
    return person


def held(app: App, person: str) -> Booking:
    found = bookings.of(app.db, app.seal, person, app.pack.id)
    assert found
    return found


def refused(app: App, request: SeatRequest, *, now: datetime = NOW) -> Refusal:
    person, before = person_who_books_three(app), taken(app)
    with transaction(app.db):
        outcome = book(app, Book("ciudad-juarez", AT, request), person, held(app, person), now)
    assert (taken(app), held(app, person).request.seats) == (before, 3), "what the person holds stands"
    assert isinstance(outcome, NotBooked)
    return outcome.why


def test_too_few_seats_says_how_many_there_are_with_those_that_go_back(app: App) -> None:
    app.db.execute(f"UPDATE slots SET capacity = 5 WHERE {SLOT}")
    assert refused(app, SeatRequest(6, 6)) == TooFewSeats(5)


def test_a_resource_that_is_taken_is_named(app: App) -> None:
    app.db.execute(
        f"INSERT INTO resource (slot, name, capacity) SELECT id, 'interpreter:ht', 0 FROM slots WHERE {SLOT}"
    )
    assert refused(app, SeatRequest(1, 1, {"interpreter:ht": 1})) == ResourceTaken("interpreter:ht")


def test_a_limit_of_the_day_is_named(app: App) -> None:
    app.db.execute("INSERT INTO day_limit VALUES (?, '2026-11-25', 'nationality:MX', 0, 0)", (app.pack.id,))
    assert refused(app, SeatRequest(1, 1, limits=("nationality:MX",))) == DayLimitReached("nationality:MX")


def test_a_time_that_has_passed_is_over(app: App) -> None:
    assert refused(app, ONE, now=AT) == SlotOver()


def test_a_slot_that_was_closed_meanwhile_is_closed(app: App) -> None:
    person = person_who_books_three(app)
    app.db.execute(f"UPDATE slots SET open = 0 WHERE {SLOT}")
    with transaction(app.db):
        assert book(app, Book("ciudad-juarez", AT, ONE), person, held(app, person), NOW) == NotBooked(SlotClosed())


@pytest.mark.parametrize("open", [True, False])
def test_who_leaves_a_group_and_finds_no_seat_hears_why(app: App, open: bool) -> None:
    person = person_who_books_three(app)
    app.db.execute(f"UPDATE slots SET capacity = 3, open = {int(open)} WHERE {SLOT}")
    own = LeaveGroup(SeatRequest(2, 2)).request
    with transaction(app.db):
        left = leave_group(app, person, own, held(app, person), NOW)
    assert left == LeftGroup(None, TooFewSeats(1) if open else SlotClosed())
