"""Whose appointment does not take place follows from the pack and from what staff closed, with its reason."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot.app import App
from bot.core.booking.slot import Cause, SeatRequest
from bot.core.conversation.effects import Book
from bot.core.conversation.events import Arrived, Booked, Tapped
from bot.core.programme.pack import Pack
from bot.core.programme.site import Capacity, Site
from bot.services.booking.affected import affected, standing
from bot.services.booking.book import book
from bot.services.tick import tick
from bot.storage.database import transaction
from bot.storage.tables import people, slots
from tests.conftest import NOW, OpenApp
from tests.services.conversation.test_respond import talk_at

AT = datetime(2026, 12, 2, 18, tzinfo=UTC)
"""Wednesday, ten o'clock at the clinic."""
DAY = "2026-12-02"
HAITIAN = {"interpreter:ht": 1}


@pytest.fixture
def clinic(open_app: OpenApp) -> App:
    app = open_app("legal-clinic")
    tick(app, NOW)
    return app


def books(app: App, needs: dict[str, int] | None = None, at: datetime = AT) -> str:
    with transaction(app.db):
        person = people.create(app.db, app.seal, NOW)
        outcome = book(app, Book("clinic", at, SeatRequest(1, 3, needs or {})), person, None, NOW)
    assert isinstance(outcome, Booked), outcome
    return person


def at_clinic(pack: Pack, change: Callable[[Site], Site]) -> Pack:
    return replace(pack, sites=tuple(change(site) if site.id == "clinic" else site for site in pack.sites))


def without(app: App, change: Callable[[Pack], Pack]) -> App:
    return replace(app, pack=replace(change(app.pack), revision="another"))


CHANGES: dict[str, tuple[Callable[[Pack], Pack], Cause]] = {
    "closed day": (
        lambda pack: at_clinic(pack, lambda site: replace(site, closed=frozenset({date.fromisoformat(DAY)}))),
        Cause("day"),
    ),
    "weekday": (
        lambda pack: at_clinic(pack, lambda site: replace(site, weekdays=frozenset({1, 2, 4, 5}))),
        Cause("day"),
    ),
    "hour": (lambda pack: at_clinic(pack, lambda site: replace(site, times=(time(9), time(11)))), Cause("hour")),
    "walk-in": (
        lambda pack: at_clinic(pack, lambda site: replace(site, walk_in_times=frozenset(site.times))),
        Cause("hour"),
    ),
    "site": (lambda pack: replace(pack, sites=pack.sites[1:]), Cause("site")),
    "interpreter": (
        lambda pack: replace(pack, resources=tuple(r for r in pack.resources if r.name != "interpreter:ht")),
        Cause("resource", "interpreter:ht"),
    ),
}


@pytest.mark.parametrize(("change", "why"), CHANGES.values(), ids=CHANGES.keys())
def test_an_appointment_that_the_pack_took_away_is_found_before_and_after_the_tick(
    clinic: App, change: Callable[[Pack], Pack], why: Cause
) -> None:
    person = books(clinic, HAITIAN)
    assert affected(clinic, NOW) == []
    changed = without(clinic, change)
    for _ in range(2):
        assert [(one.person, one.why) for one in affected(changed, NOW)] == [(person, why)]
        assert [str(one) for one in standing(changed, NOW)] == [
            f"clinic {DAY} ({' '.join(why).rstrip()}): 1 booked, 0 wanted"
        ]
        tick(changed, NOW)


def test_of_two_who_need_an_interpreter_the_first_keeps_the_one_who_is_left(clinic: App) -> None:
    clinic.db.execute("UPDATE slots SET offered = 5, capacity = 5")
    two = replace(
        clinic, pack=replace(clinic.pack, resources=tuple(replace(r, amount=2) for r in clinic.pack.resources))
    )
    books(two, HAITIAN)
    books(two)
    second = books(two, HAITIAN)
    assert affected(two, NOW) == []
    assert [one.person for one in affected(clinic, NOW)] == [second]


def test_fewer_seats_take_nothing_from_anybody_and_are_counted(clinic: App) -> None:
    clinic.db.execute("UPDATE slots SET offered = 5, capacity = 5")
    for _ in range(3):
        books(clinic)
    none = (Capacity("clinic", 0, date(2026, 11, 1), None, "chosen"),)
    for capacities, wanted in ((clinic.pack.capacities, 1), (none, 0)):
        fewer = replace(clinic, pack=replace(clinic.pack, capacities=capacities))
        assert affected(fewer, NOW) == []
        assert [str(one) for one in standing(fewer, NOW)] == [f"clinic {DAY} (seats): 3 booked, {wanted} wanted"]


def test_a_service_that_the_pack_no_longer_has_is_known_from_what_the_person_said(clinic: App) -> None:
    to_ticket = ["en", "continue", "agree", "2", "none", "crime", "none", "no", DAY, "clinic@2026-12-02T10:00"]
    talk_at(clinic, [Arrived(), *map(Tapped, to_ticket), Tapped("confirm")])
    assert affected(clinic, NOW) == []
    services = tuple(service for service in clinic.pack.services if service.id != "crime")
    gone = without(clinic, lambda pack: replace(pack, services=services))
    assert [one.why for one in affected(gone, NOW)] == [Cause("service", "crime")]


def test_what_staff_have_set_stays_whatever_the_pack_says_but_not_at_a_site_that_is_gone(clinic: App) -> None:
    books(clinic)
    site = clinic.pack.site("clinic")
    assert site
    with transaction(clinic.db):
        slots.set_capacity(clinic.db, clinic.pack.id, site, AT, 1)
    assert affected(without(clinic, CHANGES["hour"][0]), NOW) == []
    assert [one.why for one in affected(without(clinic, CHANGES["site"][0]), NOW)] == [Cause("site")]


def test_only_a_closing_with_a_reason_says_that_appointments_do_not_take_place(clinic: App) -> None:
    books(clinic)
    slots.set_open(clinic.db, clinic.pack.id, False, site="clinic")
    assert affected(clinic, NOW) == []
    slots.set_open(clinic.db, clinic.pack.id, False, site="clinic", day=DAY, reason="repair")
    assert [one.why for one in affected(clinic, NOW)] == [Cause("closed", "repair")]
    slots.set_open(clinic.db, clinic.pack.id, True, site="clinic")
    assert affected(clinic, NOW) == []


def test_what_is_over_is_no_longer_looked_at(clinic: App) -> None:
    books(clinic)
    assert affected(without(clinic, CHANGES["site"][0]), AT) == []
