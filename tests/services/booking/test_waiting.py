"""The waiting list: in the order of asking, never more than there are seats, each place kept for some hours."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.booking.slot import ForTheLine, ResourceTaken, SeatRequest, TooFewSeats
from bot.core.conversation.effects import Book, FindSlots
from bot.core.conversation.events import Booked, NotBooked, Tapped
from bot.core.conversation.state import Conversation
from bot.core.programme.pack import Pack, Parameter
from bot.core.programme.site import Resource
from bot.services.booking.book import book
from bot.services.booking.find_slots import find_slots
from bot.services.booking.waiting import serve, wait
from bot.services.privacy import erasure
from bot.services.tick import tick
from bot.storage import setting_table
from bot.storage.database import transaction
from bot.storage.lost_commits import HELD, miscounted_slots
from bot.storage.tables import conversations, people, requests, slots, waiting
from tests.conftest import NOW, OpenApp
from tests.killing import killed_at
from tests.services.booking.waiting_people import WEDNESDAY, full, held, opened, request, state, told, waits

ONE = SeatRequest(1, 1)
HOURS = timedelta(hours=6)
"""How long the clinic keeps a place, from 8 to 20; NOW is noon there."""


@pytest.fixture
def clinic(open_app: OpenApp, packs: dict[str, Pack]) -> App:
    app = open_app(full(packs["legal-clinic"]))
    tick(app, NOW)
    return app


def kept_until(app: App, person: str) -> datetime | None:
    found = request(app, person)
    return found.kept.until if found and found.kept else None


def booked(app: App, person: str, starts_at: datetime, asked: SeatRequest = ONE, now: datetime = NOW) -> object:
    with transaction(app.db):
        return book(app, Book("clinic", starts_at, asked), person, None, now, waits=request(app, person))


def somebody_new(app: App) -> str:
    with transaction(app.db):
        return people.create(app.db, app.seal, NOW)


def test_of_two_hundred_who_wait_for_five_seats_five_are_told_and_they_asked_first(clinic: App) -> None:
    line = [waits(clinic, NOW) for _ in range(200)]
    opened(clinic, 5)
    tick(clinic, NOW)
    tick(clinic, NOW + timedelta(minutes=1))
    assert told(clinic, NOW + timedelta(minutes=1)) == line[:5]
    assert held(clinic) == (5, 5)
    late = NOW + HOURS
    tick(clinic, late)
    assert sorted(told(clinic, late)) == sorted(line[:10]), "it is over for five, and the next five have a place"
    assert [state(clinic, person) for person in line[:11]] == ["lapsed"] * 5 + ["kept"] * 5 + ["waiting"]
    assert held(clinic) == (5, 5)


def test_a_kept_place_can_be_booked_also_when_the_pack_begins_to_draw(clinic: App) -> None:
    person = waits(clinic, NOW)
    at, later = opened(clinic, 1), opened(clinic, 1, WEDNESDAY + timedelta(days=1))
    tick(clinic, NOW)
    assert state(clinic, person) == "kept"
    rule = Parameter("allocation", "draw", NOW.date(), None, "for this test")
    draws = replace(clinic, pack=replace(clinic.pack, parameters=(*clinic.pack.parameters, rule)))
    assert booked(draws, person, later) == NotBooked(ForTheLine())
    assert booked(draws, person, at, SeatRequest(2, 2)) == NotBooked(ForTheLine())
    assert isinstance(booked(draws, person, at), Booked)
    assert held(draws) == (1, 1)


def test_a_group_that_is_too_large_is_passed_over_and_keeps_its_place(clinic: App) -> None:
    family, alone, couple, other = (waits(clinic, NOW, party) for party in (4, 1, 2, 1))
    opened(clinic, 2)
    tick(clinic, NOW)
    assert told(clinic, NOW) == [alone, other]
    opened(clinic, 4, hour=11)
    tick(clinic, NOW)
    assert told(clinic, NOW) == [family]
    assert state(clinic, couple) == "waiting"
    assert held(clinic) == (6, 6)


def test_nobody_else_can_find_or_book_what_is_kept_and_the_person_can(clinic: App) -> None:
    person = waits(clinic, NOW, 2)
    starts_at = opened(clinic, 2)
    tick(clinic, NOW)
    search = FindSlots(("clinic",), ONE, NOW, NOW + timedelta(days=14))
    assert find_slots(clinic, search).slots == ()
    assert booked(clinic, somebody_new(clinic), starts_at) == NotBooked(TooFewSeats(0))
    assert isinstance(booked(clinic, person, starts_at, SeatRequest(2, 2)), Booked)
    assert request(clinic, person) is None, "who has an appointment does not wait"
    assert held(clinic) == (2, 2)


def test_what_opens_between_two_ticks_is_for_those_who_wait_and_not_for_whoever_looks_first(clinic: App) -> None:
    person, faster = waits(clinic, NOW), waits(clinic, NOW)
    with transaction(clinic.db):
        waiting.delete(clinic.db, faster, clinic.pack.id)
    opened(clinic, 1)
    shown = Talk(clinic, f"terminal:{faster}", lambda: NOW).hear(Tapped("status"))
    assert shown[-1].key == "slot.none"
    assert state(clinic, person) == "kept"


def test_what_is_cancelled_goes_to_the_next_at_once(clinic: App) -> None:
    starts_at = opened(clinic, 1)
    holder, person = waits(clinic, NOW), waits(clinic, NOW)
    assert isinstance(booked(clinic, holder, starts_at), Booked)
    talk = Talk(clinic, f"terminal:{holder}", lambda: NOW)
    for choice in ("cancel", "yes"):
        talk.hear(Tapped(choice))
    assert (state(clinic, person), told(clinic, NOW)) == ("kept", [person])


def test_staff_hear_how_many_are_booked_and_not_how_many_wait(clinic: App) -> None:
    waits(clinic, NOW)
    starts_at = opened(clinic, 2)
    assert isinstance(booked(clinic, somebody_new(clinic), starts_at), Booked)
    tick(clinic, NOW)
    assert held(clinic) == (2, 2)
    with transaction(clinic.db):
        assert slots.set_open(clinic.db, clinic.pack.id, False, day="2026-11-25").booked == 1


def test_a_booking_that_fails_leaves_what_is_kept(clinic: App) -> None:
    person, starts_at = waits(clinic, NOW), opened(clinic, 1)
    tick(clinic, NOW)
    assert isinstance(booked(clinic, person, starts_at, SeatRequest(3, 3)), NotBooked)
    assert (state(clinic, person), held(clinic)) == ("kept", (1, 1))


def test_whoever_books_another_time_leaves_the_kept_one_to_the_next(clinic: App) -> None:
    first, second = waits(clinic, NOW), waits(clinic, NOW)
    opened(clinic, 1)
    tick(clinic, NOW)
    assert isinstance(booked(clinic, first, opened(clinic, 1, hour=11)), Booked)
    tick(clinic, NOW)
    assert (state(clinic, first), state(clinic, second), held(clinic)) == ("", "kept", (2, 2))


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("2026-11-22T12:00-08:00", "2026-11-22T18:00-08:00"),
        ("2026-11-22T18:00-08:00", "2026-11-23T12:00-08:00"),
        ("2026-11-22T20:00-08:00", "2026-11-23T14:00-08:00"),
        ("2026-11-22T23:30-08:00", "2026-11-23T14:00-08:00"),
        ("2026-11-23T02:00-08:00", "2026-11-23T14:00-08:00"),
        ("2026-11-22T14:00-08:00", "2026-11-22T20:00-08:00"),
        ("2026-11-24T20:00-08:00", "2026-11-25T10:00-08:00"),  # the appointment itself
    ],
)
def test_only_the_hours_from_eight_to_twenty_count(clinic: App, since: str, until: str) -> None:
    now = datetime.fromisoformat(since)
    person = waits(clinic, now)
    opened(clinic, 1)
    tick(clinic, now)
    assert kept_until(clinic, person) == datetime.fromisoformat(until)


def test_the_hours_are_those_of_the_site_when_its_clock_changes(open_app: OpenApp, packs: dict[str, Pack]) -> None:
    pack = full(packs["legal-clinic"])
    hours = Parameter("waiting_hours", 14, date(2026, 1, 1), None, "chosen")
    app = open_app(replace(pack, parameters=(*(p for p in pack.parameters if p.name != hours.name), hours)))
    now = datetime.fromisoformat("2027-03-13T18:00-08:00")
    tick(app, now)
    person = waits(app, now)
    opened(app, 1, datetime(2027, 3, 16, tzinfo=UTC))
    tick(app, now)
    assert kept_until(app, person) == datetime.fromisoformat("2027-03-14T20:00-07:00")


def test_who_does_not_answer_is_told_once_keeps_the_place_and_is_told_nothing_more_before_they_answer(
    clinic: App,
) -> None:
    person, now = waits(clinic, NOW), NOW + HOURS
    opened(clinic, 1)
    tick(clinic, NOW)
    assert told(clinic, NOW) == [person]
    for later in (now, now + timedelta(minutes=1), now + timedelta(days=1)):
        tick(clinic, later)
    assert told(clinic, now + timedelta(days=1)) == [person]
    assert (state(clinic, person), held(clinic)) == ("lapsed", (0, 0))
    after = waits(clinic, now)
    with transaction(clinic.db):
        wait(clinic, person, NOW.date(), NOW)
        serve(clinic, now)
    assert (state(clinic, person), state(clinic, after)) == ("kept", "waiting")


def test_to_ask_again_changes_neither_the_place_nor_the_day(clinic: App) -> None:
    first, second = waits(clinic, NOW), waits(clinic, NOW)
    before = request(clinic, first)
    with transaction(clinic.db):
        wait(clinic, first, NOW.date() + timedelta(days=300), NOW)
    opened(clinic, 1)
    assert request(clinic, first) == before
    tick(clinic, NOW)
    assert (state(clinic, first), state(clinic, second)) == ("kept", "waiting")


def test_who_does_not_want_a_time_waits_on_first_and_is_not_offered_that_time_again(clinic: App) -> None:
    first, second = waits(clinic, NOW), waits(clinic, NOW)
    opened(clinic, 2)
    tick(clinic, NOW)
    with transaction(clinic.db):
        waiting.decline(clinic.db, clinic.seal, first, clinic.pack.id)
        serve(clinic, NOW)
    assert (state(clinic, first), state(clinic, second)) == ("waiting", "kept")
    other = opened(clinic, 1, hour=11)
    tick(clinic, NOW)
    found = request(clinic, first)
    assert found
    assert found.kept
    assert found.kept.slot.starts_at == other


def close_by_staff(app: App) -> App:
    with transaction(app.db):
        slots.set_open(app.db, app.pack.id, False, day="2026-11-25")
    return app


def fewer_seats(app: App) -> App:
    opened(app, 0)
    return app


def close_in_the_pack(app: App) -> App:
    sites = tuple(replace(site, weekdays=frozenset({1})) for site in app.pack.sites)
    with transaction(app.db):
        slots.reset(app.db, app.pack.id, day="2026-11-25")
    return replace(app, pack=replace(app.pack, sites=sites, revision="another"))


@pytest.mark.parametrize("close", [close_by_staff, fewer_seats, close_in_the_pack])
def test_what_is_closed_is_not_kept_and_the_person_keeps_the_place(clinic: App, close: object) -> None:
    assert callable(close)
    first, second = waits(clinic, NOW), waits(clinic, NOW)
    opened(clinic, 1)
    tick(clinic, NOW)
    app = close(clinic)
    tick(app, NOW)
    assert (state(app, first), state(app, second), held(app)) == ("waiting", "waiting", (0, 0))
    opened(app, 1, hour=11)
    opened(app, 1, WEDNESDAY + timedelta(days=5))
    tick(app, NOW)
    assert state(app, first) == "kept"


def test_fewer_seats_take_the_place_of_those_who_asked_last(clinic: App) -> None:
    line = [waits(clinic, NOW) for _ in range(3)]
    opened(clinic, 3)
    tick(clinic, NOW)
    opened(clinic, 1)
    tick(clinic, NOW)
    assert [state(clinic, person) for person in line] == ["kept", "waiting", "waiting"]


def test_those_who_are_booked_stay_before_those_for_whom_a_place_is_kept(clinic: App) -> None:
    starts_at = opened(clinic, 1)
    assert isinstance(booked(clinic, somebody_new(clinic), starts_at), Booked)
    person = waits(clinic, NOW)
    opened(clinic, 2)
    tick(clinic, NOW)
    assert state(clinic, person) == "kept"
    opened(clinic, 1)
    tick(clinic, NOW)
    assert (state(clinic, person), held(clinic)) == ("waiting", (1, 1))


def test_the_interpreter_who_is_kept_for_a_person_is_there_when_they_book(clinic: App) -> None:
    person = waits(clinic, NOW, interpreter="ht")
    starts_at = opened(clinic, 9)
    tick(clinic, NOW)
    found = request(clinic, person)
    assert found
    assert found.kept
    assert isinstance(booked(clinic, person, starts_at, found.kept.request), Booked)
    assert (state(clinic, person), held(clinic)) == ("", (1, 1))


def test_an_interpreter_is_kept_with_the_place_and_without_one_nothing_is(clinic: App) -> None:
    person = waits(clinic, NOW, interpreter="ht")
    starts_at = opened(clinic, 9)
    tick(clinic, NOW)
    with_interpreter = SeatRequest(1, 1, {"interpreter:ht": 1})
    refused = booked(clinic, somebody_new(clinic), starts_at, with_interpreter)
    assert refused == NotBooked(ResourceTaken("interpreter:ht"))
    assert isinstance(booked(clinic, somebody_new(clinic), starts_at), Booked)
    away = tuple(one for one in clinic.pack.resources if one.name != "interpreter:ht")
    app = replace(clinic, pack=replace(clinic.pack, resources=away))
    tick(app, NOW)
    assert (state(app, person), held(app)) == ("waiting", (1, 1))
    there = replace(app.pack, resources=(*away, Resource("interpreter:ht", "clinic", 1, frozenset({3}))))
    tick(replace(app, pack=there), NOW)
    assert state(app, person) == "kept"


def test_a_changed_answer_lets_go_what_does_not_fit_any_more(clinic: App) -> None:
    person = waits(clinic, NOW)
    opened(clinic, 2)
    tick(clinic, NOW)
    row = clinic.db.execute("SELECT person FROM waiting").fetchone()
    assert row["person"] == person
    change_party(clinic, person, 2)
    tick(clinic, NOW)
    found = request(clinic, person)
    assert found
    assert found.kept
    assert (found.kept.request.seats, held(clinic)) == (2, (2, 2))
    change_party(clinic, person, 3)
    tick(clinic, NOW)
    assert (state(clinic, person), held(clinic)) == ("waiting", (0, 0))


def change_party(app: App, person: str, party: int) -> None:
    saved = conversations.load(app.db, app.seal, person, app.pack.id)
    assert saved
    with transaction(app.db):
        changed = replace(saved.conversation, answers=saved.conversation.answers.given(party=party))
        conversations.save(app.db, app.seal, person, changed, NOW)


def test_nothing_is_kept_for_who_has_not_answered_everything(clinic: App) -> None:
    person, after = waits(clinic, NOW, private_room=""), waits(clinic, NOW)
    saved = conversations.load(clinic.db, clinic.seal, person, clinic.pack.id)
    assert saved
    with transaction(clinic.db):
        conversations.save(clinic.db, clinic.seal, person, saved.conversation.without("q:topic"), NOW)
    opened(clinic, 1)
    tick(clinic, NOW)
    assert (state(clinic, person), state(clinic, after)) == ("waiting", "kept")


@pytest.mark.parametrize("key", [True, False])
def test_erasing_a_person_gives_what_was_kept_to_the_next(clinic: App, key: bool) -> None:
    first, second = waits(clinic, NOW), waits(clinic, NOW)
    opened(clinic, 1)
    tick(clinic, NOW)
    if not key:
        clinic.seal.keys.delete(first)
    with transaction(clinic.db):
        erasure.erase(clinic, first)
    tick(clinic, NOW)
    assert (state(clinic, second), held(clinic)) == ("kept", (1, 1))
    assert clinic.db.execute("SELECT count(*) FROM waiting").fetchone()[0] == 1


def test_a_person_erased_from_one_programme_waits_there_no_more(clinic: App, open_app: OpenApp) -> None:
    person = waits(clinic, NOW)
    opened(clinic, 1)
    tick(clinic, NOW)
    border = open_app()
    with transaction(border.db):
        conversations.save(border.db, border.seal, person, Conversation(border.pack.id), NOW)
    with transaction(clinic.db):
        erasure.erase_from(clinic, person, clinic.pack.id)
    assert (state(clinic, person), held(clinic)) == ("", (0, 0))
    assert clinic.seal.keys.has_key(person)


def test_waiting_ends_on_its_day_is_said_once_and_goes_a_week_later(clinic: App) -> None:
    person = waits(clinic, NOW)
    last = datetime.fromisoformat("2026-12-06T23:59-08:00")
    tick(clinic, last)
    assert (state(clinic, person), told(clinic, last)) == ("waiting", [])
    for later in (last + timedelta(minutes=2), last + timedelta(hours=1)):
        tick(clinic, later)
    assert told(clinic, last + timedelta(hours=1)) == [], "people sleep"
    morning = last + timedelta(hours=8, minutes=1)
    assert (state(clinic, person), told(clinic, morning)) == ("over", [person])
    opened(clinic, 1, datetime(2026, 12, 9, tzinfo=UTC))
    tick(clinic, morning)
    assert (state(clinic, person), told(clinic, morning)) == ("over", [])
    tick(clinic, last + waiting.KEPT - timedelta(days=1))
    assert state(clinic, person) == "over"
    tick(clinic, last + waiting.KEPT + timedelta(days=1))
    assert state(clinic, person) == ""


def test_a_place_that_is_kept_on_the_last_day_is_kept_its_hours(clinic: App) -> None:
    person = waits(clinic, NOW)
    last = datetime.fromisoformat("2026-12-06T19:00-08:00")
    opened(clinic, 1, datetime(2026, 12, 9, tzinfo=UTC))
    tick(clinic, last)
    tick(clinic, last + timedelta(hours=12))
    assert state(clinic, person) == "kept"
    tick(clinic, datetime.fromisoformat("2026-12-07T13:00-08:00"))
    assert (state(clinic, person), held(clinic)) == ("lapsed", (0, 0))
    later = datetime.fromisoformat("2026-12-07T13:01-08:00")
    assert told(clinic, later) == [person]
    tick(clinic, later)
    assert (state(clinic, person), told(clinic, later)) == ("over", []), "they know that nothing is kept any more"


def test_a_request_in_a_pack_that_is_not_served_any_more_goes_and_gives_its_seats_back(
    clinic: App, open_app: OpenApp
) -> None:
    waits(clinic, NOW)
    opened(clinic, 1)
    tick(clinic, NOW)
    tick(open_app(), NOW + timedelta(days=15) + waiting.KEPT)
    assert held(clinic) == (0, 0)
    assert clinic.db.execute("SELECT count(*) FROM waiting").fetchone()[0] == 0


def test_where_places_are_drawn_nothing_is_kept(clinic: App) -> None:
    drawn = Parameter("allocation", "draw", date(2026, 1, 1), None, "chosen")
    app = replace(clinic, pack=replace(clinic.pack, parameters=(*clinic.pack.parameters, drawn)))
    person = waits(app, NOW)
    opened(app, 1)
    tick(app, NOW)
    assert (requests.state_of(app.db, person, app.pack.id), held(app)) == ("listed", (0, 0))


def test_nobody_is_told_anything_from_a_database_that_is_older_than_it_was(clinic: App) -> None:
    person = waits(clinic, NOW)
    opened(clinic, 1)
    with transaction(clinic.db):
        setting_table.write(clinic.db, HELD, "1")
    tick(clinic, NOW)
    tick(clinic, NOW + timedelta(days=20))
    assert state(clinic, person) == "waiting"


def test_the_lead_and_the_horizon_hold_for_those_who_wait_too(clinic: App) -> None:
    person = waits(clinic, NOW)
    opened(clinic, 1, datetime(2026, 12, 30, tzinfo=UTC))
    opened(clinic, 1, datetime(2026, 11, 22, tzinfo=UTC), hour=15)
    tick(clinic, NOW)
    assert state(clinic, person) == "waiting"


def test_kept_seats_are_no_mistake_of_counting(clinic: App) -> None:
    waits(clinic, NOW)
    opened(clinic, 1)
    tick(clinic, NOW)
    assert held(clinic) == (1, 1)
    assert miscounted_slots(clinic.db, NOW) == 0


PASSING_ON = frozenset(
    {("bot.services.booking.waiting", name) for name in ("pass_on", "serve", "_serve", "_tell", "_stands")}
    | {("bot.storage.tables.waiting", name) for name in ("give_back", "keep")}
    | {("bot.services.notices", "notify"), ("bot.storage.database", "transaction")}
)


@pytest.mark.slow
def test_a_tick_that_is_killed_anywhere_gives_a_place_to_nobody_and_the_next_one_does(
    open_app: OpenApp, packs: dict[str, Pack]
) -> None:
    pack, now = full(packs["legal-clinic"]), NOW + HOURS
    app = open_app(pack)
    tick(app, NOW)
    first, second = waits(app, NOW), waits(app, NOW)
    opened(app, 1)
    tick(app, NOW)
    told(app, NOW)
    app.close()
    moment, killed = 1, True
    while killed:
        killed = killed_at(moment, lambda: tick(open_app(pack), now), inside=PASSING_ON)
        moment += 7
        app = open_app(pack)
        whole = ("kept", "waiting"), ("lapsed", "kept")
        assert (state(app, first), state(app, second)) in (whole[1:] if not killed else whole), f"line {moment}"
        assert held(app) == (1, 1)
        waiting_notices = app.db.execute("SELECT count(*) FROM outbox").fetchone()[0]
        assert waiting_notices == (2 if state(app, second) == "kept" else 0)
        app.close()
    assert moment > 50, "it was killed several times"
