"""A reminder comes once, when people are awake and can still prepare: of an early hour, in the evening before."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Said, Tapped
from bot.services.booking.reminders import due_at
from bot.services.tick import tick
from tests.conftest import NOW, OpenApp
from tests.services.conversation.test_people_and_packs import CLINIC

TIJUANA = ZoneInfo("America/Los_Angeles")


def there(at: str) -> datetime:
    """A moment by the clock of Tijuana, in November 2026."""
    return datetime.fromisoformat(f"2026-11-{at}").replace(tzinfo=TIJUANA).astimezone(UTC)


@pytest.mark.parametrize(
    ("starts", "made", "hours", "due"),
    [
        ("25T13:00", "20T12:00", 24, "24T13:00"),
        ("25T05:00", "20T12:00", 24, "24T18:00"),
        ("25T08:00", "20T12:00", 24, "24T08:00"),
        ("25T07:59", "20T12:00", 24, "24T18:00"),
        ("25T20:00", "20T12:00", 24, "24T18:00"),
        ("25T21:30", "20T12:00", 24, "24T18:00"),
        ("25T05:00", "20T12:00", 6, "24T18:00"),
        ("25T09:00", "20T12:00", 3, "24T18:00"),
        ("25T13:00", "20T12:00", 3, "25T10:00"),
        ("25T05:00", "20T12:00", 48, "23T18:00"),
        ("25T13:00", "24T15:00", 24, "24T18:00"),
        ("25T13:00", "24T19:00", 24, "24T19:00"),
        ("25T13:00", "24T22:00", 24, "25T08:00"),
        ("25T05:00", "24T17:00", 24, "24T18:00"),
        ("25T05:00", "24T22:00", 24, "24T22:00"),
        ("25T08:00", "24T21:00", 24, "24T21:00"),
    ],
)
def test_a_reminder_is_due_from_8_to_20_or_at_once(starts: str, made: str, hours: int, due: str) -> None:
    found = due_at(there(starts), there(made), timedelta(hours=hours), TIJUANA.key)
    assert found == there(due)


@pytest.mark.parametrize(("night", "day"), [("2026-11-01", "2026-10-31"), ("2027-03-14", "2027-03-13")])
def test_the_evening_before_a_change_of_the_clocks_is_the_evening(night: str, day: str) -> None:
    early = datetime.fromisoformat(f"{night}T05:00").replace(tzinfo=TIJUANA).astimezone(UTC)
    evening = datetime.fromisoformat(f"{day}T18:00").replace(tzinfo=TIJUANA).astimezone(UTC)
    assert due_at(early, early - timedelta(days=5), timedelta(hours=24), TIJUANA.key) == evening


def booked(app: App, slot: str, at: datetime) -> Talk:
    talk = Talk(app, "terminal:early", lambda: at)
    to_sites = map(Tapped, ("en", "understood", "continue", "agree", "3", "yes"))
    day = slot.partition("T")[0].partition("@")[2]
    to_booking = map(Tapped, ("yes", "tijuana", "done", day, slot, "confirm"))
    for event in (Arrived(), *to_sites, Said("Tijuana"), *to_booking):
        talk.hear(event)
    assert talk.step == "booked"
    return talk


def hours_of_notices(talk: Talk, begin: datetime, end: datetime) -> list[tuple[str, bool]]:
    """When somebody was sent a notice, with the clock of Tijuana, if the tick runs every half hour; and if silent."""
    found = []
    while (begin := begin + timedelta(minutes=30)) < end:
        found += [(begin.astimezone(TIJUANA).strftime("%dT%H:%M"), one.silent) for one in talk.pass_time(begin)]
    return found


def test_an_appointment_at_five_is_reminded_of_once_in_the_evening_before(app: App) -> None:
    talk = booked(app, "tijuana@2026-11-25T05:00", NOW)
    assert hours_of_notices(talk, NOW, there("25T05:00")) == [("24T18:00", False)]


def test_a_tick_that_comes_late_in_the_evening_reminds_at_once_without_a_sound(app: App) -> None:
    talk = booked(app, "tijuana@2026-11-25T05:00", NOW)
    assert [shown.silent for shown in talk.pass_time(there("24T23:00"))] == [True]


def test_who_books_late_at_night_is_reminded_in_the_morning(open_app: OpenApp) -> None:
    app = open_app("legal-clinic")
    at = there("24T22:00")
    tick(app, at)
    talk = Talk(app, "terminal:late", lambda: at)
    to_booking = map(Tapped, ("clinic", "done", "2026-11-25", "clinic@2026-11-25T15:00", "confirm"))
    for event in (*CLINIC[:9], *to_booking):
        talk.hear(event)
    assert talk.step == "booked"
    assert hours_of_notices(talk, at, there("25T15:00")) == [("25T08:00", False)]
