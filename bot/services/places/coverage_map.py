"""Draws the area of a programme as a plain SVG file with title, legend, sites and towns, and no outside font."""

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from xml.etree import ElementTree as ET

from bot.core.places.gazetteer import Gazetteer, Outline, Place
from bot.core.programme.pack import Area
from bot.core.programme.site import Site
from bot.services.places.coverage import Cover

WEST, SOUTH, EAST, NORTH = -118.6, 13.6, -86.2, 33.2
"""Degrees at the edges of the map."""
SCALE = 58.0
"""Units of the picture for one degree of latitude."""
SQUEEZE = math.cos(math.radians((SOUTH + NORTH) / 2))
HEAD, FOOT = 132.0, 60.0
WIDTH, HEIGHT = round((EAST - WEST) * SQUEEZE * SCALE), round((NORTH - SOUTH) * SCALE + HEAD + FOOT)
FINEST = 2
"""Units: a corner of an outline that is nearer to the one before it is left out."""
KM_IN_A_DEGREE = 111.195
GULF = -93.6
"""Degrees of longitude: east of here there is sea to write on, at most latitudes."""
TOWNS, APART = 14, 2.3
"""How many large towns are named for orientation, and the least distance between two of them, in degrees."""

SEA, LAND, INSIDE, OUTSIDE = "#dbe9f1", "#eceae4", "#79c3ab", "#fbf8f1"
LINE, COAST, INK, PALE, MARK = "#ffffff", "#9fb2bb", "#1f2d33", "#5d6c73", "#b3361f"
FONT = "'DejaVu Sans', 'Noto Sans', Verdana, sans-serif"


def draw(shown: Cover, gazetteer: Gazetteer, own_places: Sequence[Place] = ()) -> str:
    """Return the SVG text. Sites have numbers from west to east, an order that says nothing about which is better."""
    picture = ET.Element(
        "svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {WIDTH} {HEIGHT}", "font-family": FONT}
    )
    picture.set("role", "img")
    ET.SubElement(picture, "title").text = _title(shown)
    ET.SubElement(picture, "desc").text = _said(shown)
    _clips(picture, shown.areas)
    _box(picture, 0, 0, WIDTH, HEIGHT, "#ffffff")
    chart = ET.SubElement(picture, "g", {"clip-path": "url(#map)"})
    _box(chart, 0, HEAD, WIDTH, HEIGHT - HEAD - FOOT, SEA)
    _land(chart, shown, gazetteer)
    for name, longitude, latitude in ABROAD:
        _write(chart, name, *_at(longitude, latitude), 20, PALE, anchor="middle")
    _fences(chart, shown.areas)
    _towns(chart, gazetteer, own_places, shown.pack.sites)
    sites = [site for site in shown.pack.sites_for({}) if site.latitude is not None]
    for number, site in enumerate(sites, 1):
        _site(chart, number, *_at(site.longitude, site.latitude or 0.0))
    _legend(picture, shown, sites)
    _write(picture, _title(shown), 28, 52, 34, weight="bold")
    _write(picture, _said(shown), 28, 88, 20, PALE)
    _write(picture, _warning(shown), 28, 117, 20, MARK, weight="bold")
    _write(picture, CREDIT, 28, HEIGHT - 22, 16, PALE)
    ET.indent(picture, space="")
    return ET.tostring(picture, encoding="unicode") + "\n"


ABROAD = (("United States", -100.6, 31.9), ("Guatemala", -90.3, 15.3), ("Belize", -88.65, 17.2))
"""Where the names of the neighbours are written."""
CREDIT = "Borders: INEGI, simplified and changed; Natural Earth. Towns: GeoNames. Not an official map."


def _title(shown: Cover) -> str:
    return f"{shown.pack.name.english}: area on {shown.on.day} {shown.on:%B %Y}"


def _said(shown: Cover) -> str:
    who = f"Nationality: {shown.nationality}." if shown.nationality else "Any nationality."
    count = {answer: len(shown.states_that(answer)) for answer in ("yes", "unclear", "no")}
    some = " Other rules hold for some people." if shown.depending else ""
    return f"{who} States covered: {count['yes']}, in part: {count['unclear']}, not covered: {count['no']}.{some}"


