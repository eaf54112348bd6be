"""A button outlives the case that it belonged to: it is told apart by itself, since nothing is stored any more."""

from dataclasses import replace
from datetime import timedelta
from itertools import repeat

import pytest

from bot.app import App
from bot.services.tick import tick
from tests.conftest import NOW
from tests.services.conversation.test_respond import rows
from tests.telegram.slow_network import SLOW, Message, Phone, arrived_at, book, once

DAY = 24 * 60 * 60.0
TO_PARTY = ("en", "understood", "continue", "agree")
GONE = {
    "en": "it is deleted after 30 days, as we said",
    "es": "se borra después de 30 días, como le dijimos",
    "ht": "nou efase li apre 30 jou, jan nou te di ou",
    "fr": "c’est effacé après 30 jours, comme nous l’avions dit",
}


def days_later(phone: Phone, days: int) -> None:
    phone.wait(days * DAY)
    tick(phone.app, NOW + timedelta(seconds=phone.time), confirmed=True)


def answer(phone: Phone, data: str) -> str:
    phone.tap(data)
    phone.wait(SLOW)
    return phone.screen[max(phone.screen)].text


@pytest.mark.parametrize("choice", ["3", "help", "back"])
def test_a_button_of_a_case_that_is_deleted_is_answered_so_in_every_language(app: App, choice: str) -> None:
    phone = arrived_at(app, *TO_PARTY)
    old = phone.button(choice)
    days_later(phone, 31)
    assert set(rows(app).values()) == {0}
    text = answer(phone, old)
    assert all(gone in text for gone in GONE.values())
    assert set(rows(app).values()) == {0}, "and nothing is stored for it"


def test_a_button_of_a_ticket_and_of_a_reminder_are_so_too(app: App) -> None:
    phone = arrived_at(app)
    book(phone, repeat(SLOW), once)
    phone.wait(20 * 60 * 60)
    tick(app, NOW + timedelta(seconds=phone.time))
    phone.wait(SLOW)
    reminder = phone.button("status")
    ticket = phone.button("another_time")
    days_later(phone, 40)
    assert set(rows(app).values()) == {0}
    for old in (ticket, reminder):
        assert GONE["en"] in answer(phone, old)


def test_both_terms_are_said_where_a_pack_has_two(app: App) -> None:
    phone = arrived_at(replace(app, pack=replace(app.pack, keep_drafts_days=7)), *TO_PARTY)
    old = phone.button("3")
    days_later(phone, 31)
    assert "deleted after 7-30 days" in answer(phone, old)


@pytest.mark.parametrize(
    "forged",
    [
        "17|3",
        "4294967295|3",
        "8589934592|3",
        "99999999999999999999|3",
        "0|3",
        "abc|3",
        "[|3",
        "[1]|3",
        '["en","","nowhere",0]|3',
        "|3",
        "3",
    ],
)
def test_a_button_that_no_case_had_gets_the_ordinary_answer(app: App, forged: str) -> None:
    phone = arrived_at(app)
    phone.screen[max(phone.screen)] = Message("", [forged])
    text = answer(phone, forged)
    assert "Hello" in text
    assert "deleted" not in text


def test_a_button_from_before_consent_goes_on_where_it_was(app: App) -> None:
    phone = arrived_at(app, *TO_PARTY[:-1])
    old = phone.button("agree")
    days_later(phone, 31)
    assert "How many people" in answer(phone, old)


def test_who_has_begun_anew_and_not_agreed_is_told_so_too(app: App) -> None:
    phone = arrived_at(app, *TO_PARTY)
    old = phone.button("3")
    days_later(phone, 31)
    phone.write("/start")
    phone.wait(SLOW)
    phone.tap(phone.button("es"))
    phone.wait(SLOW)
    phone.tap(old)
    assert [GONE["es"] in notice for notice in phone.notices] == [True]


def test_who_has_just_deleted_it_is_not_told_of_a_term(app: App) -> None:
    phone = arrived_at(app, *TO_PARTY)
    old = phone.button("3")
    for choice in ("help", "forget", "yes"):
        phone.tap(phone.button(choice))
        phone.wait(SLOW)
    phone.tap(old)
    assert not any("days" in notice for notice in phone.notices)
