"""Where a point lies, and whether a programme's area covers it: plain geometry on the sphere."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from bot.core.places.gazetteer import Gazetteer, Outline
from bot.core.programme.pack import Area

LEAST_DOUBT_M = 500.0
"""Metres by which the simplified lines and a phone may be wrong, at least."""
REACH_M = 30_000.0
"""Metres from a neighbouring country within which a point counts as there: beaches, and lines drawn coarsely."""
LEAST_TOLERANCE_KM = 5.0
"""Kilometres from the line of an area within which a point is unclear, whatever accuracy the phone reports."""
DEGREE_M = 111_195.0
"""Metres in a degree of latitude, on a sphere with a radius of 6,371 km."""

Answer = Literal["yes", "no", "unclear"]


def tolerance_km(accuracy_m: float) -> float:
    """Return within what distance of an area's line a point is unclear: the phone's accuracy, at least 5 km."""
    return max(LEAST_TOLERANCE_KM, accuracy_m / 1000) if accuracy_m == accuracy_m else LEAST_TOLERANCE_KM


@dataclass(frozen=True, slots=True)
class Location:
    """The meaning of a pin: a state of Mexico, or a country, or ("" and "") the sea or a place far away."""

    state: str
    """The state in which it lies; if `unclear`, perhaps the state next to it."""
    country: str
    unclear: bool
    """Whether a line is nearer than the point is exact: then the bot says what it understood, and asks."""
    candidates: tuple[str, ...] = ()
    """Codes of the states and of the neighbour in which it may lie, the likeliest first; only one if it is clear."""

    @property
    def abroad(self) -> str:
        """Return the neighbour in which it lies, with its state if known: "US-CA", "GT"; "" in Mexico and at sea."""
        return next((code for code in self.candidates if code[:2] == self.country), "") if self.country != "MX" else ""


def locate(latitude: float, longitude: float, accuracy_m: float, gazetteer: Gazetteer) -> Location | None:
    """Return where a point (degrees; accuracy in metres, 0 if not known) lies; None if it cannot be a real point."""
    if not _is_real(latitude, longitude):
        return None
    outlines = gazetteer.outlines()
    doubt = max(LEAST_DOUBT_M, accuracy_m) if accuracy_m == accuracy_m else LEAST_DOUBT_M
    distances = {o.code: _metres_to(o, latitude, longitude, doubt) for o in outlines if _is_state(o.code)}
    near = sorted((code for code in distances if distances[code] <= doubt), key=lambda code: distances[code])
    state = _state_at(latitude, longitude, gazetteer)
    at_border = bool(near) and set(near) <= {state}
    neighbour = _neighbour(latitude, longitude, outlines) if at_border or not state else ""
    if state:
        candidates = (state, *(code for code in near if code != state), *filter(None, [neighbour]))
        return Location(state, "MX", bool(near), candidates)
    return Location(near[0] if near else "", neighbour[:2], bool(near), (*filter(None, [neighbour]), *near))


def inside(
    areas: tuple[Area, ...],
    *,
    state: str,
    latitude: float | None = None,
    longitude: float | None = None,
    tolerance_km: float = LEAST_TOLERANCE_KM,
    gazetteer: Gazetteer,
) -> Answer:
    """Return whether the areas together cover a place; "unclear" within the tolerance of a line.

    `state` is an ISO 3166-2 code of Mexico, an ISO 3166 code of another country, or "" where neither is known.
    Without coordinates the state alone is judged: a parallel that crosses it makes it unclear. A point abroad is
    unclear near the line, because phones err; a caller that knows the country for certain need not ask.
    """
    if not areas:
        return "yes"
    if latitude is None or longitude is None or not _is_real(latitude, longitude):
        answers = [_state_inside(area, state, gazetteer) for area in areas]
    else:
        point = (latitude, longitude)
        state = state or _state_at(latitude, longitude, gazetteer)
        answers = [_point_inside(area, state, point, tolerance_km * 1000, gazetteer) for area in areas]
    return max(answers, key=("no", "unclear", "yes").index)


def _state_inside(area: Area, code: str, gazetteer: Gazetteer) -> Answer:
    """Return "yes" for a state that lies wholly north of a parallel, "unclear" for one that the parallel crosses."""
    state = gazetteer.state(code)
    if state is None:
        return "unclear" if code in ("", "MX") else "no"
    if code in area.states or (area.parallel is not None and state.south >= area.parallel):
        return "yes"
    if area.parallel is not None and state.north >= area.parallel:
        return "unclear"
    return "unclear" if any(_touches(circle, code, gazetteer) for circle in area.circles) else "no"


def _touches(circle: tuple[float, float, float], code: str, gazetteer: Gazetteer) -> bool:
    """Return whether a part of a state may lie in a circle."""
    latitude, longitude, kilometres = circle
    outlines = [outline for outline in gazetteer.outlines() if outline.code == code]
    return any(
        _contains(outline, latitude, longitude)
        or _metres_to(outline, latitude, longitude, kilometres * 1000) <= kilometres * 1000
        for outline in outlines
    )


def _point_inside(
    area: Area, state: str, point: tuple[float, float], tolerance_m: float, gazetteer: Gazetteer
) -> Answer:
    """Judge a point by its depth in metres inside the area around it; a point in a named state is inside."""
    if state in area.states:
        return "yes"
    depths = [kilometres * 1000 - metres(point, (lat, lon)) for lat, lon, kilometres in area.circles]
    if area.parallel is not None:
        north = (point[0] - area.parallel) * DEGREE_M
        at_home = _is_state(state) or north < -tolerance_m
        depths.append(north if at_home else min(north, -_metres_to_any(None, point, tolerance_m, gazetteer)))
    depth = max(depths, default=-math.inf)
    if area.states and depth < -tolerance_m:
        depth = -_metres_to_any(area.states, point, tolerance_m, gazetteer)
    if depth >= tolerance_m:
        return "yes"
    return "unclear" if depth >= -tolerance_m else "no"


def _metres_to_any(
    codes: frozenset[str] | None, point: tuple[float, float], within_m: float, gazetteer: Gazetteer
) -> float:
    """Return the metres to the line of the nearest of these states, or of any state of Mexico if `codes` is None."""
    outlines = gazetteer.outlines()
    chosen = [o for o in outlines if (o.code in codes if codes is not None else _is_state(o.code))]
    return min((_metres_to(outline, *point, within_m) for outline in chosen), default=math.inf)


def _state_at(latitude: float, longitude: float, gazetteer: Gazetteer) -> str:
    outlines = (outline for outline in gazetteer.outlines() if _is_state(outline.code))
    return next((outline.code for outline in outlines if _contains(outline, latitude, longitude)), "")


def _is_state(code: str) -> bool:
    return code.startswith("MX-")


def _is_real(latitude: float, longitude: float) -> bool:
    """Return whether a point is on the globe and not (0, 0), which phones without a position send; NaN is not real."""
    return -90 <= latitude <= 90 and -180 <= longitude <= 180 and (latitude, longitude) != (0, 0)


def _neighbour(latitude: float, longitude: float, outlines: Iterable[Outline]) -> str:
    """Return the neighbour in which a point lies or, because the lines are coarse, the nearest; "" if none is near."""
    distances = {
        outline: 0.0 if _contains(outline, latitude, longitude) else _metres_to(outline, latitude, longitude, REACH_M)
        for outline in outlines
        if not _is_state(outline.code)
    }
    nearest = min(distances, key=lambda outline: distances[outline], default=None)
    return nearest.code if nearest and distances[nearest] <= REACH_M else ""


def _contains(outline: Outline, latitude: float, longitude: float) -> bool:
    """Return whether a ray from the point crosses the rings an odd number of times; holes are rings too."""
    if not (outline.south <= latitude <= outline.north and outline.west <= longitude <= outline.east):
        return False
    within = False
    for ring in outline.rings:
        west, south = ring[-1]
        for east, north in ring:
            if (south > latitude) != (north > latitude):
                crossing = west + (latitude - south) * (east - west) / (north - south)
                within ^= longitude < crossing
            west, south = east, north
    return within


def _metres_to(outline: Outline, latitude: float, longitude: float, within_m: float) -> float:
    """Return the metres to the nearest line of an outline, or infinity if that is more than `within_m`."""
    squeeze = max(math.cos(math.radians(latitude)), 1e-9)
    high = within_m / DEGREE_M
    wide = high / squeeze
    if not (
        outline.south - high <= latitude <= outline.north + high
        and outline.west - wide <= longitude <= outline.east + wide
    ):
        return math.inf
    nearest = math.inf
    for ring in outline.rings:
        corners = [((x - longitude) * squeeze, y - latitude) for x, y in ring]
        for (x1, y1), (x2, y2) in pairwise(corners):
            if min(y1, y2) <= high and max(y1, y2) >= -high:
                nearest = min(nearest, _from_origin(x1, y1, x2, y2))
    nearest_m = nearest * DEGREE_M
    return nearest_m if nearest_m <= within_m else math.inf


def _from_origin(x1: float, y1: float, x2: float, y2: float) -> float:
    """Return the distance of the segment between two corners from (0, 0)."""
    dx, dy = x2 - x1, y2 - y1
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else min(1.0, max(0.0, -(x1 * dx + y1 * dy) / length))
    return math.hypot(x1 + along * dx, y1 + along * dy)


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the metres between two points, by the haversine formula."""
    (lat1, lon1), (lat2, lon2) = (map(math.radians, point) for point in (one, other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * 6_371_000.0 * math.asin(min(1.0, math.sqrt(half)))
