"""The draw over real tables: once a day, seats held and told, whole groups, and the same after any crash."""

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

import pytest

from bot.app import App
from bot.core.booking.draw_day import freezes_at, latest_end
from bot.core.booking.slot import ForTheLine, NeverEnough, SeatRequest
from bot.core.conversation.effects import AskForPlace, Book, DeclineOffer, KnowStatus, WithdrawRequest
from bot.core.conversation.events import Booked, NotBooked, StatusKnown
from bot.core.conversation.state import Conversation
from bot.core.programme.pack import Pack
from bot.services.booking import draw, offers
from bot.services.booking.book import book, cancel
from bot.services.conversation.deliver import Results, settle
from bot.services.privacy import erasure
from bot.services.tick import tick
from bot.storage import setting_table
from bot.storage.database import transaction
from bot.storage.lost_commits import HELD, miscounted_slots
from bot.storage.tables import bookings, conversations, drawn_slots, draws, outbox, requests, slots
from bot.storage.tables import clock as stored
from bot.storage.tables.audit_log import Actor
from tests.conftest import OpenApp
from tests.services.booking.drawing_people import (
    MONDAY,
    NOON,
    SUNDAY,
    asks,
    drawing,
    drawn,
    hear,
    held,
    record,
    request,
    somebody,
    state,
)

DAY = timedelta(days=1)


@pytest.fixture
def app(open_app: OpenApp, packs: dict[str, Pack]) -> App:
    """A site with four seats on each of two days that the draw of Monday can give: 25 and 26 November."""
    app = open_app(drawing(packs["border-appointments"]))
    tick(app, SUNDAY)
    return app


CONVERSATION = Conversation("", language="en")


def talked(app: App) -> str:
    """Somebody who has begun a conversation."""
    person = somebody(app)
    with transaction(app.db):
        conversations.save(app.db, app.seal, person, replace(CONVERSATION, pack=app.pack.id), SUNDAY)
    return person


def offer_of(app: App, person: str) -> datetime:
    found = request(app, person)
    assert found
    assert found.offer
    return found.offer.slot.starts_at


def books(app: App, person: str, starts_at: datetime, seats: int = 1, now: datetime = NOON) -> object:
    held_now = bookings.of(app.db, app.seal, person, app.pack.id)
    with transaction(app.db):
        asked = Book("east", starts_at, SeatRequest(seats, seats))
        return book(app, asked, person, held_now, now, waits=request(app, person))


def accepts(app: App, person: str, now: datetime = NOON) -> object:
    found = request(app, person)
    assert found
    return books(app, person, offer_of(app, person), found.group.seats, now)


def seats_on(app: App, day: str, site: str = "east") -> tuple[int, int]:
    """The seats on offer on a day, and those that are taken."""
    row = app.db.execute("SELECT sum(offered), sum(taken) FROM slots WHERE day = ? AND site = ?", (day, site))
    return tuple(row.fetchone())


# The line


def test_the_first_date_stays_through_leaving_declining_lapsing_and_cancelling(app: App) -> None:
    person = asks(app)
    for again in range(1, 3):
        hear(app, person, WithdrawRequest())
        assert state(app, person) == "withdrawn"
        asks(app, 2, SUNDAY + again * timedelta(hours=1), person=person)
    drawn(app)
    hear(app, person, DeclineOffer(), NOON)
    assert state(app, person) == "asked"
    tick(app, NOON + DAY)
    tick(app, NOON + 5 * DAY)
    assert state(app, person) == "lapsed"
    asks(app, 1, NOON + 5 * DAY, person=person)
    tick(app, NOON + 6 * DAY)
    assert isinstance(accepts(app, person, NOON + 6 * DAY), Booked)
    with transaction(app.db):
        cancel(app, person, bookings.of(app.db, app.seal, person, app.pack.id))
    asks(app, 1, NOON + 6 * DAY, person=person)
    found = request(app, person)
    assert found
    assert (found.state, found.since) == ("asked", SUNDAY)


def test_who_has_used_their_date_begins_with_a_new_one(app: App) -> None:
    person = asks(app)
    drawn(app)
    accepts(app, person)
    later = NOON + 9 * DAY
    tick(app, later)
    asks(app, 1, later, person=person)
    found = request(app, person)
    assert found
    assert found.since == later


