"""What a person reads of an appointment that a helper has cancelled for them."""

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Said, Tapped
from bot.services.desk import corrections, staff_accounts
from bot.storage.tables import bookings, conversations, people
from tests.conftest import DESK, NOW

LATER = NOW + corrections.WAITS


def corrected(app: App, reason: str, people: int = 0) -> Talk:
    """A talk whose appointment Ana has cancelled at the desk, or made for fewer people."""
    talk = Talk(app, "terminal:one", lambda: NOW)
    to_place = map(Tapped, ("en", "understood", "continue", "agree", "3", "yes"))
    to_booking = map(Tapped, ("yes", "tijuana", "done", "2026-11-25", "tijuana@2026-11-25T05:00", "confirm"))
    for event in (Arrived(), *to_place, Said("Tijuana"), *to_booking):
        talk.hear(event)
    booking = talk.at_present()[0].booking
    assert booking
    ana = staff_accounts.add(app, "Ana", "four long words of somebody", DESK)
    if people:
        assert corrections.fewer_later(app, ana, booking.code, reason, people, NOW) is None
    else:
        assert corrections.cancel_later(app, ana, booking.code, reason, NOW) is None
    corrections.carry_out(app, LATER)
    assert bool(bookings.by_code(app.db, app.seal, booking.code)) == bool(people)
    talk.clock = lambda: LATER
    return talk


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("asked", "You asked for it."),
        ("twice", "You had another appointment, too."),
        ("mistake", "It had been booked by mistake."),
    ],
)
def test_the_person_reads_once_who_canceled_which_appointment_and_why(app: App, reason: str, why: str) -> None:
    talk = corrected(app, reason)
    (told,) = talk.hear(Tapped("status"))
    assert told.text.startswith(
        "Ana, who helps at the desk, has canceled your appointment: Tijuana / San Ysidro, Wednesday 25 November"
    )
    assert why in told.text
    assert [choice.id for choice in told.choices if not choice.aside] == ["continue", "person"]
    assert talk.hear(Tapped("continue"))[-1].key == "slot.days", "the answers are kept"
    assert "cancelled.at_desk" not in [one.key for one in talk.hear(Tapped("status"))]


def test_a_notice_calls_them_and_tells_nothing_to_who_looks_at_the_phone(app: App) -> None:
    talk = corrected(app, "asked")
    (notice,) = talk.delivered(LATER)
    assert notice.key == "reminder.notice"
    assert "Ana" not in notice.text


def test_it_does_not_hold_open_a_case_that_nobody_touches(app: App) -> None:
    talk = corrected(app, "asked")
    person = people.at(app.db, app.seal, talk.address) or ""
    case = conversations.case_of(app.db, app.seal, person, app.pack.id)
    assert case
    assert case.at == NOW, "the time of the last message of the person"
    later = Talk(app, talk.address, lambda: NOW + corrections.WAITS * 16)
    assert later.hear(Tapped("status"))[-1].key.startswith("back."), "first: are you the same person?"


def test_an_old_button_of_the_appointment_says_it_and_books_nothing(app: App) -> None:
    talk = corrected(app, "mistake")
    for old in ("another_time", "confirm"):
        assert talk.hear(Tapped(old, 1))[-1].key == "cancelled.at_desk", old


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("asked", "You asked for it."),
        ("twice", "Some of you had another appointment, too."),
        ("mistake", "It had been booked for too many people by mistake."),
    ],
)
def test_the_person_reads_once_who_gave_seats_back_and_why(app: App, reason: str, why: str) -> None:
    talk = corrected(app, reason, 2)
    (told,) = talk.hear(Tapped("status"))
    assert told.text.startswith(
        "Ana, who helps at the desk, has changed your appointment. Now it is for 2 people: Tijuana / San Ysidro, "
        "Wednesday 25 November"
    )
    assert why in told.text
    assert [choice.id for choice in told.choices if not choice.aside] == ["continue", "person"]
    assert talk.hear(Tapped("continue"))[-1].key == "ticket.booked"
    assert [one.key for one in talk.hear(Tapped("status"))] == ["ticket.booked"]


def test_who_cancels_before_they_have_read_it_is_not_told_of_an_appointment_that_is_gone(app: App) -> None:
    talk = corrected(app, "asked", 2)
    talk.hear(Tapped("cancel"))
    talk.hear(Tapped("yes"))
    said = [*talk.hear(Tapped("continue")), *talk.hear(Tapped("status"))]
    assert "fewer.at_desk" not in [one.key for one in said]
    assert talk.at_present()[0].booking is None
