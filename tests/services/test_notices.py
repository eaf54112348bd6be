"""A notice wakes nobody, says nothing, and comes once; what is soon comes at once."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App
from bot.channels.telegram.bot_api import calls, plain
from bot.core.conversation.events import Tapped
from bot.core.language.message import Outgoing
from bot.services.conversation.deliver import parcels
from bot.services.notices import next_in_hours, notify
from tests.conftest import NOW
from tests.services.conversation.test_respond import TO_SUMMARY, talk_at

TIJUANA = "America/Tijuana"
NIGHT = datetime(2026, 11, 23, 9, tzinfo=UTC)
"""One o'clock at night in Tijuana."""
MORNING = datetime(2026, 11, 23, 16, tzinfo=UTC)
"""Eight o'clock in Tijuana."""


@pytest.mark.parametrize(
    ("at", "heard"),
    [
        ("2026-11-23T09:00", "2026-11-23T16:00"),
        ("2026-11-23T15:59", "2026-11-23T16:00"),
        ("2026-11-23T16:00", "2026-11-23T16:00"),
        ("2026-11-24T03:59", "2026-11-24T03:59"),
        ("2026-11-24T04:00", "2026-11-24T16:00"),
        ("2026-11-01T08:30", "2026-11-01T16:00"),
        ("2026-03-08T09:30", "2026-03-08T15:00"),
    ],
    ids=["night", "before 8", "8", "before 20", "20", "the clocks go back", "the clocks go forward"],
)
def test_notices_are_heard_from_8_to_20_by_the_clock_of_the_site(at: str, heard: str) -> None:
    assert next_in_hours(_utc(at), TIJUANA) == _utc(heard)


def _utc(at: str) -> datetime:
    return datetime.fromisoformat(at).replace(tzinfo=UTC)


@pytest.fixture
def person(app: App) -> str:
    """A person who has an appointment."""
    talk_at(app, [*TO_SUMMARY, Tapped("confirm")])
    return str(app.db.execute("SELECT person FROM booking").fetchone()[0])


def sent(app: App, now: datetime) -> list[Outgoing]:
    return [parcel.outgoing for parcel in parcels(app, now) if parcel.notice]


def test_at_night_a_notice_waits_and_then_has_its_sound(app: App, person: str) -> None:
    notify(app, person, TIJUANA, NIGHT, about=NIGHT + timedelta(hours=25))
    assert sent(app, MORNING - timedelta(seconds=1)) == []
    assert [(notice.key, notice.silent) for notice in sent(app, MORNING)] == [("reminder.notice", False)]


def test_what_is_soon_is_said_at_night_without_a_sound(app: App, person: str) -> None:
    notify(app, person, TIJUANA, NIGHT, about=NIGHT + timedelta(hours=24))
    (notice,) = sent(app, NIGHT)
    (call,) = calls(1, notice, "", app.catalogs["en"])
    assert call.arguments["disable_notification"] is plain(call).arguments["disable_notification"] is True
    notify(app, person, TIJUANA, MORNING, about=MORNING + timedelta(hours=24))
    assert [notice.silent for notice in sent(app, MORNING)] == [True], "the one that waits says the same"


def test_only_one_notice_waits_for_a_person_and_it_comes_as_early_as_any(app: App, person: str) -> None:
    for about in (None, None, NIGHT + timedelta(hours=3), None):
        notify(app, person, TIJUANA, NIGHT, about=about)
    assert len(sent(app, NIGHT)) == len(sent(app, MORNING)) == 1


def test_a_notice_that_waits_for_the_morning_does_not_hold_up_an_answer(app: App, person: str) -> None:
    talk = talk_at(app, [])
    notify(app, person, TIJUANA, NIGHT)
    talk.clock = lambda: NIGHT
    assert [outgoing.key for outgoing in talk.hear(Tapped("status"))] == ["back.question"]
    assert sent(app, MORNING) == [], "who is here needs no call"


def test_who_is_reached_by_no_phone_gets_no_notice(app: App, person: str) -> None:
    app.db.execute("DELETE FROM address")
    notify(app, person, TIJUANA, NOW)
    assert app.db.execute("SELECT count(*) FROM outbox").fetchone()[0] == 0
