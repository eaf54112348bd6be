"""A contact says when people answer, by its own clock, and an emergency number is shown whatever the day."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest

from bot.core.language.text import Text
from bot.core.programme.contact import ALWAYS, Contact, Period

DESK = Contact(
    id="desk",
    kinds=frozenset({"help"}),
    name=Text("desk.name", "Desk"),
    how=Text("desk.how", "Come."),
    ways=frozenset({"place"}),
    hours=(Period(frozenset({1, 2, 3, 4, 5}), time(9), time(16)), Period(frozenset({6}), time(9), time(12))),
    zone="America/Tijuana",
    city="Tijuana",
    languages=("es",),
    checked=date(2026, 11, 22),
    expires=date(2027, 5, 22),
)


def at(written: str) -> datetime:
    return datetime.fromisoformat(written)


@pytest.mark.parametrize(
    ("moment", "answers"),
    [
        ("2026-11-23T09:00:00-08:00", True),
        ("2026-11-23T08:59:59-08:00", False),
        ("2026-11-23T16:00:00-08:00", False),
        ("2026-11-28T11:30:00-08:00", True),
        ("2026-11-28T13:00:00-08:00", False),
        ("2026-11-29T10:00:00-08:00", False),
        ("2026-11-24T00:30:00+01:00", True),
        ("2026-07-06T09:00:00-07:00", True),
    ],
)
def test_people_answer_in_the_hours_of_their_own_clock(moment: str, answers: bool) -> None:
    assert DESK.answers(at(moment)) is answers


@pytest.mark.parametrize(
    ("moment", "answers"),
    [
        ("2026-11-27T21:59:00-08:00", False),
        ("2026-11-27T22:00:00-08:00", True),
        ("2026-11-28T05:59:00-08:00", True),
        ("2026-11-28T06:00:00-08:00", False),
        ("2026-11-27T05:00:00-08:00", False),
    ],
)
def test_a_night_that_begins_on_friday_ends_on_saturday(moment: str, answers: bool) -> None:
    night = replace(DESK, hours=(Period(frozenset({5}), time(22), time(6)),))
    assert night.answers(at(moment)) is answers


@pytest.mark.parametrize("hour", range(24))
def test_day_and_night_is_every_hour(hour: int) -> None:
    assert replace(DESK, hours=ALWAYS).answers(at(f"2026-11-29T{hour:02}:00:00-08:00")) is True


def test_nobody_answers_on_a_website_and_unknown_hours_claim_nothing() -> None:
    now = at("2026-11-23T10:00:00-08:00")
    assert replace(DESK, ways=frozenset({"web"}), hours=ALWAYS).answers(now) is False
    assert replace(DESK, hours=()).answers(now) is None
    assert replace(DESK, ways=frozenset({"web", "phone"})).has_people


def test_a_contact_is_shown_until_its_day_and_an_emergency_number_for_ever() -> None:
    assert DESK.is_shown(date(2027, 5, 22))
    assert not DESK.is_shown(date(2027, 5, 23))
    assert replace(DESK, kinds=frozenset({"emergency"})).is_shown(date(2126, 5, 23))
