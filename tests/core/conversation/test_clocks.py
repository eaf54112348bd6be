"""The clock of the site counts: what is said where a state has several clocks, and from where a day is counted."""

from datetime import UTC, datetime

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Said, Tapped
from bot.core.language.message import Outgoing
from bot.core.language.text import Text
from bot.services.tick import tick
from bot.storage.database import transaction
from bot.storage.tables import slots
from tests.conftest import LANGUAGES

NOVEMBER = datetime(2026, 11, 22, 20, tzinfo=UTC)
JULY = datetime(2027, 7, 1, 19, tzinfo=UTC)


def two_clocks(state: str, city: str) -> Text:
    counts = "Clocks differ in {state}. For this appointment {city} time counts."
    return Text("slot.two_clocks", counts, state=state, city=city)


def at_the_place(app: App, language: str, now: datetime) -> Talk:
    talk = Talk(app, f"terminal:{language}", lambda: now)
    for event in (Arrived(), *map(Tapped, (language, "understood", "continue", "agree", "3", "yes"))):
        talk.hear(event)
    return talk


def summary(app: App, language: str, now: datetime, state: str, site: str, slot: str) -> Outgoing:
    tick(app, now)
    talk = at_the_place(app, language, now)
    for event in (Said(f"estado de {state}"), *map(Tapped, ("yes", site, "done", slot.partition("T")[0]))):
        talk.hear(event)
    (shown,) = talk.hear(Tapped(f"{site}@{slot}"))
    assert shown.key == "summary.question"
    return shown


@pytest.mark.parametrize(
    ("now", "state", "site", "slot", "city"),
    [
        (NOVEMBER, "Chihuahua", "ciudad-juarez", "2026-11-25T08:00", "El Paso"),
        (NOVEMBER, "Nayarit", "tijuana", "2026-11-25T13:00", "San Ysidro"),
        (JULY, "Nuevo León", "reynosa", "2027-07-05T08:00", "Hidalgo"),
        (JULY, "Coahuila", "piedras-negras", "2027-07-05T08:00", "Eagle Pass"),
        (JULY, "Tamaulipas", "matamoros", "2027-07-05T08:00", "Brownsville"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_where_a_state_has_two_clocks_it_is_said_and_that_the_clock_of_the_site_counts(
    app: App, language: str, now: datetime, state: str, site: str, slot: str, city: str
) -> None:
    shown = summary(app, language, now, state, site, slot)
    assert app.catalogs[language].say(two_clocks(state, city)) in shown.text.splitlines()


@pytest.mark.parametrize(
    ("state", "site", "differs"),
    [
        ("Nuevo León", "reynosa", False),  # in November all of Nuevo León has the time of Hidalgo
        ("Chiapas", "reynosa", False),  # two zones, and never two clocks
        ("Tabasco", "tijuana", True),
    ],
)
def test_where_all_clocks_of_a_state_agree_at_that_moment_the_time_is_said(
    app: App, state: str, site: str, differs: bool
) -> None:
    shown = summary(app, "en", NOVEMBER, state, site, "2026-11-25T08:00" if site == "reynosa" else "2026-11-25T05:00")
    assert "Clocks differ" not in shown.text
    assert ("Where you are it is 7:00 am" in shown.text) is differs


@pytest.mark.parametrize(
    ("now", "town", "time"),
    [
        (NOVEMBER, "Chihuahua capital", "2:00 pm"),
        (NOVEMBER, "Ciudad Juárez", "1:00 pm"),
        (NOVEMBER, "Ojinaga", "2:00 pm"),
        (NOVEMBER, "Bucerías", "2:00 pm"),
        (NOVEMBER, "Tepic", "1:00 pm"),
        (JULY, "Monterrey", "1:00 pm"),
        (JULY, "Reynosa", "2:00 pm"),
        (JULY, "Río Bravo Tamaulipas", "2:00 pm"),
        (JULY, "Ciudad Victoria", "1:00 pm"),
    ],
)
def test_the_message_in_which_a_town_is_said_back_says_its_time(app: App, now: datetime, town: str, time: str) -> None:
    (shown,) = at_the_place(app, "en", now).hear(Said(town))
    assert shown.key == "place.confirm"
    assert f"it is {time}" in shown.text


@pytest.mark.parametrize("town", ["Monterrey", "Tapachula", "Nuevo León"])
def test_no_time_of_a_town_is_said_where_the_clocks_agree_or_no_town_is_said(app: App, town: str) -> None:
    (shown,) = at_the_place(app, "en", NOVEMBER).hear(Said(town))
    assert shown.key == "place.confirm"
    assert "pm" not in shown.text


def test_neither_the_town_nor_its_clock_is_kept(app: App) -> None:
    talk = at_the_place(app, "en", JULY)
    talk.hear(Said("Reynosa"))
    talk.hear(Tapped("yes"))
    (known,) = talk.hear(Tapped("know"))
    assert "Tamaulipas" in known.text
    assert "Reynosa" not in known.text
    (row,) = app.db.execute("SELECT person, body FROM conversation").fetchall()
    kept = str(app.seal.unseal(row["person"], "conversation.body", app.pack.id, row["body"]))
    assert "MX-TAM" in kept
    assert "Matamoros" not in kept


SUNDAY_EVENING = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
"""Half past ten in Tijuana; in Hidalgo it is Monday, half past midnight."""


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "day after tomorrow"), ("es", "pasado mañana"), ("ht", "apre demen"), ("fr", "après-demain")],
)
@pytest.mark.parametrize(
    ("closed", "day"),
    [
        ({"tijuana": "2026-11-25", "reynosa": "2026-11-24"}, "2026-11-24 2026-11-25"),
        ({"tijuana": "2026-11-24", "reynosa": "2026-11-25"}, ""),
    ],
)
def test_a_day_in_words_is_counted_by_the_calendar_of_each_site(
    app: App, language: str, text: str, closed: dict[str, str], day: str
) -> None:
    with transaction(app.db):
        for site, date in closed.items():
            slots.set_open(app.db, app.pack.id, False, site=site, day=date)
    talk = at_the_place(app, language, SUNDAY_EVENING)
    for event in (Said("Tijuana"), *map(Tapped, ("yes", "tijuana", "reynosa", "done"))):
        talk.hear(event)
    shown = talk.hear(Said(text))[-1]
    found = " ".join(choice.id for choice in shown.choices if choice.id in ("2026-11-24", "2026-11-25"))
    nothing = app.catalogs[language].say(Text("slot.not_then", "There are no places for all of you then."))
    assert (found, nothing in shown.text) == (day or "2026-11-24 2026-11-25", not day)


def test_a_date_is_the_same_at_every_site(app: App) -> None:
    talk = at_the_place(app, "en", SUNDAY_EVENING)
    for event in (Said("Tijuana"), *map(Tapped, ("yes", "tijuana", "reynosa", "done"))):
        talk.hear(event)
    (shown,) = talk.hear(Said("25 November"))
    assert {choice.id for choice in shown.choices if "@" in choice.id} == {
        f"{site}@2026-11-25T{hour}:00"
        for site, hour in (("tijuana", "05"), ("tijuana", "13"), ("reynosa", "08"), ("reynosa", "13"))
    }
