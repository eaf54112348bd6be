"""Where a pin lies, and what an area covers: real outlines, 109 known points, the 19th parallel."""

import csv
import math
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.places.areas import inside, locate
from bot.core.programme.eligibility import in_force
from bot.core.programme.pack import Area
from bot.storage.files.gazetteer import load_gazetteer

GAZETTEER = load_gazetteer()

FIRST = date(2023, 1, 12)
SECOND = date(2024, 8, 23)
NORTH_OF_19 = Area(start=FIRST, end=None, source="test", parallel=19.0)
SOUTHERN_STATES = Area(start=SECOND, end=None, source="test", states=frozenset({"MX-CHP", "MX-TAB"}))

with (Path(__file__).parent / "known-points.csv").open(encoding="utf-8") as points:
    KNOWN_POINTS = list(csv.DictReader(points))


@pytest.mark.parametrize("row", KNOWN_POINTS, ids=lambda row: row["place"])
def test_a_known_point_lies_where_it_is(row: dict[str, str]) -> None:
    where = locate(float(row["lat"]), float(row["lon"]), 0.0, GAZETTEER)
    assert where is not None
    if row["expected"].startswith("MX-"):
        assert (where.state, where.country) == (row["expected"], "MX")
    else:
        assert where.country == row["expected"].replace("other", "")
        assert where.unclear or not where.state


def test_all_109_known_points_are_there() -> None:
    assert len(KNOWN_POINTS) == 109


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(0.0, 0.0), (math.nan, -92.0), (14.9, math.nan), (math.inf, 0.0), (90.1, 0.0), (14.9, -180.5), (-99.1, 19.4)],
)
def test_a_point_that_cannot_be_real_says_nothing(latitude: float, longitude: float) -> None:
    assert locate(latitude, longitude, 0.0, GAZETTEER) is None


def test_a_point_near_a_line_is_unclear_and_so_is_an_inexact_one() -> None:
    torreon, gomez_palacio = (25.5428, -103.4068), (25.5640, -103.4960)
    for point in (torreon, gomez_palacio):
        exact, rough = locate(*point, 0.0, GAZETTEER), locate(*point, 6_000.0, GAZETTEER)
        assert exact is not None
        assert rough is not None
        assert not exact.unclear
        assert rough.unclear
        assert exact.state == rough.state
    assert locate(*torreon, math.nan, GAZETTEER) == locate(*torreon, 0.0, GAZETTEER)


def test_a_pin_just_over_the_line_names_the_state_beside_it() -> None:
    where = locate(14.6833, -92.1417, 0.0, GAZETTEER)
    assert where is not None
    assert (where.country, where.state, where.unclear) == ("GT", "MX-CHP", True)


@given(st.floats(), st.floats(), st.floats())
def test_any_pin_gets_an_answer(latitude: float, longitude: float, accuracy: float) -> None:
    where = locate(latitude, longitude, accuracy, GAZETTEER)
    assert where is None or where.country in ("", "MX", "GT", "BZ", "US")


def covered(
    areas: tuple[Area, ...], state: str, point: tuple[float, float] | tuple[None, None] = (None, None), **how: float
) -> str:
    return inside(areas, state=state, latitude=point[0], longitude=point[1], gazetteer=GAZETTEER, **how)


def town(name: str) -> tuple[str, tuple[float, float]]:
    place = next(place for place in GAZETTEER.places if place.name == name)
    return place.state, (place.latitude, place.longitude)


def test_the_19th_parallel_divides_towns_with_5_km_of_doubt() -> None:
    assert covered((NORTH_OF_19,), *town("Puebla")) == "yes"  # 5.3 km north
    assert covered((NORTH_OF_19,), "MX-PUE", (19.0437, -98.1981)) == "unclear"  # its main square, 4.9 km north
    assert covered((NORTH_OF_19,), *town("Cuernavaca")) == "no"  # 9 km south
    assert covered((NORTH_OF_19,), *town("Veracruz")) == "yes"
    assert covered((NORTH_OF_19,), *town("Tapachula")) == "no"
    assert covered((NORTH_OF_19,), "MX-PUE", (18.96, -98.2)) == "unclear"
    assert covered((NORTH_OF_19,), "MX-PUE", (18.96, -98.2), tolerance_km=0.0) == "no"
    assert covered((NORTH_OF_19,), "MX-PUE", (19.0, -98.2), tolerance_km=0.0) == "yes"


