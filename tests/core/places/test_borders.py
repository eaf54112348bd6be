"""Pins in towns on both sides of every border, and the reply to a pin near a border."""

from datetime import UTC, datetime
from itertools import combinations

import pytest

from bot.app import App
from bot.channels.local.talk import Talk
from bot.core.conversation.events import Arrived, Located, Tapped
from bot.core.places.areas import locate
from bot.core.places.gazetteer import Place
from bot.storage.files.gazetteer import load_gazetteer

GAZETTEER = load_gazetteer()
NOW = datetime(2026, 11, 22, 20, tzinfo=UTC)
TOWN = 1_000
"""The least population of a town in the test; every part of a border has such a town nearby."""
TOWNS = [place for place in GAZETTEER.places if place.population >= TOWN]


def region(place: Place) -> str:
    return place.state or place.part or place.country


def test_a_pin_in_a_town_names_its_state_or_asks_between_it_and_another() -> None:
    wrong = []
    for place in TOWNS:
        where = locate(place.latitude, place.longitude, 0.0, GAZETTEER)
        assert where is not None
        named = where.state if where.country == "MX" else where.country
        asked = where.unclear and place.region in {code if code[:2] == "MX" else code[:2] for code in where.candidates}
        if named != place.region and not asked:
            wrong.append((place.name, place.region, where))
    assert not wrong
    assert len(TOWNS) > 5_000


def test_these_towns_lie_on_both_sides_of_every_border_between_states() -> None:
    corners = {
        outline.code: {(x, y) for ring in outline.rings for x, y in ring}
        for outline in GAZETTEER.outlines()
        if outline.code.startswith("MX-")
    }
    shared = {pair: corners[pair[0]] & corners[pair[1]] for pair in combinations(sorted(corners), 2)}
    borders = {pair: line for pair, line in shared.items() if len(line) > 1}
    assert len(borders) >= 65
    for pair, line in borders.items():
        for code in pair:
            reach = 1.0  # degrees, about 100 km: Chihuahua and Coahuila meet in a desert
            places = ((place.longitude, place.latitude) for place in TOWNS if place.state == code)
            assert any(abs(x - lon) < reach and abs(y - lat) < reach for lon, lat in places for x, y in line), pair


@pytest.mark.parametrize(
    ("town", "code", "across", "code_across"),
    [
        ("Tijuana", "MX-BCN", "San Ysidro", "US-CA"),
        ("Mexicali", "MX-BCN", "Calexico", "US-CA"),
        ("San Luis Río Colorado", "MX-SON", "San Luis", "US-AZ"),
        ("Nogales", "MX-SON", "Nogales", "US-AZ"),
        ("Agua Prieta", "MX-SON", "Douglas", "US-AZ"),
        ("Ciudad Juárez", "MX-CHH", "El Paso", "US-TX"),
        ("Ciudad Juárez", "MX-CHH", "Sunland Park", "US-NM"),
        ("Manuel Ojinaga", "MX-CHH", "Presidio", "US-TX"),
        ("Ciudad Acuña", "MX-COA", "Del Rio", "US-TX"),
        ("Piedras Negras", "MX-COA", "Eagle Pass", "US-TX"),
        ("Nuevo Laredo", "MX-TAM", "Laredo", "US-TX"),
        ("Reynosa", "MX-TAM", "Hidalgo", "US-TX"),
        ("Heroica Matamoros", "MX-TAM", "Brownsville", "US-TX"),
        ("Ciudad Hidalgo", "MX-CHP", "Ciudad Tecún Umán", "GT"),
        ("Tapachula", "MX-CHP", "Malacatán", "GT"),
        ("Comalapa", "MX-CHP", "Jacaltenango", "GT"),
        ("Chetumal", "MX-ROO", "Corozal", "BZ"),
    ],
)
def test_a_pin_on_either_side_of_the_national_border_is_on_its_side(
    town: str, code: str, across: str, code_across: str
) -> None:
    for name, expected in ((town, code), (across, code_across)):
        places = [place for place in GAZETTEER.places if place.name == name and region(place) == expected]
        assert places, name
        place = max(places, key=lambda place: place.population)
        where = locate(place.latitude, place.longitude, 0.0, GAZETTEER)
        assert where is not None
        named = where.state if where.country == "MX" else where.abroad
        assert named == expected or (where.unclear and expected in where.candidates), where


def asked_about(app: App, point: tuple[float, float], accuracy: float = 0.0) -> tuple[str, list[str], Talk]:
    talk = Talk(app, "terminal:a", lambda: NOW)
    steps = ("ht", "understood", "continue", "agree", "3", "yes")
    for event in (Arrived(), *map(Tapped, steps), Located(*point, accuracy)):
        shown = talk.hear(event)
    return shown[-1].key, [choice.id for choice in shown[-1].choices if not choice.aside], talk


def test_a_pin_just_over_the_border_is_asked_on_which_side_and_may_be_inside(app: App) -> None:
    el_paso_bridge = (31.7505, -106.487)
    key, choices, talk = asked_about(app, el_paso_bridge)
    assert key == "place.border"
    assert choices == ["MX-CHH:unclear:location", "abroad:US", "states"]
    assert talk.hear(Tapped("MX-CHH:unclear:location"))[-1].key == "sites.question"


def test_a_pin_over_the_border_can_be_meant_so(app: App) -> None:
    _, _, talk = asked_about(app, (31.7505, -106.487))
    assert talk.hear(Tapped("abroad:US"))[-1].key == "place.outside"


def test_a_pin_that_errs_by_as_much_as_the_border_is_away_locks_nobody_out(app: App) -> None:
    north_of_el_paso = (31.90, -106.45)
    assert asked_about(app, north_of_el_paso)[0] == "place.outside"
    assert asked_about(app, north_of_el_paso, accuracy=25_000.0)[0] == "place.border"


def test_a_pin_at_sea_or_far_away_is_called_that(app: App) -> None:
    for point in ((22.0, -94.0), (18.54, -72.34)):
        assert asked_about(app, point)[0] == "place.far_point"
    assert asked_about(app, (0.0, 0.0))[0] == "place.bad_point"
