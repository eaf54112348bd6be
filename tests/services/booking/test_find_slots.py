"""Where no slot is found, the outcome says why: too few seats, a pause, or nothing before a day."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.app import App
from bot.core.booking.slot import (
    ClosedFor,
    DayLimitReached,
    NeverEnough,
    NoneBefore,
    PausedUntil,
    Refusal,
    ResourceTaken,
    SeatRequest,
    SlotClosed,
    TooFewSeats,
)
from bot.core.conversation.effects import Book, FindSlots
from bot.core.conversation.events import Booked, SitesFound
from bot.core.programme.site import Capacity
from bot.services.booking.book import book
from bot.services.booking.find_slots import find_sites, find_slots
from bot.services.tick import tick
from bot.storage.database import transaction
from bot.storage.tables import people, slots
from tests.conftest import NOW, OpenApp
from tests.services.booking.test_book import INTERPRETER, NATIONALITY, with_parts

SITE, AHEAD = "nuevo-laredo", timedelta(days=14)


def asked(people: int = 1) -> FindSlots:
    return FindSlots((SITE,), SeatRequest(people, people), NOW, NOW + AHEAD)


def test_slots_are_found_without_a_reason(app: App) -> None:
    found = find_slots(app, asked())
    assert found.slots
    assert found.why is None


def test_a_party_that_is_too_large_hears_how_many_seats_one_hour_has(app: App) -> None:
    app.db.execute("UPDATE slots SET taken = 20 WHERE site = ?", (SITE,))
    assert find_slots(app, asked(10)).why == TooFewSeats(9)
    app.db.execute("UPDATE slots SET taken = 28, offered = 10 WHERE site = ?", (SITE,))
    assert find_slots(app, asked(1)).why == TooFewSeats(0)


def test_a_party_that_no_hour_ever_holds_hears_so_at_once(app: App) -> None:
    assert find_slots(app, asked(30)).why == NeverEnough(29)
    later = (*app.pack.capacities, Capacity(SITE, 80, date(2027, 3, 1), None, "chosen"))
    assert find_slots(replace(app, pack=replace(app.pack, capacities=later)), asked(30)).why == TooFewSeats(29)
    app.db.execute("UPDATE slots SET offered = 40, capacity = 40, taken = 35, by_hand = 1 WHERE site = ?", (SITE,))
    assert find_slots(app, asked(30)).why == TooFewSeats(5)


def test_sites_with_room_are_found_among_those_without(app: App) -> None:
    both = replace(asked(), sites=(SITE, "tijuana"))
    assert find_sites(app, both) == SitesFound((SITE, "tijuana"))
    app.db.execute("UPDATE slots SET taken = offered WHERE site = ?", (SITE,))
    assert find_sites(app, both) == SitesFound(("tijuana",))
    assert find_sites(app, replace(both, request=SeatRequest(1, 1, {INTERPRETER: 1}))) == SitesFound(())


@pytest.mark.parametrize("reason", ["", "repair"])
def test_a_site_that_staff_closed_for_all_days_says_so_with_the_reason(app: App, reason: ClosedFor) -> None:
    slots.set_open(app.db, app.pack.id, False, site=SITE, reason=reason)
    assert find_slots(app, asked()).why == SlotClosed(reason)


def test_an_interpreter_that_no_slot_has_is_named_and_not_the_seats(app: App) -> None:
    request = SeatRequest(1, 1, {INTERPRETER: 1}, (NATIONALITY,))
    assert find_slots(app, replace(asked(), request=request)).why == ResourceTaken(INTERPRETER)


def test_a_limit_that_is_reached_on_every_day_is_named_and_not_the_seats(app: App) -> None:
    app = with_parts(app, interpreters=1, limit=0)
    request = SeatRequest(1, 60, {INTERPRETER: 1}, (NATIONALITY,))
    assert find_slots(app, replace(asked(), request=request)).why == DayLimitReached(NATIONALITY)


def test_an_interpreter_and_a_limit_that_never_meet_in_one_slot_name_the_interpreter(app: App) -> None:
    app = with_parts(app, interpreters=1, limit=1)
    wednesdays = tuple(replace(resource, weekdays=frozenset({3})) for resource in app.pack.resources)
    app = replace(app, pack=replace(app.pack, resources=wednesdays))
    days = app.db.execute(
        "SELECT min(starts_at) FROM slots WHERE site = ? AND day IN ('2026-11-25', '2026-12-02') GROUP BY day", (SITE,)
    )
    for (starts_at,) in days.fetchall():
        person, of_day = people.create(app.db, app.seal, NOW), SeatRequest(1, 1, limits=(NATIONALITY,))
        with transaction(app.db):
            assert isinstance(
                book(app, Book(SITE, datetime.fromisoformat(starts_at), of_day), person, None, NOW), Booked
            )
    assert find_slots(app, replace(asked(), request=SeatRequest(1, 1, {INTERPRETER: 1}))).slots
    assert find_slots(app, replace(asked(), request=SeatRequest(1, 1, limits=(NATIONALITY,)))).slots
    request = SeatRequest(1, 1, {INTERPRETER: 1}, (NATIONALITY,))
    assert find_slots(app, replace(asked(), request=request)).why == ResourceTaken(INTERPRETER)


def test_a_site_that_is_closed_by_hand_has_nothing_before_the_next_day_of_its_calendar(app: App) -> None:
    app.db.execute("UPDATE slots SET open = 0 WHERE site = ?", (SITE,))
    why = find_slots(app, asked()).why
    assert isinstance(why, NoneBefore)
    assert why.day > (NOW + AHEAD).date() - timedelta(days=1)


@pytest.mark.parametrize(
    ("again", "why"),
    [(date(2026, 12, 20), PausedUntil(date(2026, 12, 20))), (None, SlotClosed())],
    ids=["pause", "end"],
)
def test_a_site_without_seats_is_paused_until_it_has_some_again_or_closed(
    again: date | None, why: Refusal, open_app: OpenApp
) -> None:
    app = open_app()
    (last,) = [c for c in app.pack.capacities if c.site == SITE and c.end is None] or app.pack.capacities[-1:]
    others = tuple(c for c in app.pack.capacities if c.site != SITE)
    own: tuple[Capacity, ...] = (replace(last, site=SITE, start=date(2026, 11, 1), end=None, per_day=0),)
    own += (replace(last, site=SITE, start=again, end=None, per_day=10),) if again else ()
    paused = open_app(replace(app.pack, capacities=(*others, *own)))
    tick(paused, NOW)
    assert find_slots(paused, asked()).why == why