def test_a_person_has_one_request_whatever_they_ask(app: App) -> None:
    person = asks(app)
    asks(app, 3, person=person, sites=("west", "east"))
    rows = app.db.execute("SELECT count(*) FROM waiting WHERE person = ?", (person,)).fetchone()[0]
    found = request(app, person)
    assert found
    assert (rows, found.group.seats, found.sites) == (1, 3, ("west", "east"))


def test_a_group_that_can_never_fit_is_told_at_entry(app: App) -> None:
    person = somebody(app)
    told = hear(app, person, AskForPlace(("east",), SeatRequest(5, 5)))
    assert told == NotBooked(NeverEnough(4))
    assert state(app, person) == ""


def test_free_seats_are_for_the_line_and_not_for_who_comes_first(app: App) -> None:
    at = datetime.fromisoformat("2026-11-25T09:00+00:00")
    assert books(app, somebody(app), at, now=SUNDAY) == NotBooked(ForTheLine())


def test_where_newcomers_book_they_do_so_until_somebody_waits(open_app: OpenApp, packs: dict[str, Pack]) -> None:
    app = open_app(drawing(packs["border-appointments"], newcomers="book"))
    tick(app, SUNDAY)
    at = datetime.fromisoformat("2026-11-25T09:00+00:00")
    assert isinstance(books(app, somebody(app), at, now=SUNDAY), Booked)
    person = asks(app)
    assert books(app, somebody(app), at, now=SUNDAY) == NotBooked(ForTheLine())
    assert isinstance(books(app, person, at, now=SUNDAY), Booked), "nobody else waits"


def test_newcomers_do_not_stay_behind_groups_that_no_draw_can_place(open_app: OpenApp, packs: dict[str, Pack]) -> None:
    app = open_app(drawing(packs["border-appointments"], newcomers="book"))
    at = datetime.fromisoformat("2026-11-25T09:00+00:00")
    asks(app, days=(MONDAY,))
    family = asks(app, 4)
    tick(app, SUNDAY)
    fewer = replace(app, pack=replace(app.pack, capacities=tuple(replace(c, per_day=3) for c in app.pack.capacities)))
    assert books(fewer, somebody(app), at, now=SUNDAY) == NotBooked(ForTheLine()), "the day of the other is to come"
    assert isinstance(books(fewer, somebody(app), at, now=NOON), Booked), "that day has come"
    assert books(app, somebody(app), at, now=NOON) == NotBooked(ForTheLine()), "the family can be placed"
    assert state(app, family) == "asked"


# The draw


def test_a_draw_holds_the_seats_and_tells_the_people_once(app: App) -> None:
    line = [asks(app) for _ in range(12)]
    done = drawn(app)
    offered = [person for person in line if state(app, person) == "offered"]
    assert (done.offered, len(offered), held(app)) == (8, 8, (8, 8))
    tick(app, NOON + timedelta(minutes=1))
    tick(app, NOON + timedelta(hours=3))
    assert [person for person in line if state(app, person) == "offered"] == offered
    due = outbox.due(app.db, app.seal, app.pack.id, NOON).replies
    assert sorted(one.person for one in due) == sorted(offered)
    passed = {(found.passed_over, found.drawn_on) for person in line if (found := request(app, person))}
    assert passed == {("", MONDAY), ("full", MONDAY)}
    assert record(app)["asked"] == 12
    assert (seats_on(app, "2026-11-25"), seats_on(app, "2026-11-26")) == ((4, 4), (4, 4))


def test_who_says_no_to_a_place_was_not_passed_over(app: App) -> None:
    person = asks(app)
    drawn(app)
    hear(app, person, DeclineOffer(), NOON)
    found = request(app, person)
    assert found
    assert (found.state, found.passed_over) == ("asked", "")
    asks(app, person=person, sites=("west", "east"), now=NOON)
    changed = request(app, person)
    assert changed
    assert (changed.sites, changed.passed_over) == (("west", "east"), "")


def test_the_seed_is_known_by_its_hash_before_the_line_is_frozen(app: App) -> None:
    before = draws.of(app.db, app.pack.id, MONDAY)
    assert before
    assert (before.seed_kind, before.seed, before.frozen_at) == ("kept", "", None)
    asks(app)
    drawn(app)
    after = draws.of(app.db, app.pack.id, MONDAY)
    assert after
    assert sha256(bytes.fromhex(after.seed)).hexdigest() == before.seed_name == after.seed_name
    assert before.chosen_at < freezes_at(app.pack, MONDAY)


