"""The area of a programme by day and nationality, as a list and as a map."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.core.language.text import Text
from bot.core.programme.eligibility import Test
from bot.core.programme.pack import Area, Pack
from bot.services.places.coverage import cover
from bot.services.places.coverage_map import INSIDE, OUTSIDE, draw
from bot.services.places.lookup import Finder
from bot.storage.files.gazetteer import load_gazetteer

GAZETTEER = load_gazetteer()
BEFORE, AFTER = date(2024, 8, 22), date(2024, 8, 23)
SVG = "{http://www.w3.org/2000/svg}"


def codes(pack: Pack, on: date, answer: str, nationality: str = "") -> set[str]:
    shown = cover(pack, GAZETTEER, on, nationality)
    return {state.code.removeprefix("MX-") for state, said in shown.states.items() if said == answer}


def test_chiapas_and_tabasco_are_covered_from_the_day_of_their_rule(packs: dict[str, Pack]) -> None:
    border = packs["border-appointments"]
    assert {"CHP", "TAB"} <= codes(border, BEFORE, "no")
    assert {"CHP", "TAB"} <= codes(border, AFTER, "yes")
    assert codes(border, AFTER, "no") == {"GRO", "OAX"}
    assert codes(border, AFTER, "unclear") == {"CAM", "COL", "JAL", "MEX", "MIC", "MOR", "PUE", "ROO", "VER"}


def test_before_its_first_area_a_programme_covers_nothing_and_without_areas_everything(packs: dict[str, Pack]) -> None:
    assert len(codes(packs["border-appointments"], date(2022, 1, 1), "no")) == 32
    assert len(codes(packs["legal-clinic"], AFTER, "yes")) == 32


def for_mexicans(pack: Pack) -> Pack:
    only = ((Test("nationality", frozenset({"MX"})),),)
    states = frozenset({"MX-OAX", "MX-GRO"})
    area = Area(start=AFTER, end=None, source=Text("test.area", "test"), states=states, when=only)
    return replace(pack, areas=(*pack.areas, area))


def test_a_nationality_can_widen_the_area(packs: dict[str, Pack]) -> None:
    pack = for_mexicans(packs["border-appointments"])
    assert codes(pack, AFTER, "no", "HT") == {"GRO", "OAX"}
    assert codes(pack, AFTER, "no", "MX") == set()
    anyone = cover(pack, GAZETTEER, AFTER)
    assert [area.states for area in anyone.depending] == [{"MX-OAX", "MX-GRO"}]
    assert not cover(pack, GAZETTEER, AFTER, "HT").depending


def test_a_new_version_of_an_area_takes_the_place_of_the_old_one_in_practice_too(packs: dict[str, Pack]) -> None:
    border = packs["border-appointments"]
    north = next(area for area in border.areas if area.id == "north")
    moved = replace(border, areas=(replace(north, end=BEFORE), replace(north, start=AFTER, parallel=25.0)))
    assert "JAL" not in codes(moved, BEFORE, "no")
    assert "JAL" in codes(moved, AFTER, "no")
    finder = Finder(GAZETTEER, [moved], AFTER)
    assert finder.typed("Guadalajara").inside == {border.id: "no"}


def fills(svg: str) -> dict[str, list[str]]:
    """The colours of each state on the map, by its code."""
    found: dict[str, list[str]] = {}
    code = ""
    for path in ET.fromstring(svg).iter(f"{SVG}path"):
        title = path.find(f"{SVG}title")
        code = title.text or "" if title is not None else code
        if path.get("fill", "none") != "none":
            found.setdefault(code, []).append(path.get("fill", ""))
    return found


def test_the_map_shows_what_the_list_says(packs: dict[str, Pack]) -> None:
    shown = cover(packs["border-appointments"], GAZETTEER, AFTER)
    svg = draw(shown, GAZETTEER)
    colours = fills(svg)
    for state, answer in shown.states.items():
        expected = {"yes": [INSIDE], "no": [OUTSIDE], "unclear": [OUTSIDE, INSIDE]}[answer]
        assert colours[state.code] == expected, state.code
    words = " ".join(text.text or "" for text in ET.fromstring(svg).iter(f"{SVG}text"))
    for site in shown.pack.sites:
        assert site.name.english in words
    for expected in ("23 August 2024", "PRACTICE", "covered", "not covered", "19° north", "INEGI"):
        assert expected in words


def test_the_map_is_small_and_asks_nothing_of_the_network(packs: dict[str, Pack]) -> None:
    svg = draw(cover(packs["legal-clinic"], GAZETTEER, AFTER), GAZETTEER)
    assert len(svg) < 150_000
    assert "href" not in svg
    assert "@font-face" not in svg
    assert svg.replace("http://www.w3.org/2000/svg", "").find("http") == -1


def test_a_circle_is_drawn_where_it_lies(packs: dict[str, Pack]) -> None:
    area = Area(start=AFTER, end=None, source=Text("test.area", "test"), circles=((14.9, -92.26, 100.0),))
    svg = draw(cover(replace(packs["legal-clinic"], areas=(area,)), GAZETTEER, AFTER), GAZETTEER)
    ellipses = list(ET.fromstring(svg).iter(f"{SVG}ellipse"))
    assert len(ellipses) == 1
    assert float(ellipses[0].get("ry", "0")) == pytest.approx(100 / 111.195 * 58, abs=0.1)


def test_the_command_lists_and_draws(tmp_path: Path) -> None:
    words = ["packs", "area", "border-appointments", "--on", "2024-08-23"]
    listed = CliRunner().invoke(main, [*words, "--svg", str(tmp_path / "area.svg")])
    assert listed.exit_code == 0
    assert "not covered: 2\nGuerrero (MX-GRO), Oaxaca (MX-OAX)" in listed.stdout
    assert (tmp_path / "area.svg").read_text(encoding="utf-8").startswith("<svg")
    data = json.loads(CliRunner().invoke(main, [*words, "--json", "--nationality", "HT"]).stdout)
    assert (data["states"]["MX-CHP"], data["states"]["MX-PUE"], data["states"]["MX-OAX"]) == ("yes", "partly", "no")
    assert next(site["id"] for site in data["sites"]) == "tijuana"


@pytest.mark.parametrize("words", [("--on", "soon"), (), ("--on", "2024-08-23", "--nationality", "XX")])
def test_a_day_or_country_that_is_none_is_a_usage_error(words: tuple[str, ...]) -> None:
    assert CliRunner().invoke(main, ["packs", "area", "border-appointments", *words]).exit_code == 2