def _warning(shown: Cover) -> str:
    if not shown.pack.demonstration:
        return ""
    return f"PRACTICE. The programme that it imitates ended on {shown.pack.imitation_ended}."


# The ground


def _at(longitude: float, latitude: float) -> tuple[float, float]:
    return (longitude - WEST) * SQUEEZE * SCALE, (NORTH - latitude) * SCALE + HEAD


def _clips(picture: ET.Element, areas: Iterable[Area]) -> None:
    """Return the frame of the map, and the part north of each parallel."""
    frames = {"map": HEIGHT - FOOT}
    frames |= {_north_of(p): _at(0, p)[1] for p in _parallels(areas)}
    definitions = ET.SubElement(picture, "defs")
    for id, bottom in frames.items():
        _box(ET.SubElement(definitions, "clipPath", {"id": id}), 0, HEAD, WIDTH, bottom - HEAD, "")


def _parallels(areas: Iterable[Area]) -> list[float]:
    return sorted({area.parallel for area in areas if area.parallel is not None})


def _north_of(parallel: float) -> str:
    return f"north-{parallel:g}".replace(".", "_")


def _land(chart: ET.Element, shown: Cover, gazetteer: Gazetteer) -> None:
    states = {state.code: answer for state, answer in shown.states.items()}
    whole = {code for area in shown.areas for code in area.states}
    ground = ET.SubElement(chart, "g", {"stroke": LINE, "stroke-width": "1.6", "stroke-linejoin": "round"})
    for outline in gazetteer.outlines():
        answer = states.get(outline.code)
        fill = LAND if answer is None else INSIDE if answer == "yes" else OUTSIDE
        path = ET.SubElement(ground, "path", {"d": _path(outline), "fill": fill})
        ET.SubElement(path, "title").text = outline.code
        if answer == "unclear" and outline.code not in whole:
            for parallel in _parallels(shown.areas)[:1]:
                part = {"d": _path(outline), "fill": INSIDE, "clip-path": f"url(#{_north_of(parallel)})"}
                ET.SubElement(ground, "path", part)
    lines = {"fill": "none", "stroke": COAST, "stroke-width": "0.8"}
    for outline in gazetteer.outlines():
        if outline.code in states:
            ET.SubElement(chart, "path", {"d": _path(outline), **lines})


def _path(outline: Outline) -> str:
    return "".join(_ring(ring) for ring in outline.rings)


def _ring(ring: Sequence[Sequence[float]]) -> str:
    """Return a closed path in whole units, each corner relative to the one before; "" if it is too small to see."""
    corners = [(round(x), round(y)) for x, y in (_at(lon, lat) for lon, lat in ring)]
    kept = corners[:1]
    for corner in corners[1:-1]:
        if max(abs(corner[0] - kept[-1][0]), abs(corner[1] - kept[-1][1])) >= FINEST:
            kept.append(corner)
    if len(kept) < 3:
        return ""
    steps = (f"{x - before_x} {y - before_y}" for (before_x, before_y), (x, y) in pairwise(kept))
    return f"M{kept[0][0]} {kept[0][1]}l{' '.join(steps)}z"


def _fences(chart: ET.Element, areas: Iterable[Area]) -> None:
    """Draw parallels and circles."""
    areas = tuple(areas)
    dashed = {"stroke": MARK, "stroke-width": "2", "stroke-dasharray": "9 7", "fill": "none"}
    for parallel in _parallels(areas):
        y = _at(0, parallel)[1]
        ET.SubElement(chart, "path", {"d": f"M0 {y:.0f}H{WIDTH}", **dashed})
        _write(chart, f"{parallel:g}° north", _at(GULF, 0)[0], y - 8, 18, MARK, anchor="middle")
    for latitude, longitude, kilometres in (circle for area in areas for circle in area.circles):
        x, y = _at(longitude, latitude)
        high = kilometres / KM_IN_A_DEGREE * SCALE
        wide = high * SQUEEZE / math.cos(math.radians(latitude))
        round_ = {"cx": f"{x:.0f}", "cy": f"{y:.0f}", "rx": f"{wide:.1f}", "ry": f"{high:.1f}"}
        ET.SubElement(chart, "ellipse", {**round_, **dashed, "fill": INSIDE, "fill-opacity": "0.6"})


