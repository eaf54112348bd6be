"""A booking that is not made says why, and changes nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

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
from bot.core.conversation.events import Booked, Event, LeftGroup, NotBooked, Tapped
from bot.core.programme.pack import Parameter
from bot.core.programme.site import Resource
from bot.services.booking.book import book, leave_group
from bot.storage.database import transaction
from bot.storage.tables import bookings, people
from tests.conftest import NOW
from tests.services.conversation.test_respond import TO_SUMMARY, taken, talk_at

AT = datetime(2026, 11, 25, 20, tzinfo=UTC)
"""One o'clock in the afternoon at Ciudad Juárez."""
ONE = SeatRequest(1, 1)
INTERPRETER, NATIONALITY = "interpreter:ht", "nationality:MX"
SLOT = "site = 'ciudad-juarez' AND starts_at LIKE '2026-11-25T20:00%'"


def with_parts(app: App, *, interpreters: int = 0, limit: int | None = None) -> App:
    """The same database under a pack with interpreters at every site on every day, and a limit of seats a day."""
    resources = tuple(Resource(INTERPRETER, site.id, interpreters, frozenset(range(1, 8))) for site in app.pack.sites)
    parameters = app.pack.parameters
    if limit is not None:
        parameters += (Parameter("limit_nationality_MX", limit, NOW.date() - timedelta(days=99), None, "chosen"),)
    return replace(app, pack=replace(app.pack, resources=resources, parameters=parameters))


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
    app.db.execute(f"UPDATE slots SET offered = 5 WHERE {SLOT}")
    assert refused(app, SeatRequest(6, 6)) == TooFewSeats(5)


WITH_INTERPRETER = SeatRequest(1, 1, {INTERPRETER: 1})
OF_MEXICANS = SeatRequest(2, 2, limits=(NATIONALITY,))


def another_books(app: App, request: SeatRequest, at: datetime = AT) -> Event:
    with transaction(app.db):
        return book(app, Book("ciudad-juarez", at, request), people.create(app.db, app.seal, NOW), None, NOW)


def test_a_resource_that_is_taken_is_named(app: App) -> None:
    app = with_parts(app, interpreters=1)
    assert isinstance(another_books(app, WITH_INTERPRETER), Booked)
    assert refused(app, WITH_INTERPRETER) == ResourceTaken(INTERPRETER)
    assert isinstance(another_books(app, WITH_INTERPRETER, AT + timedelta(hours=24)), Booked), (
        "another hour has its own"
    )


def test_a_resource_that_the_pack_does_not_have_is_named(app: App) -> None:
    assert refused(app, WITH_INTERPRETER) == ResourceTaken(INTERPRETER)


def test_a_limit_of_the_day_counts_the_seats_of_all_hours_and_is_named(app: App) -> None:
    app = with_parts(app, limit=3)
    assert isinstance(another_books(app, OF_MEXICANS), Booked)
    assert refused(app, OF_MEXICANS) == DayLimitReached(NATIONALITY)
    assert isinstance(another_books(app, SeatRequest(1, 1, limits=(NATIONALITY,))), Booked), "there is room for one"
    assert isinstance(another_books(app, SeatRequest(2, 2, limits=("nationality:HT",))), Booked), "no limit names them"


def test_the_same_person_may_move_within_what_they_hold(app: App) -> None:
    app = with_parts(app, interpreters=1, limit=1)
    person = person_who_books_three(app)
    everything = SeatRequest(1, 1, {INTERPRETER: 1}, (NATIONALITY,))
    for _ in range(2):
        with transaction(app.db):
            assert isinstance(book(app, Book("ciudad-juarez", AT, everything), person, held(app, person), NOW), Booked)


def test_who_moves_within_a_day_counts_once_under_its_limit(app: App) -> None:
    app = with_parts(app, limit=1)
    with transaction(app.db):
        person = people.create(app.db, app.seal, NOW)
        for at in (AT, AT - timedelta(hours=5), AT):
            asked = Book("ciudad-juarez", at, SeatRequest(1, 1, limits=(NATIONALITY,)))
            before = bookings.of(app.db, app.seal, person, app.pack.id)
            assert isinstance(book(app, asked, person, before, NOW), Booked)
    assert taken(app) == 1


def test_a_booking_that_is_damaged_holds_its_seat_and_holds_up_nobody(app: App) -> None:
    app = with_parts(app, interpreters=1)
    before = taken(app)
    another_books(app, WITH_INTERPRETER)
    app.db.execute("UPDATE booking SET body = zeroblob(length(body))")
    assert isinstance(another_books(app, WITH_INTERPRETER), Booked)
    assert taken(app) == before + 2


def test_a_time_that_has_passed_is_over(app: App) -> None:
    assert refused(app, ONE, now=AT) == SlotOver()


def test_a_slot_that_was_closed_meanwhile_is_closed(app: App) -> None:
    person = person_who_books_three(app)
    app.db.execute(f"UPDATE slots SET open = 0 WHERE {SLOT}")
    with transaction(app.db):
        asked = Book("ciudad-juarez", AT, SeatRequest(4, 4))
        assert book(app, asked, person, held(app, person), NOW) == NotBooked(SlotClosed())


@pytest.mark.parametrize("open", [True, False])
def test_who_leaves_a_group_and_finds_no_seat_hears_why(app: App, open: bool) -> None:
    person = person_who_books_three(app)
    app.db.execute(f"UPDATE slots SET offered = 3, open = {int(open)} WHERE {SLOT}")
    own = LeaveGroup(SeatRequest(2, 2)).request
    with transaction(app.db):
        left = leave_group(app, person, own, held(app, person), NOW)
    assert left == LeftGroup(None, TooFewSeats(1) if open else SlotClosed())


@pytest.mark.parametrize("change", ["open = 0", "offered = 0", "offered = 2"])
def test_who_leaves_a_group_keeps_a_seat_in_an_hour_that_takes_nobody_new(app: App, change: str) -> None:
    person = person_who_books_three(app)
    app.db.execute(f"UPDATE slots SET {change} WHERE {SLOT}")
    with transaction(app.db):
        left = leave_group(app, person, ONE, held(app, person), NOW)
    assert left.booking, left
    assert taken(app) == 3


def test_somebody_was_faster_only_if_somebody_booked_since_the_person_was_asked(app: App) -> None:
    app.db.execute(f"UPDATE slots SET offered = 3 WHERE {SLOT}")
    assert isinstance(another_books(app, SeatRequest(2, 2)), Booked)
    asked = Book("ciudad-juarez", AT, SeatRequest(2, 2))
    person = people.create(app.db, app.seal, NOW)
    for asked_at, faster in ((NOW, True), (NOW + timedelta(seconds=1), False), (None, False)):
        with transaction(app.db):
            assert book(app, asked, person, None, NOW, asked_at) == NotBooked(TooFewSeats(1), faster=faster)