def test_of_two_programs_that_make_the_same_draw_one_makes_it(open_app: OpenApp, packs: dict[str, Pack]) -> None:
    pack = drawing(packs["border-appointments"])
    one, other = open_app(pack), open_app(pack)
    tick(one, SUNDAY)
    line = [asks(one) for _ in range(12)]
    slower = draw.portions(one, NOON, Actor("clock", NOON))
    next(slower)
    tick(other, NOON)
    offered = [person for person in line if state(one, person) == "offered"]
    assert (len(offered), [step.offered for step in slower][-1]) == (8, 0)
    assert [person for person in line if state(one, person) == "offered"] == offered
    assert (held(one), one.db.execute("SELECT count(*) FROM outbox").fetchone()[0]) == ((8, 8), 8)


def test_who_asks_after_the_line_is_frozen_waits_for_the_next_draw(app: App) -> None:
    tick(app, NOON.replace(hour=11))
    late = asks(app, now=NOON.replace(hour=11, minute=30))
    tick(app, NOON)
    assert state(app, late) == "asked"
    tick(app, NOON + DAY)
    assert state(app, late) == "offered"


def test_a_late_draw_is_made_once_with_the_same_seed_and_says_so(app: App) -> None:
    person = asks(app)
    after_close = asks(app, now=NOON.replace(hour=11, minute=1))
    named = draws.of(app.db, app.pack.id, MONDAY)
    assert named
    late = NOON + timedelta(hours=3, minutes=7)
    tick(app, late)
    tick(app, late + timedelta(minutes=1))
    made = draws.of(app.db, app.pack.id, MONDAY)
    assert made
    assert (made.seed_name, made.record["late_minutes"]) == (named.seed_name, 187)
    assert (state(app, person), state(app, after_close)) == ("offered", "asked")


def test_who_is_erased_or_changes_after_the_freeze_leaves_the_place_to_the_next(app: App) -> None:
    line = [asks(app, 4) for _ in range(4)]
    tick(app, NOON.replace(hour=11))
    with transaction(app.db):
        erasure.erase(app, line[0])
    asks(app, 3, person=line[1], now=NOON.replace(hour=11))
    tick(app, NOON)
    assert [state(app, person) for person in line] == ["", "asked", "offered", "offered"]
    assert app.db.execute("SELECT count(*) FROM draw_entry").fetchone()[0] == 3, "who is erased leaves the list, too"


def test_a_site_that_closes_after_the_freeze_gives_nothing(app: App) -> None:
    person, other = asks(app), asks(app, sites=("east", "west"))
    tick(app, NOON.replace(hour=11))
    with transaction(app.db):
        slots.set_open(app.db, app.pack.id, False, site="east")
    tick(app, NOON)
    assert (state(app, person), state(app, other)) == ("asked", "offered")


def test_a_limit_passes_over_and_the_date_is_kept(open_app: OpenApp, packs: dict[str, Pack]) -> None:
    app = open_app(drawing(packs["border-appointments"], per_day=6, limit_nationality_MX=1))
    tick(app, SUNDAY)
    mexicans = [asks(app, limits=("nationality:MX",)) for _ in range(6)]
    others = [asks(app) for _ in range(4)]
    drawn(app)
    assert [state(app, person) for person in others] == ["offered"] * 4
    assert sum(state(app, person) == "offered" for person in mexicans) == 2, "one on each of the two days"
    passed = [found for person in mexicans if (found := request(app, person)) and found.state == "asked"]
    assert {(found.passed_over, found.since) for found in passed} == {("cap", SUNDAY)}


def test_a_group_stays_together_over_the_hours_of_a_day(app: App) -> None:
    family = asks(app, 4)
    drawn(app)
    found = request(app, family)
    assert found
    assert found.offer
    assert found.offer.request.seats == 4
    assert seats_on(app, "2026-11-25") == (4, 4), "no hour alone had four seats; the day has no more than before"
    assert miscounted_slots(app.db, NOON) == 0


def test_what_a_group_lacks_is_borrowed_from_the_next_day(app: App) -> None:
    for _ in range(4):
        asks(app, 3)
    drawn(app)
    days = [seats_on(app, day) for day in ("2026-11-25", "2026-11-26")]
    later = seats_on(app, "2026-11-27")[0]
    offered = sum(on_offer for on_offer, _ in days)
    assert (held(app)[0], [taken for _, taken in days], offered) == (9, [3, 6], 10)
    assert later == 4 - 2, "two were borrowed before the day was on offer"
    tick(app, NOON + timedelta(hours=1))
    assert seats_on(app, "2026-11-26") == (6, 6), "the pack does not take back what a draw has moved"


