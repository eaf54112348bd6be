"""The shipped place data is complete, consistent and quick to load, and a pack may add places."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.core.errors import PackError
from bot.core.places.matching import match
from bot.core.places.ranking import Found, Unsure
from bot.storage.files.gazetteer import DATA, load_gazetteer
from bot.storage.files.packs.places import read_places

GAZETTEER = load_gazetteer()


def test_every_place_has_a_state_or_a_country_and_an_id_of_its_own() -> None:
    states = {state.code for state in GAZETTEER.states}
    assert len(states) == 32
    assert len({place.id for place in GAZETTEER.places}) == len(GAZETTEER.places) > 10_000
    for place in GAZETTEER.places:
        assert (place.state in states) == (place.country == "MX"), place
        assert place.country in ("MX", "US", "GT", "BZ"), place
        assert "[" not in place.name, f"{place} has its kind in its name"


def test_the_extremes_of_each_state_are_those_of_its_outline() -> None:
    outlines = {outline.code: (outline.south, outline.north) for outline in GAZETTEER.outlines()}
    for state in GAZETTEER.states:
        assert (state.south, state.north) == outlines[state.code], state.code


def test_every_state_has_clocks_that_exist() -> None:
    for state in GAZETTEER.states:
        assert state.zones
        assert all(ZoneInfo(zone).key == zone for zone in state.zones)


def test_every_town_of_a_state_with_several_clocks_has_one_of_them() -> None:
    seasons = [datetime(2027, month, 1, tzinfo=UTC) for month in (1, 7)]
    several = {state.code: state for state in GAZETTEER.states if any(len(state.clocks(at)) > 1 for at in seasons)}
    assert set(several) == {"MX-CHH", "MX-COA", "MX-NAY", "MX-NLE", "MX-TAM"}
    for place in GAZETTEER.places:
        assert place.zone in several[place.state].zones if place.state in several else not place.zone, place


def test_every_capital_is_found_in_its_state() -> None:
    for state in GAZETTEER.states:
        result = match(f"{state.capital}, {state.name}", GAZETTEER)
        assert isinstance(result, Found), state
        assert result.place.state == state.code


def test_the_lines_are_read_only_when_asked_for_and_then_once() -> None:
    code = (
        "import bot.storage.files.gazetteer as storage; from bot.core.places.matching import match;"
        "g = storage.load_gazetteer();"
        "match('Tapachula', g); assert storage._outlines.cache_info().currsize == 0;"
        "assert g.outlines() is g.outlines()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=DATA.parent.parent)


def test_no_file_names_a_machine() -> None:
    for file in DATA.iterdir():
        text = file.read_text(encoding="utf-8")
        assert str(DATA.parent) not in text
        assert "/home/" not in text


def test_the_credits_that_the_licences_ask_for_are_in_the_notice_and_beside_the_data() -> None:
    top = Path(__file__).parents[3]
    for file in (top / "NOTICE", DATA / "README.md"):
        text = " ".join(file.read_text(encoding="utf-8").split())
        assert "Place names, coordinates and populations: GeoNames (https://www.geonames.org), CC BY 4.0" in text
        assert "Fuente: INEGI, Marco Geoestadístico" in text
        assert "no es un producto oficial del INEGI ni cuenta con su aval." in text


HEAD = "name,altnames,state,latitude,longitude\n"


def test_a_pack_may_add_places(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text(
        HEAD + "Albergue Belén,Casa Belén;Belen,MX-CHP,14.90,-92.26\nPalenque,,MX-OAX,16.4,-95.0\n", encoding="utf-8"
    )
    gazetteer = load_gazetteer(read_places(tmp_path))
    belen = match("mwen nan kasa belen", gazetteer)
    assert isinstance(belen, Found)
    assert belen.place.state == "MX-CHP"
    assert isinstance(match("Palenque", gazetteer), Unsure)
    assert isinstance(match("Palenque", GAZETTEER), Found)


def test_a_pack_need_not_add_places(tmp_path: Path) -> None:
    assert read_places(tmp_path) == ()
    assert load_gazetteer() is load_gazetteer(())


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("name,state\nX,MX-CHP\n", 'line 1: the column "altnames" is missing.'),
        (HEAD + ",,MX-CHP,14.9,-92.2\n", 'line 2: "name" is missing. Fill in its cell.'),
        (HEAD + "X,,Chiapas,14.9,-92.2\n", '"Chiapas" is not a state of Mexico.'),
        (HEAD + "X,,MX-CHP,north,-92.2\n", '"latitude" is "north", not a number.'),
        (HEAD + "X,,MX-CHP,-92.2,14.9\n", '"latitude" is -92.2; it must be from 14 to 33.'),
        (HEAD + "X,,MX-CHP,nan,-92.2\n", '"latitude" is "nan", not a number.'),
        (HEAD + "X\n", 'place "X": "state" is missing. Fill in its cell.'),
    ],
)
def test_a_mistake_in_a_packs_places_is_named(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "places.csv").write_text(text, encoding="utf-8")
    with pytest.raises(PackError, match=r"places\.csv") as mistake:
        read_places(tmp_path)
    assert fault in str(mistake.value)


def test_a_country_is_known_by_what_a_language_that_is_added_calls_it() -> None:
    portuguese = {"PY": ("Paraguai",), "DE": ("Alemanha",), "GP": ("Guadalupe",), "IN": ("End",)}
    added = replace(GAZETTEER, named=lambda: portuguese)
    assert replace(GAZETTEER, named=dict).region("alemanha") == "", "it is in no table"
    assert [added.region(name) for name in ("paraguai", "alemanha")] == ["PY", "DE"]
    assert {"guadalupe", "end"} & added.regions.keys() == set(), "a town, and a word that is too short"
    assert added.region("alemania") == "DE"
