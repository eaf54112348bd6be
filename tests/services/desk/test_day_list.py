"""The list of a day on paper: offers that lapse, and what does not open."""

from datetime import timedelta

import pytest

from bot.app import App
from bot.core.programme.pack import Pack
from bot.services.desk.day_list import A_DAY, day_list
from bot.services.tick import tick
from bot.storage.database import transaction
from tests.conftest import OpenApp
from tests.services.booking.drawing_people import SUNDAY, asks, drawing, drawn, request


@pytest.fixture
def app(open_app: OpenApp, packs: dict[str, Pack]) -> App:
    app = open_app(drawing(packs["border-appointments"]))
    tick(app, SUNDAY)
    return app


def test_an_offer_is_on_the_list_of_the_day_on_which_it_lapses_by_the_last_part_of_its_code(app: App) -> None:
    person = asks(app)
    drawn(app)
    asked = request(app, person)
    assert asked
    assert asked.offer
    (line,) = day_list(app, asked.offer.last - A_DAY).lapsing
    assert (line.number, line.last) == (1, asked.code.split()[-1])
    assert (line.day.date, line.time) == (asked.offer.last.date(), asked.offer.last.time())
    assert day_list(app, asked.offer.last).lapsing == (), "it is over"
    assert day_list(app, asked.offer.last - timedelta(days=3)).lapsing == (), "there is time"


def test_an_offer_that_does_not_open_is_counted_and_holds_up_nobody(app: App) -> None:
    people = [asks(app), asks(app)]
    drawn(app)
    with transaction(app.db):
        app.db.execute("UPDATE waiting SET body = x'00' WHERE person = ?", (people[0],))
    standing = request(app, people[1])
    assert standing
    assert standing.offer
    listed = day_list(app, standing.offer.last - A_DAY)
    assert (len(listed.lapsing), listed.unreadable) == (1, 1)
