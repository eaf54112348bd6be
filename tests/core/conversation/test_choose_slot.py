"""Days and times in people's own words: what is on offer is taken, shown or not; what is not is answered."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Said, Tapped
from bot.core.language.message import Outgoing
from bot.core.language.text import Day
from tests.conftest import LANGUAGES, NOW

TO_DAYS = ("understood", "continue", "agree", "3", "yes", "states", "MX-CHH", "ciudad-juarez", "done")


def asked_when(app: App, language: str, *choices: str, now: datetime = NOW) -> Talk:
    talk = Talk(app, f"terminal:{language}", lambda: now)
    for event in (Arrived(), *map(Tapped, (language, *TO_DAYS, *choices))):
        talk.hear(event)
    return talk


def ids(shown: Outgoing) -> list[str]:
    return [choice.id.removeprefix("ciudad-juarez@") for choice in shown.choices if not choice.aside]


@pytest.mark.parametrize("language", LANGUAGES)
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


ANY_DAY = [
    ("en", "the 25th", "2026-11-25"),
    ("en", "december 5", "2026-12-05"),
    ("en", "tomorow", "2026-11-23"),
    ("en", "as soon as possible", "2026-11-23"),
    ("en", "any day", "2026-11-23"),
    ("en", "12/1", "2026-12-01"),
    ("en", "11/30", "2026-11-30"),
    ("en", "can we come on friday?", "2026-11-27"),
    ("es", "lo más pronto posible", "2026-11-23"),
    ("es", "el 5 de diciembre", "2026-12-05"),
    ("es", "cuanto antes por favor", "2026-11-23"),
    ("es", "mejor el viernes", "2026-11-27"),
    ("ht", "pi vit posib", "2026-11-23"),
    ("ht", "5 desanm", "2026-12-05"),
    ("ht", "nenpòt jou", "2026-11-23"),
    ("fr", "le plus tôt possible", "2026-11-23"),
    ("fr", "le 6 décembre", "2026-12-06"),
    ("fr", "après-demain", "2026-11-24"),
]


@pytest.mark.parametrize(("language", "text", "day"), ANY_DAY)
def test_any_day_on_offer_can_be_said_whether_it_is_shown_or_not(app: App, language: str, text: str, day: str) -> None:
    shown = asked_when(app, language).hear(Said(text))[-1]
    assert shown.key == "slot.times"
    assert ids(shown)[0].startswith(day)


@pytest.mark.parametrize(
    ("language", "text", "first", "last"),
    [
        ("en", "next week", "2026-11-23", "2026-11-29"),
        ("es", "la semana que viene", "2026-11-23", "2026-11-29"),
        ("ht", "semèn k ap vini an", "2026-11-23", "2026-11-29"),
        ("fr", "la semaine prochaine", "2026-11-23", "2026-11-29"),
        ("en", "the weekend", "2026-11-28", "2026-11-29"),
        ("es", "este fin de semana", "2026-11-28", "2026-11-29"),
        ("en", "friday or saturday", "2026-11-27", "2026-11-28"),
        ("es", "viernes o sábado", "2026-11-27", "2026-11-28"),
        ("ht", "madi oswa mèkredi", "2026-11-24", "2026-11-25"),
        ("fr", "mardi ou mercredi", "2026-11-24", "2026-11-25"),
    ],
)
def test_a_week_shows_its_days_and_another_day_shows_all(
    app: App, language: str, text: str, first: str, last: str
) -> None:
    talk = asked_when(app, language)
    days = [id for id in ids(talk.hear(Said(text))[-1]) if id.startswith("2026")]
    assert (days[0], days[-1]) == (first, last)
    assert len(ids(talk.hear(Tapped("other_day"))[-1])) > 12


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "mornings only"), ("es", "solo por la mañana"), ("ht", "nan maten sèlman"), ("fr", "le matin seulement")],
)
def test_mornings_only_shows_days_with_a_morning_and_then_the_morning(app: App, language: str, text: str) -> None:
    talk = asked_when(app, language)
    shown = talk.hear(Said(text))[-1]
    assert ids(shown)[0] == "2026-11-24", "tomorrow has only the afternoon left"
    talk.hear(Tapped("2026-11-25"))
    assert talk.step == "confirm_booking", "that day has one time in the morning"


@pytest.mark.parametrize(
    ("language", "text", "named"),
    [
        ("en", "today", "Sunday 22 November"),
        ("en", "25 december", "Friday 25 December"),
        ("es", "hoy", "domingo 22 de noviembre"),
        ("ht", "jodi a", "dimanch 22 novanm"),
        ("fr", "le 25 décembre", "vendredi 25 décembre"),
    ],
)
def test_a_day_without_places_is_named_and_the_others_are_offered(
    app: App, language: str, text: str, named: str
) -> None:
    shown = asked_when(app, language).hear(Said(text))[-1]
    assert (shown.key, named in shown.text) == ("slot.days", True)
    assert "2026-11-25" in ids(shown)


@pytest.mark.parametrize(
    ("language", "text", "hour"),
    [
        ("en", "at 8", "8:00 am"),
        ("en", "in the afternoon", "1:00 pm"),
        ("en", "the earliest", "8:00 am"),
        ("es", "a las 8", "8:00 de la mañana"),
        ("es", "la de la 1", "1:00 de la tarde"),
        ("es", "por la mañana", "8:00 de la mañana"),
        ("ht", "nan maten", "8è dimaten"),
        ("fr", "à 8", "8 h"),
        ("fr", "l'après-midi", "13 h"),
        ("en", "friday at 8", "Friday 27 November"),
        ("es", "mejor el viernes a las 8", "viernes 27 de noviembre"),
        ("es", "el viernes por la tarde", "viernes 27 de noviembre"),
        ("ht", "vandredi 8è", "vandredi 27 novanm"),
        ("fr", "vendredi à 13 h", "vendredi 27 novembre"),
    ],
)
def test_an_hour_or_a_part_of_the_day_is_taken_when_only_one_time_fits(
    app: App, language: str, text: str, hour: str
) -> None:
    talk = asked_when(app, language, "2026-11-25")
    assert hour in " ".join(said.text for said in talk.hear(Said(text)))
    assert talk.step == "confirm_booking"


@pytest.mark.parametrize(("language", "text"), [("en", "at 5"), ("es", "a las 10"), ("ht", "10è"), ("fr", "à 10 h")])
def test_an_hour_without_places_is_answered(app: App, language: str, text: str) -> None:
    shown = asked_when(app, language, "2026-11-25").hear(Said(text))[-1]
    assert ids(shown)[:2] == ["2026-11-25T08:00", "2026-11-25T13:00"]
    assert app.catalogs[language].messages.get("slot.not_then", ("There are no places for all of you then.",))[0] in (
        shown.text
    )


@pytest.mark.parametrize(
    ("language", "text"), [("en", "tomorrow"), ("es", "mañana"), ("ht", "demen"), ("fr", "demain")]
)
def test_tomorrow_counts_by_the_calendar_of_the_site_and_not_of_the_office(app: App, language: str, text: str) -> None:
    """At 22:30 in Ciudad Juárez it is past midnight in New York, the clock of the practice pack."""
    late = datetime(2026, 11, 23, 22, 30, tzinfo=ZoneInfo("America/Denver"))
    shown = asked_when(app, language, now=late).hear(Said(text))[-1]
    day = Day(date(2026, 11, 24))
    assert ids(shown)[0].startswith("2026-11-24T") or app.catalogs[language].say(day) in shown.text


@pytest.mark.parametrize(
    ("language", "text"), [("en", "not today"), ("es", "no puedo mañana"), ("ht", "pa demen"), ("fr", "pas demain")]
)
def test_a_day_that_is_denied_is_not_taken(app: App, language: str, text: str) -> None:
    talk = asked_when(app, language)
    assert talk.hear(Said(text))[-1].key == "not_understood.tap"


def test_a_wish_is_forgotten_when_another_answer_is_changed(app: App) -> None:
    talk = asked_when(app, "en")
    talk.hear(Said("next week"))
    for event in (Tapped("know"), Tapped("correct"), Tapped("party")):
        shown = talk.hear(event)
    assert shown[-1].key == "party.question"
    assert "2026-12-01" in ids(talk.hear(Tapped("2"))[-1]), "all days again"
