"""Which place a typed answer names; it would rather ask than guess. Places, pins and areas are all had from here."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from bot.core.areas import Location, inside, locate
from bot.core.gazetteer import Gazetteer, Outline, Place, State, names
from bot.core.spelling import fold, fold_all, sound

__all__ = [
    "CountryOnly",
    "Found",
    "FoundState",
    "Gazetteer",
    "Location",
    "Match",
    "Outline",
    "Place",
    "State",
    "Unknown",
    "Unsure",
    "inside",
    "locate",
    "match",
]

LONGEST = 80
"""Characters of an answer that are read; no place has a longer name."""
READINGS = 6
"""Times that something is taken from around a name; a sentence needs three."""
MOST = 4
"""Candidates that are worth showing."""
TOWN = 2_500
"""People from which a namesake counts, and below which better-known places of the same sound count too."""
FAR_SMALLER = 50
"""A namesake this many times smaller is passed over."""
CITY = 10_000
"""People from which a town is asked about beside the state of the same name, or found in a long sentence."""
NEAR, SURE = 85, 85
"""Likeness of sound, 0 to 100: from NEAR (fame included) a place is asked about, from SURE it may be taken."""
SHORTEST = 5
"""Letters of sound below which a near miss says nothing."""
MARGIN = 5
"""A lead in likeness that settles it."""


@dataclass(frozen=True, slots=True)
class Found:
    """One place, beyond reasonable doubt; it may be abroad."""

    place: Place


@dataclass(frozen=True, slots=True)
class FoundState:
    """A state and no town."""

    state: State


@dataclass(frozen=True, slots=True)
class CountryOnly:
    """A country and nothing nearer, by its ISO 3166 code."""

    code: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """Up to four candidates, the likeliest first, to be asked about; one alone is a "did you mean"."""

    candidates: tuple[Place | State, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """No place that we know."""


Match = Found | FoundState | CountryOnly | Unsure | Unknown


def match(text: str, gazetteer: Gazetteer) -> Match:
    """The place that a typed answer names, in whatever language, spelling or sentence; never raises."""
    readings = list(_readings(fold(text[:LONGEST])[:LONGEST].strip(), gazetteer))
    for look in (_exact_checked, _with_region, _alike, _mentioned):
        results = [result for reading in readings if (result := look(reading, gazetteer))]
        if look is _alike:
            results.sort(key=lambda result: isinstance(result, Unsure))
        if results:
            return results[0]
    return Unknown()


def _readings(said: str, gazetteer: Gazetteer) -> Iterator[str]:
    """The answer as it stands, then with less and less around the name."""
    for _ in range(READINGS):
        if said:
            yield said
        shorter = gazetteer.fillers.sub("", said, count=1).strip()
        said = shorter if shorter != said else ""


def _exact_checked(reading: str, gazetteer: Gazetteer) -> Match | None:
    """A name; "San Andrés Hidalgo" of Oaxaca can be "San Andrés, Hidalgo" too, and is asked about."""
    exact = _exact(reading, gazetteer)
    regional = _with_region(reading, gazetteer) if isinstance(exact, Found) else None
    if isinstance(exact, Found) and isinstance(regional, Found) and exact.place.region != regional.place.region:
        return Unsure((regional.place, exact.place))
    return exact


def _exact(reading: str, gazetteer: Gazetteer, within: str = "") -> Match | None:
    """What has exactly this name; where only a village has it, better-known places of the same sound too."""
    if not within and (region := _region_alone(reading, gazetteer)):
        return region
    things = _lying(gazetteer.by_name.get(reading, []), within)
    if len(sound(reading)) >= SHORTEST and all(_people(thing) < TOWN for thing in things):
        things = [*things, *_lying(gazetteer.by_sound.get(sound(reading), []), within)]
    if not within and (state := gazetteer.state(gazetteer.region(reading))):
        things = [state, *things]
    result = _settle(things, reading) if things else None
    if isinstance(result, FoundState) and len(reading) <= 3:  # "son", "ver", "sin" are words as well
        return Unsure((result.state,))
    return result


def _region_alone(reading: str, gazetteer: Gazetteer) -> Match | None:
    """A country; or a state that is said to be one: "Mexico", "estado de Puebla"."""
    country = gazetteer.region(reading)
    if len(country) == 2 and len(reading) > 2:
        cities = [thing for thing in gazetteer.by_name.get(reading, []) if _people(thing) >= CITY]
        at_home = _lying(cities, "MX") if country != "MX" else []
        return Unsure(tuple(at_home[:MOST])) if at_home else CountryOnly(country)
    called = gazetteer.state_words.sub("", reading, count=1).strip()
    state = gazetteer.state(gazetteer.region(called)) if called != reading else None
    return FoundState(state) if state and not gazetteer.by_name.get(reading) else None


def _with_region(reading: str, gazetteer: Gazetteer, within: str = "") -> Match | None:
    """A name with its state or country after it, or before it; within a country, with its state."""
    words = reading.split()
    counts = range(min(4, len(words) - 1), 0, -1)
    after = [(words[-count:], words[:-count]) for count in counts]
    before = [(words[:count], words[count:]) for count in counts]
    for region, rest in (*after, *before):
        code = gazetteer.region(" ".join(region))
        if code and not (within and len(code) == 2):
            return _in_region(" ".join(rest), code, gazetteer)
    return None


def _in_region(name: str, code: str, gazetteer: Gazetteer) -> Match | None:
    """A name inside one state or country; where the two contradict each other, both are asked about."""
    readings = list(_readings(name, gazetteer))
    state = gazetteer.state(code)
    looks = (_exact, _alike) if state else (_exact, _with_region, _alike)
    for look in looks:
        for reading in readings:
            if result := look(reading, gazetteer, code):
                return result
    elsewhere = _by_weight(gazetteer.by_name.get(readings[-1], []))[: MOST - 1] if readings else []
    candidates: tuple[Place | State, ...] = (*elsewhere, *([state] if state else []))
    return Unsure(candidates) if candidates else None


def _alike(reading: str, gazetteer: Gazetteer, within: str = "") -> Match | None:
    """What is written or sounds nearly the same; a place that few know must be the more alike."""
    likeness: dict[Place | State, tuple[float, float]] = {}
    for thing, ratio in _near_misses(reading, gazetteer):
        total = ratio + math.log10(_people(thing) + 1)
        if total >= NEAR and _lying([thing], within):
            likeness[thing] = max(likeness.get(thing, (0.0, 0.0)), (total, ratio))
    if not likeness:
        return None
    top, ratio = max(likeness.values())
    close = [thing for thing, (total, _) in likeness.items() if total >= top - MARGIN]
    result = _settle(close)
    if ratio >= SURE and not (isinstance(result, Found) and result.place.population < TOWN):
        return result
    return Unsure(tuple(sorted(close, key=lambda thing: likeness[thing], reverse=True)[:MOST]))


def _near_misses(reading: str, gazetteer: Gazetteer) -> Iterator[tuple[Place | State, float]]:
    """Things with a likeness of name or of sound, one that says nothing left out."""
    for said, spelled in ((reading, gazetteer.names), (sound(reading), gazetteer.sounds)):
        if len(said) >= SHORTEST:
            for name, ratio, index in process.extract(
                said, spelled, scorer=fuzz.ratio, score_cutoff=NEAR - 7, limit=None
            ):
                if len(name) >= SHORTEST:
                    yield gazetteer.things[index], ratio


def _mentioned(reading: str, gazetteer: Gazetteer) -> Match | None:
    """A well-known name somewhere in a sentence: only ever asked about, for "not in" makes a sentence too."""
    words = reading.split()
    for count in range(min(4, len(words) - 1), 0, -1):
        for start in range(len(words) - count + 1):
            name = " ".join(words[start : start + count])
            things = [thing for thing in gazetteer.by_name.get(name, []) if _people(thing) >= CITY]
            if things and len(name) > 4:
                return Unsure(tuple(_by_weight(things)[:MOST]))
    return None


def _settle(things: Iterable[Place | State], called: str = "") -> Match:
    """One of these if nothing of weight stands beside it, else the question; `called` is what was written."""
    ranked = _by_weight(things)
    places = [thing for thing in ranked if isinstance(thing, Place)]
    states = [thing for thing in ranked if isinstance(thing, State)]
    states = [state for state in states if not any(_is_capital(place, state) for place in places)]
    if states:
        alike = {called, *fold_all(names(states[0]))}
        rivals = [place for place in places if place.population >= CITY and fold(place.name) in alike]
        candidates: tuple[Place | State, ...] = (*states, *_one_a_region(rivals))
        return FoundState(states[0]) if len(candidates) == 1 else Unsure(candidates[:MOST])
    rivals = _one_a_region([places[0], *(place for place in places[1:] if _rivals(place, places[0], called))])
    return Found(places[0]) if len(rivals) == 1 else Unsure(tuple(rivals[:MOST]))


def _rivals(place: Place, top: Place, called: str) -> bool:
    """Whether a namesake is of weight: not tiny beside the largest, or a town that bears the name as its own."""
    if fold(place.name) == called != fold(top.name) and place.population >= TOWN:
        return True
    return place.population >= max(top.population / FAR_SMALLER, min(TOWN, top.population / 5))


def _is_capital(place: Place, state: State) -> bool:
    return place.state == state.code and fold(state.capital) in fold_all(names(place))


def _one_a_region(places: Sequence[Place]) -> list[Place]:
    """The first in each state or country: of two in one state, a case keeps the same."""
    first: dict[str, Place] = {}
    for place in places:
        first.setdefault(place.region, place)
    return list(first.values())


def _by_weight(things: Iterable[Place | State]) -> list[Place | State]:
    """Each thing once, states first, then the largest."""
    return sorted(dict.fromkeys(things), key=_people, reverse=True)


def _people(thing: Place | State) -> int:
    return thing.population if isinstance(thing, Place) else 10_000_000


def _lying(things: Iterable[Place | State], within: str) -> list[Place | State]:
    """The places in a state or country; all things where none is given."""
    if not within:
        return list(things)
    return [thing for thing in things if isinstance(thing, Place) and within in (thing.state, thing.country)]
