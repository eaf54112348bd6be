"""Distances to the sites: only on request, rough, straight, from west to east, and from nothing that is stored."""

from pathlib import Path

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.answers import Answers
from bot.core.conversation.distances import distances
from bot.core.conversation.events import Arrived, Said, Tapped
from bot.core.conversation.state import Conversation, World
from bot.core.language.message import Outgoing
from tests.conftest import LANGUAGES, NOW

TO_SITES = ("understood", "continue", "agree", "3", "yes", "states", "MX-CHP")


def at_the_sites(app: App, language: str, steps: tuple[str, ...] = TO_SITES) -> tuple[Talk, Outgoing]:
    talk = Talk(app, "terminal:a", lambda: NOW)
    for event in (Arrived(), Tapped(language), *map(Tapped, steps)):
        shown = talk.hear(event)
    assert shown[-1].key == "sites.question"
    return talk, shown[-1]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "how far is it?"),
        ("en", "How many kilometers?"),
        ("en", "which one is nearest?"),
        ("es", "¿Qué tan lejos está?"),
        ("es", "a qué distancia queda Tijuana"),
        ("es", "cual queda mas cerca"),
        ("ht", "Ki distans?"),
        ("ht", "konbyen kilomèt"),
        ("ht", "kilès ki pi pre"),
        ("fr", "C’est à quelle distance ?"),
        ("fr", "laquelle est la plus proche"),
    ],
)
def test_distances_are_told_when_asked_for_from_the_capital_of_the_state(app: App, language: str, text: str) -> None:
    talk, question = at_the_sites(app, language)
    told = talk.hear(Said(text))[-1]
    assert told.key == "distance.straight"
    assert "Tuxtla Gutiérrez" in told.text
    (tijuana,) = (site for site in app.pack.sites if site.id == "tijuana")
    assert f"{talk.catalog.say(tijuana.name)}: " in told.text.replace("\u00a0:", ":")
    assert " 3000 km" in told.text
    assert told.choices == question.choices, "nothing is preselected or put first"


def test_the_capital_of_every_state_is_a_town_from_which_distances_are_told(world: World) -> None:
    for state in world.gazetteer.states:
        kept = Conversation(world.pack.id, language="en", answers=Answers.from_data({"place": {"state": state.code}}))
        told = distances("how far", world.pack.sites, (), kept, world)
        assert told, state.capital
        assert told.text.key == "distance.straight", state.capital


def test_sites_stay_in_their_order_from_west_to_east_however_far_they_are(app: App) -> None:
    talk, question = at_the_sites(app, "en")
    lines = [
        line for line in talk.hear(Said("how far from Matamoros, Tamaulipas"))[-1].text.split("\n") if " km" in line
    ]
    assert [line.split(":")[0].removeprefix("• ") for line in lines] == [
        choice.text for choice in question.choices if not choice.aside
    ]
    assert "Tijuana" in lines[0]
    assert lines[-1].endswith("Brownsville: about 10 km in a straight line")
    assert all("in a straight line" in line for line in lines)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "how far is Tijuana from Tapachula"),
        ("es", "qué tan lejos está de Tapachula"),
        ("ht", "ki distans depi Tapachoula"),
        ("fr", "à quelle distance de Tapachula"),
    ],
)
def test_a_town_can_be_named_to_measure_from_and_is_not_kept(
    app: App, tmp_path: Path, language: str, text: str
) -> None:
    talk, _ = at_the_sites(app, language)
    assert "Tapachula" in talk.hear(Said(text))[-1].text
    known = "\n".join(outgoing.text for outgoing in talk.hear(Tapped("know")))
    assert "Tapachula" not in known
    assert all(b"Tapach" not in file.read_bytes() for file in tmp_path.glob("randevou.db*"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_told_distances_who_did_not_ask(app: App, language: str) -> None:
    _, question = at_the_sites(app, language)
    assert " km" not in question.text
    assert all(" km" not in choice.text for choice in question.choices)


def test_the_dated_warning_of_a_site_stands_at_the_question_and_towns_of_mexico_come_first(app: App) -> None:
    _, question = at_the_sites(app, "en")
    assert "Nuevo Laredo / Laredo: Warning of June 2023" in question.text
    labels = [choice.text for choice in question.choices if not choice.aside]
    mexican = {place.name for place in app.gazetteer.places if place.country == "MX"}
    mexican |= {alias for place in app.gazetteer.places if place.country == "MX" for alias in place.aliases}
    assert all(label.split(" / ")[0].split(",")[0] in mexican for label in labels)
    west_to_east = [site.longitude for site in app.pack.sites_for({})]
    assert west_to_east == sorted(west_to_east)