@pytest.mark.parametrize(("beyond", "taken"), [(0, 3), (1, 3), (2, 6)])
def test_under_overflow_a_site_takes_as_many_more_as_it_declares(
    open_app: OpenApp, packs: dict[str, Pack], beyond: int, taken: int
) -> None:
    app = open_app(drawing(packs["border-appointments"], beyond=beyond, excess="overflow", horizon_days=2))
    tick(app, SUNDAY)
    for _ in range(4):
        asks(app, 3)
    drawn(app)
    assert seats_on(app, "2026-11-25") == (max(4, taken), taken)


def test_a_group_that_could_not_stay_together_is_the_first_of_the_next_draw(
    open_app: OpenApp, packs: dict[str, Pack]
) -> None:
    app = open_app(drawing(packs["border-appointments"], excess="overflow", horizon_days=2))
    tick(app, SUNDAY)
    families = [asks(app, 3), asks(app, 3)]
    drawn(app)
    (left,) = [person for person in families if state(app, person) == "asked"]
    found = request(app, left)
    assert found
    assert found.passed_over == "next"
    for _ in range(20):
        asks(app, 4, NOON)
    tick(app, NOON + DAY)
    again = request(app, left)
    assert again
    assert again.offer
    assert again.offer.by == "first"


def test_nobody_gets_an_offer_from_a_database_that_lost_commits(app: App) -> None:
    person = asks(app)
    with transaction(app.db):
        setting_table.write(app.db, HELD, "1")
    drawn(app)
    assert state(app, person) == "asked"
    assert record(app) == {}


def test_a_public_value_that_is_typed_in_later_makes_the_seed(app: App) -> None:
    tuesday, person = MONDAY + DAY, asks(app)
    with transaction(app.db):
        app.db.execute("DELETE FROM draw")
        assert draw.announce(app, tuesday, "round 4711 of a beacon", SUNDAY)
        assert not draw.announce(app, tuesday, "another round", SUNDAY)
        assert not draw.reveal(app, tuesday, "too early"), "the line is not frozen yet"
    hear(app, person, WithdrawRequest())
    tick(app, NOON)
    asks(app, person=person, now=NOON)
    tick(app, NOON + DAY)
    assert state(app, person) == "asked", "nobody knows the value yet"
    with transaction(app.db):
        assert draw.reveal(app, tuesday, "a1b2")
        assert not draw.reveal(app, tuesday, "c3d4")
    tick(app, NOON + DAY + timedelta(hours=1))
    assert state(app, person) == "offered"


# Offers


def test_the_window_begins_when_the_message_has_arrived(app: App) -> None:
    person = asks(app)
    drawn(app)
    found = request(app, person)
    assert found
    assert found.offer
    assert found.offer.until is None
    notice = app.db.execute("SELECT id FROM outbox").fetchone()["id"]
    settle(app, Results([notice]), NOON + timedelta(hours=1))
    begun = request(app, person)
    assert begun
    assert begun.offer
    assert begun.offer.until == NOON + timedelta(hours=24)


def test_a_window_never_ends_at_night_and_never_after_the_appointment(app: App) -> None:
    person = asks(app)
    drawn(app)
    with transaction(app.db):
        offers.can_be_read(app, person, NOON + timedelta(hours=10))  # 22 o'clock, and 23 hours later 21 o'clock
    found = request(app, person)
    assert found
    assert found.offer
    assert found.offer.until == datetime.fromisoformat("2026-11-25T08:00+00:00")


def test_who_has_no_phone_has_a_day_from_when_a_helper_tells_them(open_app: OpenApp, packs: dict[str, Pack]) -> None:
    app = open_app(drawing(packs["border-appointments"], confirm_hours=2))
    tick(app, SUNDAY)
    person = asks(app, channel="")
    drawn(app)
    assert outbox.due(app.db, app.seal, app.pack.id, NOON).replies == []
    with transaction(app.db):
        offers.told_by_helpers(app, person, NOON)
    found = request(app, person)
    assert found
    assert found.offer
    assert found.offer.until == NOON + DAY


