"""People who wait are told when the way changes in which a pack gives its places, and keep the date of their asking."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.app import App
from bot.core.language.text import Text
from bot.core.programme.entry import Entry
from bot.core.programme.pack import Pack
from bot.services.booking import waiting as waiting_list
from bot.services.booking.offers import can_be_read
from bot.services.tick import tick
from bot.storage.database import transaction
from bot.storage.tables import outbox
from bot.storage.tables import waiting as stored_list
from tests.conftest import OpenApp
from tests.services.booking.drawing_people import (
    MONDAY,
    NOON,
    SUNDAY,
    asks,
    drawing,
    drawn,
    held,
    request,
    somebody,
    state,
)
from tests.services.booking.test_draw import accepts, talked

DAY = timedelta(days=1)
LIST: dict[str, int | str] = {"allocation": "first_come", "waiting_hours": 6}


@pytest.fixture
def pack(packs: dict[str, Pack]) -> Pack:
    return packs["border-appointments"]


def under(app: App, pack: Pack) -> App:
    """The same database, by a changed pack."""
    return replace(app, pack=pack)


def ended(pack: Pack, start: date, end: date | None = None) -> Pack:
    text = Text(f"{pack.id}.entry.end.text", "The programme ended.")
    return replace(pack, entries=(Entry("end", text, Text("x", "the programme"), start, end),))


def told(app: App) -> list[str]:
    """Those for whom a notice waits, in the order of their ids; it is sent then."""
    people = sorted(one.person for one in outbox.due(app.db, app.seal, app.pack.id, NOON + 99 * DAY).replies)
    with transaction(app.db):
        app.db.execute("DELETE FROM outbox")
    return people


def on_the_list(app: App) -> str:
    person = somebody(app)
    with transaction(app.db):
        waiting_list.wait(app, person, MONDAY + 9 * DAY, SUNDAY)
    return person


def test_who_is_in_the_line_is_told_once_that_the_programme_has_ended(open_app: OpenApp, pack: Pack) -> None:
    app = open_app(drawing(pack))
    tick(app, SUNDAY)
    line = [asks(app) for _ in range(3)]
    drawn(app)
    assert told(app) == sorted(line), "of their offers"
    silent = asks(app, 4, now=NOON)
    booked = line[0]
    accepts(app, booked)
    app = under(app, ended(app.pack, MONDAY))
    tick(app, NOON + timedelta(hours=1))
    assert set(told(app)) == {*line, silent}
    assert held(app)[0] == 1, "nothing stays held for a place that nobody can take"
    tick(app, NOON + timedelta(hours=2))
    tick(app, NOON + DAY)
    assert told(app) == []


def test_a_pause_is_no_end(open_app: OpenApp, pack: Pack) -> None:
    app = open_app(drawing(pack))
    tick(app, SUNDAY)
    asks(app, now=NOON)
    tick(under(app, ended(app.pack, MONDAY, MONDAY)), NOON)
    assert told(app) == []


def test_who_is_on_the_waiting_list_is_told_of_the_end(open_app: OpenApp, pack: Pack) -> None:
    app = open_app(drawing(pack, **LIST))
    tick(app, SUNDAY)
    person = on_the_list(app)
    app = under(app, ended(app.pack, MONDAY))
    tick(app, NOON)
    tick(app, NOON + timedelta(hours=1))
    assert told(app) == [person]


def test_a_date_is_of_no_use_after_the_end_and_goes_as_a_draft(open_app: OpenApp, pack: Pack) -> None:
    app = open_app(drawing(pack))
    person = talked(app)
    asks(app, 4, person=person)
    app = under(app, ended(app.pack, MONDAY))
    for days, left in ((29, 1), (31, 0)):
        tick(app, SUNDAY + timedelta(days=days), confirmed=True)
        assert app.db.execute("SELECT count(*) FROM waiting").fetchone()[0] == left


def test_who_is_on_the_waiting_list_is_told_of_the_draw_and_asks_with_the_date_of_then(
    open_app: OpenApp, pack: Pack
) -> None:
    app = open_app(drawing(pack, **LIST))
    tick(app, SUNDAY)
    person = on_the_list(app)
    app = under(app, drawing(pack))
    tick(app, NOON)
    tick(app, NOON + timedelta(hours=1))
    assert told(app) == [person]
    found = request(app, person)
    assert found
    assert (found.state, found.since) == ("listed", SUNDAY)
    asks(app, 2, NOON, person=person)
    again = request(app, person)
    assert again
    assert (again.state, again.since, bool(again.code)) == ("asked", SUNDAY, True)


def test_seats_that_were_kept_by_the_list_go_to_the_draw(open_app: OpenApp, pack: Pack) -> None:
    app = open_app(drawing(pack, **LIST))
    tick(app, SUNDAY)
    person = on_the_list(app)
    with transaction(app.db):
        slot = app.db.execute("SELECT id FROM slots WHERE site = 'east' LIMIT 1").fetchone()["id"]
        app.db.execute("UPDATE slots SET taken = 1 WHERE id = ?", (slot,))
        app.db.execute(
            "UPDATE waiting SET state = 'kept', slot = ?, seats = 1, kept_until = ?", (slot, NOON.isoformat())
        )
    app = under(app, drawing(pack))
    tick(app, SUNDAY + timedelta(hours=1))
    assert (state(app, person), held(app)) == ("listed", (0, 0))


def test_the_date_and_the_code_outlast_a_waiting_list_between_two_times_of_draws(open_app: OpenApp, pack: Pack) -> None:
    app = open_app(drawing(pack))
    tick(app, SUNDAY)
    person = asks(app)
    first = request(app, person)
    listing = under(app, drawing(pack, **LIST))
    tick(listing, NOON)
    assert told(listing) == [person], "they can book at once now"
    with transaction(app.db):
        waiting_list.wait(listing, person, MONDAY + 9 * DAY, NOON)
    on_list = stored_list.of(app.db, app.seal, person, app.pack.id)
    assert on_list
    assert (on_list.state, request(app, person)) == ("waiting", None)
    tick(app, NOON + DAY)
    asks(app, 1, NOON + DAY, person=person)
    again = request(app, person)
    assert first
    assert again
    assert (again.state, again.since, again.code) == ("asked", first.since, first.code)


def test_a_person_who_leaves_the_list_keeps_the_date_of_a_draw(open_app: OpenApp, pack: Pack) -> None:
    app = open_app(drawing(pack))
    tick(app, SUNDAY)
    person = asks(app)
    listing = under(app, drawing(pack, **LIST))
    with transaction(app.db):
        waiting_list.wait(listing, person, MONDAY + 9 * DAY, NOON)
        stored_list.leave(listing.db, person, listing.pack.id, "withdrawn")
    found = request(app, person)
    assert found
    assert (found.state, found.since) == ("withdrawn", SUNDAY)
    newcomer = on_the_list(listing)
    with transaction(app.db):
        stored_list.leave(listing.db, newcomer, listing.pack.id, "withdrawn")
    assert app.db.execute("SELECT count(*) FROM waiting WHERE person = ?", (newcomer,)).fetchone()[0] == 0


def test_an_offer_outlasts_the_end_of_the_draws_and_the_others_may_book(open_app: OpenApp, pack: Pack) -> None:
    app = open_app(drawing(pack))
    tick(app, SUNDAY)
    line = [asks(app, 4) for _ in range(3)]
    drawn(app)
    told(app)
    offered = [person for person in line if state(app, person) == "offered"]
    (other,) = set(line) - set(offered)
    first_come = under(app, drawing(pack, allocation="first_come"))
    tick(first_come, NOON + timedelta(hours=1))
    assert set(told(first_come)) == {*line}
    with transaction(app.db):
        can_be_read(first_come, offered[0], NOON)
    assert accepts(first_come, offered[0], NOON + timedelta(hours=2)) is not None
    assert [state(app, person) for person in (*offered, other)] == ["booked", "offered", "asked"]
    tick(first_come, NOON + 9 * DAY)
    assert state(app, offered[1]) == "lapsed"
