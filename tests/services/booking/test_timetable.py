"""The slot table follows the pack, both ways, and never takes a seat from anybody who has one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.app import App
from bot.core.booking.slot import SeatRequest, SlotClosed, TooFewSeats
from bot.core.conversation.effects import Book, FindSlots
from bot.core.conversation.events import Booked, NotBooked
from bot.core.programme.pack import Pack
from bot.core.programme.site import Capacity, Site
from bot.services.booking.book import book
from bot.services.booking.find_slots import find_slots
from bot.services.tick import tick
from bot.storage.database import transaction
from bot.storage.tables import people, slots
from tests.conftest import NOW

SITE, DAY = "mexicali", date(2026, 12, 1)
EIGHT = datetime(2026, 12, 1, 16, tzinfo=UTC)
"""Eight o'clock there."""


def with_site(pack: Pack, change: Callable[[Site], Site]) -> Pack:
    return replace(pack, sites=tuple(change(site) if site.id == SITE else site for site in pack.sites))


def per_day(pack: Pack, seats: int) -> Pack:
    """The pack with another number of seats at the site."""
    others = tuple(capacity for capacity in pack.capacities if capacity.site != SITE)
    return replace(pack, capacities=(*others, Capacity(SITE, seats, date(2026, 1, 1), None, "chosen")))


def follows(app: App, pack: Pack, now: datetime = NOW) -> App:
    """The App after a change of its pack, when the clock has run."""
    changed = replace(app, pack=replace(pack, revision=f"{app.pack.revision}+"))
    tick(changed, now)
    return changed


def offered(app: App, site: str = SITE) -> dict[datetime, int]:
    """Hours with free seats on the day, as a person finds them."""
    asked = FindSlots((site,), SeatRequest(1, 1), NOW, NOW + timedelta(days=14))
    return {slot.starts_at: slot.left for slot in find_slots(app, asked).slots if slot.starts_at.date() == DAY}


def books(app: App, people_together: int, at: datetime = EIGHT) -> Booked | NotBooked:
    with transaction(app.db):
        person = people.create(app.db, app.seal, NOW)
        outcome = book(app, Book(SITE, at, SeatRequest(people_together, people_together)), person, None, NOW)
    assert isinstance(outcome, Booked | NotBooked)
    return outcome


CHANGES: dict[str, Callable[[Pack], Pack]] = {
    "a closed day": lambda pack: with_site(pack, lambda site: replace(site, closed=frozenset({DAY}))),
    "a weekday": lambda pack: with_site(pack, lambda site: replace(site, weekdays=site.weekdays - {2})),
    "walk-in hours": lambda pack: with_site(pack, lambda site: replace(site, walk_in_times=frozenset(site.times))),
    "other hours": lambda pack: with_site(pack, lambda site: replace(site, times=(time(10),))),
    "another zone": lambda pack: with_site(pack, lambda site: replace(site, zone="America/New_York")),
    "no seats": lambda pack: per_day(pack, 0),
    "no site": lambda pack: replace(pack, sites=tuple(site for site in pack.sites if site.id != SITE)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_what_the_pack_no_longer_has_is_not_on_offer_and_is_again_when_it_has_it_again(
    app: App, change: Callable[[Pack], Pack]
) -> None:
    assert EIGHT in offered(app)
    booked = books(app, 2)
    without = follows(app, change(app.pack))
    assert EIGHT not in offered(without)
    assert books(without, 1) == NotBooked(SlotClosed())
    assert app.db.execute("SELECT sum(taken) FROM slots").fetchone()[0] == 2, booked
    again = follows(without, app.pack)
    assert offered(again)[EIGHT] == 36


def test_a_lower_number_lets_nobody_new_in_and_those_who_are_booked_stay(app: App) -> None:
    books(app, 12)
    books(app, 12)
    fewer = follows(app, per_day(app.pack, 20))
    assert EIGHT not in offered(fewer)
    assert books(fewer, 3) == NotBooked(TooFewSeats(0))
    app.db.execute("UPDATE slots SET taken = 9 WHERE site = ? AND taken = 24", (SITE,))
    assert offered(fewer)[EIGHT] == 1, "seats that are given back are free only below the new number"
    assert books(fewer, 2) == NotBooked(TooFewSeats(1))
    more = follows(fewer, per_day(app.pack, 100))
    assert offered(more)[EIGHT] == 41


def test_new_hours_and_a_new_site_are_on_offer(app: App) -> None:
    ten = datetime(2026, 12, 1, 18, tzinfo=UTC)
    changed = follows(app, with_site(app.pack, lambda site: replace(site, times=(*site.times, time(10)))))
    assert ten in offered(changed)


def test_days_beyond_a_shorter_horizon_follow_too(app: App) -> None:
    shorter = [p if p.name != "horizon_days" else replace(p, value=3) for p in app.pack.parameters]
    closed = with_site(app.pack, lambda site: replace(site, closed=frozenset({DAY})))
    follows(app, replace(closed, parameters=tuple(shorter)))
    row = app.db.execute("SELECT sum(offered) FROM slots WHERE site = ? AND day = ?", (SITE, DAY.isoformat()))
    assert row.fetchone()[0] == 0


def test_seats_that_are_set_by_hand_stay_until_they_are_reset(app: App) -> None:
    site = app.pack.site(SITE)
    assert site
    with transaction(app.db):
        slots.set_capacity(app.db, app.pack.id, site, EIGHT, 5)
    changed = follows(app, CHANGES["a closed day"](app.pack))
    assert offered(changed) == {EIGHT: 5}
    with transaction(app.db):
        assert slots.reset(app.db, app.pack.id, site=SITE) == 1
    tick(changed, NOW)
    assert offered(changed) == {}


def test_a_slot_that_is_closed_by_hand_stays_closed_whatever_the_pack_says(app: App) -> None:
    slots.set_open(app.db, app.pack.id, False, site=SITE, day=DAY.isoformat())
    changed = follows(app, per_day(app.pack, 100))
    assert offered(changed) == {}
    with transaction(app.db):
        slots.reset(app.db, app.pack.id, site=SITE, day=DAY.isoformat())
    assert offered(changed)[EIGHT] == 50


def test_the_day_of_a_slot_is_a_day_by_the_clock_that_its_site_has_now(app: App) -> None:
    late = with_site(app.pack, lambda site: replace(site, zone="Asia/Tokyo"))
    follows(app, late)
    row = app.db.execute("SELECT day FROM slots WHERE starts_at = '2026-12-01T16:00:00Z' AND site = ?", (SITE,))
    assert row.fetchone()[0] == "2026-12-02"