def test_a_window_does_not_begin_by_a_clock_in_doubt(app: App) -> None:
    person = asks(app)
    drawn(app)
    with transaction(app.db):
        stored.save_seen(app.db, NOON)
        offers.can_be_read(app, person, NOON - timedelta(days=3))
    found = request(app, person)
    assert found
    assert found.offer
    assert found.offer.until is None, "it would have been over at once"


def test_a_date_in_the_line_outlasts_a_silence_and_ends_with_its_term(app: App) -> None:
    silent, without = talked(app), talked(app)
    asks(app, 4, person=silent, sites=("west",))
    hear(app, silent, WithdrawRequest())
    for days, left in ((31, {silent}), (364, {silent}), (366, set())):
        tick(app, SUNDAY + timedelta(days=days), confirmed=True)
        there = {row["person"] for row in app.db.execute("SELECT person FROM conversation")}
        assert there == left, f"after {days} days"
    assert without not in there


def test_a_date_in_the_line_is_of_no_use_once_the_programme_draws_no_more(app: App) -> None:
    person = talked(app)
    asks(app, 4, person=person)
    rest = tuple(one for one in app.pack.parameters if one.name != "allocation")
    ended = replace(app, pack=replace(app.pack, parameters=rest))
    for days, left in ((29, 1), (31, 0)):
        tick(ended, SUNDAY + timedelta(days=days), confirmed=True)
        assert app.db.execute("SELECT count(*) FROM waiting").fetchone()[0] == left


def test_who_waits_again_is_not_erased_at_the_term_of_an_earlier_appointment(app: App) -> None:
    person = talked(app)
    asks(app, person=person)
    drawn(app)
    accepts(app, person)
    missed = NOON + 9 * DAY
    tick(app, missed)
    asks(app, 1, missed, person=person)
    with transaction(app.db):
        conversations.save(app.db, app.seal, person, replace(CONVERSATION, pack=app.pack.id, version=1), missed)
    hear(app, person, DeclineOffer(), missed)
    with transaction(app.db):
        slots.set_open(app.db, app.pack.id, False, site="east")
    tick(app, NOON + timedelta(days=app.pack.keep_days + 10), confirmed=True)
    assert state(app, person) == "asked"


def test_an_unanswered_offer_goes_to_the_next_draw_and_to_nobody_faster(app: App) -> None:
    line = [asks(app, 4) for _ in range(3)]
    drawn(app)
    first = [person for person in line if state(app, person) == "offered"]
    (third,) = set(line) - set(first)
    with transaction(app.db):
        for person in first:
            offers.can_be_read(app, person, NOON)
    over = NOON + timedelta(hours=23)
    at = offer_of(app, first[0])
    tick(app, over)
    assert {state(app, person) for person in first} == {"lapsed"}
    assert held(app) == (0, 0)
    assert books(app, somebody(app), at, now=over) == NotBooked(ForTheLine())
    assert state(app, third) == "asked"
    tick(app, NOON + DAY)
    assert state(app, third) == "offered"
    assert {state(app, person) for person in first} == {"lapsed"}, "they say first whether they want to stay"


def test_an_offer_that_nobody_can_read_has_a_last_moment(app: App) -> None:
    person = asks(app, channel="")
    drawn(app)
    found = request(app, person)
    assert found
    assert found.offer
    assert NOON + timedelta(hours=23) < found.offer.last <= found.offer.slot.starts_at
    tick(app, found.offer.last)
    assert (state(app, person), held(app)) == ("lapsed", (0, 0))


def test_what_nobody_could_read_lapses_for_the_last_draw_that_can_give_its_day(app: App) -> None:
    silent = [asks(app, 4, channel="") for _ in range(2)]
    drawn(app)
    by_day = {
        found.offer.slot.starts_at.day: found.offer for one in silent if (found := request(app, one)) and found.offer
    }
    assert by_day[25].last > NOON + DAY, "no later draw gives this day: nothing is lost by waiting"
    assert by_day[26].last == NOON + DAY
    other = asks(app, 4, now=NOON)
    tick(app, NOON + DAY)
    assert f"{offer_of(app, other):%d}" == "26"


@pytest.mark.parametrize(("hour", "end"), [(6, "2026-11-24T20:00"), (8, "2026-11-25T08:00"), (22, "2026-11-25T20:00")])
def test_the_window_of_an_appointment_at_night_ends_in_the_evening_before_it(hour: int, end: str) -> None:
    starts_at = datetime.fromisoformat(f"2026-11-25T{hour:02}:00+00:00")
    assert latest_end(starts_at, "UTC") == datetime.fromisoformat(f"{end}+00:00")


