"""Days and times in people's own words: what is on offer is taken, shown or not; what is not is answered."""

from datetime import datetime

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Said, Tapped
from bot.core.language.message import Outgoing
from tests.conftest import NOW

TO_DAYS = ("understood", "continue", "agree", "3", "yes", "states", "MX-CHH", "ciudad-juarez", "done")


def asked_when(app: App, language: str, *choices: str, now: datetime = NOW) -> Talk:
    talk = Talk(app, f"terminal:{language}", lambda: now)
    for event in (Arrived(), *map(Tapped, (language, *TO_DAYS, *choices))):
        talk.hear(event)
    return talk


def ids(shown: Outgoing) -> list[str]:
    return [choice.id.removeprefix("ciudad-juarez@") for choice in shown.choices if not choice.aside]


@pytest.mark.parametrize("language", ["en", "es", "ht", "fr"])
def test_one_may_be_the_first_time_or_one_o_clock_and_is_asked_back(app: App, language: str) -> None:
    talk = asked_when(app, language, "2026-11-25")
    (asked,) = talk.hear(Said("1"))
    assert asked.key == "not_understood.either"
    assert ids(asked) == ["2026-11-25T13:00", "2026-11-25T08:00"]
    talk.hear(Said("1"))
    assert talk.step == "confirm_booking", "said again, it is the first of the two, and one o'clock"


@pytest.mark.parametrize(
    ("language", "text", "hour"),
    [
        ("en", "2", "1:00 pm"),
        ("en", "8", "8:00 am"),
        ("en", "the first one", "8:00 am"),
        ("es", "el primero", "8:00 de la mañana"),
        ("es", "la segunda", "1:00 de la tarde"),
        ("ht", "premye a", "8è dimaten"),
        ("fr", "le premier", "8 h"),
        ("fr", "la deuxième", "13 h"),
    ],
)
def test_a_number_or_a_place_on_the_list_is_that_time(app: App, language: str, text: str, hour: str) -> None:
    talk = asked_when(app, language, "2026-11-25")
    assert hour in talk.hear(Said(text))[-1].text
    assert talk.step == "confirm_booking"


@pytest.mark.parametrize(
    ("language", "text"), [("en", "the first"), ("es", "el primero"), ("ht", "premye a"), ("fr", "le premier")]
)
def test_the_first_day_is_the_first_on_the_list_and_not_of_the_month(app: App, language: str, text: str) -> None:
    assert ids(asked_when(app, language).hear(Said(text))[-1])[0].startswith("2026-11-23T")