def test_a_state_alone_is_in_or_out_if_it_lies_wholly_on_one_side() -> None:
    answers = {state: covered((NORTH_OF_19,), state) for state in ("MX-YUC", "MX-CMX", "MX-CHP", "MX-PUE", "MX-GRO")}
    assert answers == {"MX-YUC": "yes", "MX-CMX": "yes", "MX-CHP": "no", "MX-PUE": "unclear", "MX-GRO": "no"}
    split = {state.code for state in GAZETTEER.states if covered((NORTH_OF_19,), state.code) == "unclear"}
    assert split == {f"MX-{c}" for c in ("CAM", "COL", "JAL", "MEX", "MIC", "MOR", "PUE", "ROO", "VER")}


def test_tapachula_is_in_only_from_the_day_its_area_begins() -> None:
    def on(day: date) -> tuple[Area, ...]:
        return tuple(area for area in (NORTH_OF_19, SOUTHERN_STATES) if in_force([area], day))

    assert covered(on(date(2024, 8, 22)), *town("Tapachula")) == "no"
    assert covered(on(date(2024, 8, 23)), *town("Tapachula")) == "yes"
    assert covered(on(date(2024, 8, 23)), "MX-CHP") == "yes"
    assert covered(on(date(2024, 8, 23)), "MX-OAX") == "no"


def test_just_outside_a_named_state_is_unclear() -> None:
    arriaga_side = (16.235, -94.07)
    where = locate(*arriaga_side, 0.0, GAZETTEER)
    assert where is not None
    assert where.state == "MX-OAX"
    assert covered((SOUTHERN_STATES,), where.state, arriaga_side) == "unclear"
    assert covered((SOUTHERN_STATES,), where.state, arriaga_side, tolerance_km=0.1) == "no"


def test_a_parallel_covers_only_mexico() -> None:
    san_antonio_texas = (29.42, -98.49)
    assert covered((NORTH_OF_19,), "", san_antonio_texas) == "no"
    assert covered((NORTH_OF_19,), "US", san_antonio_texas) == "no"
    assert covered((NORTH_OF_19,), "US", (32.552, -117.043)) == "unclear"
    assert covered((NORTH_OF_19,), "", (25.6866, -100.3161)) == "yes"
    assert covered((NORTH_OF_19, SOUTHERN_STATES), "GT") == "no"
    assert covered((NORTH_OF_19,), "MX") == "unclear"


def test_a_circle_covers_what_is_near_its_centre_in_any_country() -> None:
    around_tapachula = (Area(start=FIRST, end=None, source="test", circles=((14.9056, -92.2634, 30.0),)),)
    assert covered(around_tapachula, "MX-CHP", (14.95, -92.2)) == "yes"
    assert covered(around_tapachula, "GT", (14.9106, -92.0581)) == "yes"
    assert covered(around_tapachula, "MX-CHP", (15.16, -92.3)) == "unclear"
    assert covered(around_tapachula, *town("Palenque")) == "no"
    assert covered(around_tapachula, "MX-CHP") == "unclear"
    assert covered(around_tapachula, "MX-SON") == "no"


def test_without_areas_every_place_is_in() -> None:
    assert covered((), "") == "yes"
    assert covered((), "GT", (14.6, -90.5)) == "yes"


@given(st.floats(14, 33), st.floats(-118, -86), st.sampled_from(["", *(state.code for state in GAZETTEER.states)]))
def test_more_areas_never_cover_less(latitude: float, longitude: float, state: str) -> None:
    order = ("no", "unclear", "yes")
    one = covered((NORTH_OF_19,), state, (latitude, longitude))
    both = covered((NORTH_OF_19, SOUTHERN_STATES), state, (latitude, longitude))
    assert order.index(both) >= order.index(one)
