"""The towns that are offered if a typed name can mean several places."""

from datetime import UTC, datetime

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Said, Tapped
from bot.core.language.text import Country
from tests.conftest import LANGUAGES

NOW = datetime(2026, 11, 22, 20, tzinfo=UTC)


def at_the_place(app: App, language: str) -> Talk:
    """Return a talk that stands at the question for the place."""
    talk = Talk(app, f"terminal:{language}", lambda: NOW)
    for event in (Arrived(), *map(Tapped, (language, "understood", "continue", "agree", "3", "yes"))):
        talk.hear(event)
    return talk


def offered(app: App, language: str, answer: str) -> dict[str, str]:
    """Return the labels of the choices after a typed place, by their ids."""
    shown = at_the_place(app, language).hear(Said(answer))
    return {choice.id: choice.text for choice in shown[-1].choices}


def test_a_town_beside_the_state_of_its_name_is_said_to_be_the_town(app: App) -> None:
    labels = offered(app, "es", "Puebla")
    spanish = app.catalogs["es"].messages
    assert labels["MX-PUE"] == spanish["place.whole_state"][0].format(state="Puebla")
    town = spanish["place.town_of_state"][0].format(place="Puebla", state="Puebla")
    assert town in labels.values()
    assert town != labels["MX-PUE"]


def test_two_towns_of_one_name_are_told_apart_by_their_state_alone(app: App) -> None:
    labels = offered(app, "fr", "Ciudad Hidalgo").values()
    assert {"Ciudad Hidalgo, Chiapas", "Ciudad Hidalgo, Michoacán"} <= set(labels)


def test_a_namesake_in_the_state_that_was_named_before_is_offered_and_asked_back(app: App) -> None:
    assert {"Nogales, Sonora", "Nogales, Veracruz"} <= set(offered(app, "en", "Nogales").values())
    talk = Talk(app, "terminal:en", lambda: NOW)
    for choice in ("MX-SON:yes:town", "know", "correct", "place"):
        talk.hear(Tapped(choice))
    (asked,) = talk.hear(Said("Nogales"))
    assert (asked.key, "Nogales, Sonora" in asked.text) == ("place.confirm", True)
    (other,) = talk.hear(Said("Nogales Veracruz"))
    assert "Nogales, Veracruz" in other.text, "a state that is said counts for more"


@pytest.mark.parametrize(
    ("language", "answer", "state"),
    [("en", "Chiapas", "Chiapas"), ("es", "estoy en Sonora", "Sonora"), ("ht", "mwen nan eta Tabasko", "Tabasco"),
     ("fr", "Nuevo Léon", "Nuevo León")],
)  # fmt: skip
def test_a_typed_state_is_said_back_before_it_is_kept(app: App, language: str, answer: str, state: str) -> None:
    talk = at_the_place(app, language)
    (asked,) = talk.hear(Said(answer))
    assert (asked.key, state in asked.text) == ("place.confirm", True)
    talk.hear(Tapped("yes"))
    assert talk.step == "choose_sites"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_town_and_a_country_that_do_not_fit_are_both_offered(app: App, language: str) -> None:
    labels = offered(app, language, "Reynosa TX")
    assert "Reynosa, Tamaulipas" in labels.values()
    assert labels["abroad:US"] == app.catalogs[language].say(Country("US"))