# What stands on it


def _towns(chart: ET.Element, gazetteer: Gazetteer, own: Sequence[Place], sites: Sequence[Site]) -> None:
    """Draw the pack's own places, and the largest towns that are far enough from each other and from the sites."""
    taken = [(site.longitude, site.latitude) for site in sites if site.latitude is not None]
    for place in own:
        _town(chart, place, MARK)
    for place in _largest(gazetteer, taken):
        _town(chart, place, INK)


def _largest(gazetteer: Gazetteer, taken: list[tuple[float, float]]) -> Iterator[Place]:
    count = 0
    for place in sorted(gazetteer.places, key=lambda place: -place.population):
        here = (place.longitude, place.latitude)
        if place.country == "MX" and all(math.dist(here, other) >= APART for other in taken):
            taken.append(here)
            count += 1
            yield place
        if count == TOWNS:
            return


def _town(chart: ET.Element, place: Place, colour: str) -> None:
    x, y = _at(place.longitude, place.latitude)
    ET.SubElement(chart, "circle", {"cx": f"{x:.0f}", "cy": f"{y:.0f}", "r": "4", "fill": colour})
    at_edge = x > WIDTH - 150
    _write(chart, place.name, x - 9 if at_edge else x + 9, y + 6, 17, colour, anchor="end" if at_edge else "start")


def _site(chart: ET.Element, number: int, x: float, y: float) -> None:
    disc = {"cx": f"{x:.0f}", "cy": f"{y:.0f}", "r": "14", "fill": INK, "stroke": "#ffffff", "stroke-width": "2.5"}
    ET.SubElement(chart, "circle", disc)
    _write(chart, str(number), x, y + 6.5, 18, "#ffffff", weight="bold", anchor="middle")


def _legend(picture: ET.Element, shown: Cover, sites: Sequence[Site]) -> None:
    """Draw the colours, then the sites by number, on the sea in the west."""
    colours = [(INSIDE, "covered"), (OUTSIDE, "not covered")]
    rows = len(colours) + len(sites) + (1 if sites else 0)
    top = HEIGHT - FOOT - 44 - rows * 29
    box = _box(picture, 28, top, 560, rows * 29 + 24, "#ffffff")
    box.set("rx", "8")
    box.set("fill-opacity", "0.88")
    y = top + 36.0
    for colour, meaning in colours:
        _box(picture, 46, y - 17, 30, 20, colour).set("stroke", COAST)
        _write(picture, meaning, 90, y, 19)
        y += 29
    if sites:
        _write(picture, "Sites, from west to east", 46, y, 19, PALE)
        y += 29
    for number, site in enumerate(sites, 1):
        _site(picture, number, 61, y - 6)
        _write(picture, site.name.english, 90, y, 19)
        y += 29


# Shapes and letters


def _box(within: ET.Element, x: float, y: float, width: float, height: float, fill: str) -> ET.Element:
    sides = {"x": f"{x:.0f}", "y": f"{y:.0f}", "width": f"{width:.0f}", "height": f"{height:.0f}"}
    return ET.SubElement(within, "rect", {**sides, **({"fill": fill} if fill else {})})


def _write(
    within: ET.Element,
    words: str,
    x: float,
    y: float,
    size: int,
    colour: str = INK,
    *,
    weight: str = "normal",
    anchor: str = "start",
) -> None:
    if not words:
        return
    look = {"x": f"{x:.0f}", "y": f"{y:.0f}", "font-size": str(size), "fill": colour}
    look |= {"font-weight": weight} if weight != "normal" else {}
    look |= {"text-anchor": anchor} if anchor != "start" else {}
    ET.SubElement(within, "text", look).text = words
