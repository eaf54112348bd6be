"""A draw and those who need an interpreter: a day that has one, and no turn lost where none is free."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from bot.app import App
from bot.core.booking.slot import SeatRequest
from bot.core.conversation.effects import AskForPlace
from bot.core.programme.pack import Pack
from bot.core.programme.site import Resource
from bot.services.tick import tick
from tests.conftest import OpenApp
from tests.services.booking.drawing_people import NOON, SUNDAY, asks, drawing, drawn, hear, record, request, somebody

NEEDS = SeatRequest(1, 1, needs={"interpreter:ht": 1})
DAY = timedelta(days=1)


def with_interpreters(pack: Pack, *weekdays: int, **rules: int | str) -> Pack:
    """One interpreter in the east on some days of the week, so one group at each of its three hours."""
    return replace(
        drawing(pack, **rules), resources=(Resource("interpreter:ht", "east", 1, frozenset(weekdays or range(1, 8))),)
    )


def needs_one(app: App, days: tuple[date, ...] = ()) -> str:
    person = somebody(app)
    hear(app, person, AskForPlace(("east",), NEEDS, days))
    return person


def test_who_found_no_interpreter_is_told_so_and_is_the_first_of_the_next_draw(
    open_app: OpenApp, packs: dict[str, Pack]
) -> None:
    app = open_app(with_interpreters(packs["border-appointments"], horizon_days=2))
    tick(app, SUNDAY)
    line = [needs_one(app) for _ in range(4)]
    drawn(app)
    found = {person: made for person in line if (made := request(app, person))}
    assert Counter(made.state for made in found.values()) == {"offered": 3, "asked": 1}
    (left,) = [person for person, made in found.items() if made.state == "asked"]
    assert found[left].passed_over == "needs"
    assert (record(app)["placed"], record(app)["passed_needs"]) == (3, 1)
    for _ in range(20):
        asks(app, 4, NOON)
    tick(app, NOON + DAY)
    again = request(app, left)
    assert again
    assert again.offer
    assert again.offer.by == "first"


def test_a_group_is_drawn_for_a_day_that_has_its_interpreter(open_app: OpenApp, packs: dict[str, Pack]) -> None:
    app = open_app(with_interpreters(packs["border-appointments"], 4))
    tick(app, SUNDAY)
    person, other = needs_one(app), needs_one(app, (date(2026, 11, 25),))
    drawn(app)
    found, none = request(app, person), request(app, other)
    assert found
    assert found.offer
    assert f"{found.offer.slot.starts_at:%a %d}" == "Thu 26"
    assert none
    assert (none.state, none.passed_over) == ("asked", "needs")
