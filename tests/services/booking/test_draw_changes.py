"""What changes while the line is frozen or offers are out: the pack, the keys, an older copy, the group."""

from datetime import timedelta

import pytest

from bot.app import App
from bot.core.booking.slot import ForTheLine, SeatRequest
from bot.core.conversation.effects import AskForPlace
from bot.core.conversation.events import Booked, NotBooked
from bot.core.programme.pack import Pack
from bot.services.tick import tick
from bot.storage.key_check import adopt_keys
from bot.storage.lost_commits import miscounted_slots
from tests.conftest import OpenApp
from tests.services.booking.drawing_people import NOON, SUNDAY, asks, drawing, drawn, hear, held, record, request, state
from tests.services.booking.test_draw import accepts, books, offer_of
from tests.services.booking.test_way_of_giving import under

DAY = timedelta(days=1)


@pytest.fixture
def pack(packs: dict[str, Pack]) -> Pack:
    return packs["border-appointments"]


@pytest.fixture
def app(open_app: OpenApp, pack: Pack) -> App:
    app = open_app(drawing(pack))
    tick(app, SUNDAY)
    return app


def test_a_group_that_changes_while_an_offer_is_out_gives_the_seats_back_and_keeps_its_date(app: App) -> None:
    person = asks(app, 2)
    drawn(app)
    at = offer_of(app, person)
    hear(app, person, AskForPlace(("east",), SeatRequest(3, 3), ()), NOON)
    found = request(app, person)
    assert found
    assert (found.state, found.since, held(app)) == ("asked", SUNDAY, (0, 0))
    assert books(app, person, at, 3) == NotBooked(ForTheLine())
    tick(app, NOON + DAY)
    assert state(app, person) == "offered"


@pytest.mark.parametrize("hour", ["09:00", "15:00"])
def test_a_draw_whose_hour_moves_after_the_freeze_is_made_once_with_those_who_were_frozen(
    app: App, pack: Pack, hour: str
) -> None:
    person = asks(app)
    tick(app, NOON.replace(hour=11))
    late = asks(app, now=NOON.replace(hour=11, minute=30))
    moved = under(app, drawing(pack, draw_at=hour))
    tick(moved, NOON)
    tick(moved, NOON.replace(hour=15))
    tick(moved, NOON.replace(hour=16))
    assert (state(app, person), state(app, late), record(app)["asked"]) == ("offered", "asked", 1)


@pytest.mark.parametrize(("percent", "by"), [(0, {"chance"}), (100, {"seniority"})])
def test_all_or_nothing_goes_to_the_longest_waiting(app: App, pack: Pack, percent: int, by: set[str]) -> None:
    long_ago = [asks(app, now=SUNDAY - 9 * DAY) for _ in range(8)]
    line = [*long_ago, *(asks(app) for _ in range(40))]
    drawn(under(app, drawing(pack, seniority_percent=percent)))
    found = {person: made.offer.by for person in line if (made := request(app, person)) and made.offer}
    assert (len(found), {*found.values()}) == (8, by)
    assert (found.keys() == {*long_ago}) == (percent == 100)


def test_an_offer_is_accepted_after_the_keys_were_changed(app: App) -> None:
    person = asks(app)
    drawn(app)
    adopt_keys(app.db, app.seal)
    assert isinstance(accepts(app, person), Booked)


def test_the_draws_end_while_requests_and_offers_are_out_and_no_seat_is_lost(app: App, pack: Pack) -> None:
    line = [asks(app, 4) for _ in range(3)]
    drawn(app)
    offered = [person for person in line if state(app, person) == "offered"]
    at = [offer_of(app, person) for person in offered]
    (other,) = {*line} - {*offered}
    first_come = under(app, drawing(pack, allocation="first_come"))
    tick(first_come, NOON + timedelta(hours=1))
    assert not isinstance(books(first_come, other, at[0], 4), Booked), "it is still held"
    assert isinstance(accepts(first_come, offered[0]), Booked)
    tick(first_come, NOON + 4 * DAY)
    assert state(app, offered[1]) in ("lapsed", "asked")
    assert (held(app), miscounted_slots(app.db, NOON + 4 * DAY)) == ((4, 4), 0)
