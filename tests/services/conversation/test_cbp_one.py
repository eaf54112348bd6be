"""The history of CBP One is played as it was on the day: each time has its own questions, and its end one answer."""

from datetime import UTC, datetime

import pytest

from bot.app import App
from bot.core.conversation.events import Arrived, Event, Said, Tapped
from tests.conftest import LANGUAGES, NOW, OpenApp, our_pack
from tests.services.conversation.test_respond import keys, talk_at

FIRST_COME = datetime(2023, 2, 15, 18, tzinfo=UTC)
POOL = datetime(2023, 6, 15, 18, tzinfo=UTC)
WINDOW = datetime(2024, 4, 15, 18, tzinfo=UTC)
WIDER = datetime(2024, 9, 16, 18, tzinfo=UTC)


@pytest.fixture
def history(open_app: OpenApp) -> App:
    return open_app(our_pack("cbp-one"))


def to_party(language: str = "en") -> list[Event]:
    return [Arrived(), *map(Tapped, (language, "understood", "continue", "agree"))]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("now", [NOW, datetime(2025, 1, 20, 18, tzinfo=UTC), datetime(2022, 12, 15, 18, tzinfo=UTC)])
def test_on_a_day_without_appointments_people_read_how_it_is_and_who_helps(
    history: App, now: datetime, language: str
) -> None:
    shown = talk_at(history, [Arrived()], now=now).hear(Tapped(language))
    (one,) = shown
    assert one.key == "page.entry"
    assert ("2025" in one.text) is (now.year >= 2025)
    assert "infodigna.org" in one.text


@pytest.mark.parametrize(
    ("now", "asked"),
    [
        (FIRST_COME, "border-appointments.question.vulnerable"),
        (POOL, "place.question"),
        (WINDOW, "cbp-one.question.one_address"),
    ],
)
def test_each_time_asks_what_mattered_then(history: App, now: datetime, asked: str) -> None:
    assert keys(talk_at(history, to_party(), now=now).hear(Tapped("2")))[-1] == asked


def test_the_place_is_asked_again_when_another_nationality_means_another_area(history: App) -> None:
    talk = talk_at(history, [*to_party(), Tapped("1"), Tapped("adult")], now=WIDER)
    talk.hear(Said("Honduras"))
    talk.hear(Said("Acapulco"))
    assert keys(talk.hear(Tapped("yes")))[-1] == "place.outside"
    for choice in ("correct", "q:nationality"):
        talk.hear(Tapped(choice))
    assert keys(talk.hear(Said("Mexico")))[-1] == "place.question"
    talk.hear(Said("Acapulco"))
    talk.hear(Tapped("yes"))
    assert talk.step == "choose_sites"