def test_an_offer_is_accepted_at_its_hour_or_at_another_hour_of_its_day(app: App) -> None:
    person, other = asks(app), asks(app)
    drawn(app)
    assert isinstance(accepts(app, person), Booked)
    day = offer_of(app, other).replace(hour=9)
    free = next(
        slot.starts_at
        for slot in drawn_slots.on_days(app.db, app.pack.id, "east", day.date(), day.date())[day.date()]
        if slot.free and slot.starts_at != offer_of(app, other)
    )
    assert books(app, other, free + DAY) == NotBooked(ForTheLine())
    assert books(app, other, free, seats=2) == NotBooked(ForTheLine()), "not for more people than asked"
    assert isinstance(books(app, other, free), Booked)
    assert (state(app, person), state(app, other), held(app)) == ("booked", "booked", (2, 2))
    outcome = draws.outcomes(app.db, app.pack.id, 1, MONDAY)
    assert [(row.asked, row.offered, row.confirmed) for row in outcome] == [(2, 2, 2)]


def test_what_is_on_offer_counts_once_under_the_limit_of_its_day(open_app: OpenApp, packs: dict[str, Pack]) -> None:
    app = open_app(drawing(packs["border-appointments"], limit_nationality_MX=1))
    tick(app, SUNDAY)
    person, other = (asks(app, limits=("nationality:MX",)) for _ in range(2))
    drawn(app)
    for one, hours in ((person, 0), (other, 1)):
        found = request(app, one)
        assert found
        assert found.offer
        at = found.offer.slot.starts_at
        asked = Book("east", at.replace(hour=9 + (at.hour - 9 + hours) % 3), found.offer.request)
        with transaction(app.db):
            assert isinstance(book(app, asked, one, None, NOON, waits=found), Booked)
    assert (state(app, person), state(app, other), held(app)) == ("booked", "booked", (2, 2))


def test_an_offer_stands_when_its_hour_gets_fewer_seats_and_falls_when_it_closes(app: App) -> None:
    person, other = asks(app, 4), asks(app, 4)
    drawn(app)
    for one in (person, other):
        site = app.pack.site("east")
        assert site
        with transaction(app.db):
            slots.set_capacity(app.db, app.pack.id, site, offer_of(app, one), 1)
    tick(app, NOON + timedelta(hours=1))
    assert isinstance(accepts(app, person), Booked)
    with transaction(app.db):
        slots.set_open(app.db, app.pack.id, False, site="east")
    tick(app, NOON + timedelta(hours=2))
    found = request(app, other)
    assert found
    assert (found.state, found.since, found.passed_over) == ("asked", SUNDAY, "closed")


def test_who_cancels_gives_the_seat_to_the_next_draw(app: App) -> None:
    line = [asks(app, 4) for _ in range(3)]
    drawn(app)
    (third,) = [person for person in line if state(app, person) == "asked"]
    holder = next(person for person in line if person != third)
    at = offer_of(app, holder)
    accepts(app, holder)
    with transaction(app.db):
        cancel(app, holder, bookings.of(app.db, app.seal, holder, app.pack.id))
    assert books(app, somebody(app), at) == NotBooked(ForTheLine())
    tick(app, NOON + timedelta(hours=1))
    assert state(app, third) == "asked"
    tick(app, NOON + DAY)
    assert state(app, third) == "offered"


def test_the_status_tells_a_range_only_after_a_week_of_draws(app: App) -> None:
    person = asks(app)
    hear(app, person, WithdrawRequest())
    for ahead in range(8):
        now = SUNDAY + ahead * DAY
        for _ in range(10):
            asks(app, 1, now)
        tick(app, now + timedelta(minutes=1))
        with transaction(app.db):
            offered = requests.offers(app.db, app.pack.id)
            for row in offered:
                offers.can_be_read(app, row.person, now)
    asks(app, person=person)
    told = hear(app, person, KnowStatus(), SUNDAY + 8 * DAY)
    assert isinstance(told, StatusKnown)
    status = told.status
    assert status.since == SUNDAY
    assert status.places_a_day == 8
    assert status.last_month is not None
    assert status.last_month.fewest <= status.last_month.most <= status.last_month.asked
