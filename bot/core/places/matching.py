"""Find the place that a typed answer names; it asks rather than guesses. Other code imports places from here."""

from collections.abc import Callable
from dataclasses import replace

from bot.core.places.gazetteer import Gazetteer, Place, State
from bot.core.places.near_names import SHORTEST, alike, country_alike
from bot.core.places.ranking import (
    CITY,
    CITY_STATE,
    MEXICO,
    MOST,
    TOWN,
    CountryOnly,
    Found,
    FoundState,
    Match,
    Unknown,
    Unsure,
    Where,
    by_weight,
    far_larger,
    is_small,
    people,
    settle,
    things_of,
    with_larger,
)
from bot.core.places.spelling import fold_name, sound

Look = Callable[[str, Gazetteer, Where], Match | None]
"""A way to look up a name within limits."""
LONGEST = 80
"""The most characters of an answer that are read; no place has a longer name."""


def match(text: str, gazetteer: Gazetteer, state: str = "") -> Match:
    """Return the place that a typed answer names, in any language, spelling or sentence; never raises an error.

    `state` is the ISO 3166-2 code of the person's state, if known: it decides between places with the same name.
    """
    said = fold_name(text[:LONGEST])[:LONGEST].strip()
    anywhere = Where(town=gazetteer.sentences.town(said))
    exact = _exact(said, gazetteer, anywhere) if said in gazetteer.by_name else None
    result = exact if exact and not is_small(exact) else _sentence(said, gazetteer, anywhere)
    if isinstance(result, Found | FoundState) and gazetteer.sentences.doubtful(said):
        return Unsure(things_of(result))
    return _of_state(state, result) if state and isinstance(result, Unsure) else result


def _of_state(state: str, result: Unsure) -> Match:
    """Choose, of places with the same name, the one in the person's state."""
    own = [thing for thing in result.candidates if isinstance(thing, Place) and thing.state == state]
    if len(own) == 1 and len(result.candidates) > 1:
        return Found(own[0])
    return replace(result, candidates=tuple(dict.fromkeys((*own, *result.candidates))))


def _sentence(said: str, gazetteer: Gazetteer, anywhere: Where) -> Match:
    """Read what is said about where the person is now; where they come from or go is only asked about."""
    clause, now = gazetteer.sentences.here(said)
    parts = gazetteer.sentences.either(clause)
    results = [_border(part, gazetteer, anywhere) or _lookup(part, gazetteer, anywhere) for part in parts]
    things = [thing for result in results if result for thing in things_of(result)]
    if len(parts) > 1 and things:
        return Unsure(tuple(dict.fromkeys(things))[:MOST])
    result = _lookup(clause, gazetteer, anywhere) if len(parts) > 1 else results[0] if results else None
    if result is None or now or isinstance(result, Unsure):
        return result or Unknown()
    return Unsure(tuple(things)) if things else Unknown()


def _border(said: str, gazetteer: Gazetteer, anywhere: Where) -> Match | None:
    """Find a town at a border, in the states along it; a border without a town means those states."""
    found = gazetteer.sentences.border(said)
    if found is None:
        return None
    before, after = found
    country = ""
    spans = [(start, end) for end in range(min(4, len(after)), 0, -1) for start in (0, 1) if start < end]
    for start, end in spans:
        if not country and len(code := gazetteer.region(" ".join(after[start:end]))) == 2:
            country, after = code, after[end:]
    for start in range(max(0, len(before) - 3), len(before)):
        if not country and len(code := gazetteer.region(" ".join(before[start:]))) == 2:
            country, before = code, before[:start]
    along = gazetteer.borders.get(country, frozenset())
    rest = " ".join((*before, *after))
    if not gazetteer.sentences.bare(rest):
        states = [state for state in gazetteer.states if state.code in along]
        return Unsure(tuple(states)) if 0 < len(states) <= MOST else CountryOnly(MEXICO)
    return _lookup(rest, gazetteer, Where(along, anywhere.town)) or _lookup(rest, gazetteer, anywhere)


def _lookup(said: str, gazetteer: Gazetteer, where: Where) -> Match | None:
    """Look up a name with ever fewer words around it: exactly, with its state, nearly alike, or inside a sentence."""
    readings = list(gazetteer.sentences.readings(said))
    little: Match | None = None
    for reading in readings:
        looks: tuple[Look, ...] = (_checked, _with_region) if reading in gazetteer.by_name else (_with_region, _checked)
        if result := next((found for look in looks if (found := look(reading, gazetteer, where))), None):
            if where.within or not is_small(result):
                return result if not little or far_larger(result, little) else with_larger(little, result)
            little = little or result
    where = replace(where, least=CITY if little else 0)
    looked_at = dict.fromkeys((*readings[:1], *readings[-1:]))
    near = [result for reading in looked_at if (result := alike(reading, gazetteer, where))]
    near.sort(key=lambda result: isinstance(result, Unsure))
    if little:
        return with_larger(little, near[0]) if near else little
    if not (near and isinstance(near[0], Found)) and not where.within:
        far = next((far for reading in looked_at if (far := country_alike(reading, gazetteer))), None)
        near = [far] if far else near
    return near[0] if near else next((_mentioned(reading, gazetteer, where) for reading in readings), None)


def _checked(reading: str, gazetteer: Gazetteer, where: Where) -> Match | None:
    """Look up a name; "San Andrés Hidalgo" of Oaxaca can also be "San Andrés, Hidalgo", so it is asked about."""
    exact = _exact(reading, gazetteer, where)
    regional = _with_region(reading, gazetteer, where) if isinstance(exact, Found) else None
    if isinstance(exact, Found) and isinstance(regional, Found) and exact.place.region != regional.place.region:
        return Unsure((regional.place, exact.place))
    return exact


def _exact(reading: str, gazetteer: Gazetteer, where: Where) -> Match | None:
    """Find places with exactly this name; if only villages have it, also better-known places with the same sound."""
    if not where.within and (region := _region_alone(reading, gazetteer, where)):
        return region
    things = list(filter(where.holds, gazetteer.by_name.get(reading, [])))
    heard = sound(reading)
    if len(heard) >= SHORTEST - 1 <= len(reading) - 1 and all(people(thing) < TOWN for thing in things):
        alike = [gazetteer.things[index] for index in gazetteer.by_sound.get(heard, [])]
        alike = list(filter(where.holds, alike))
        if where.within or any(people(thing) >= CITY for thing in alike):
            things += alike
    if not where.within and not where.town and (state := gazetteer.state(gazetteer.region(reading))):
        things.append(state)
    result = settle(things, reading) if things else None
    if isinstance(result, FoundState) and len(reading) <= 3:  # "son", "ver", "sin" are also ordinary words
        return Unsure((result.state,))
    if isinstance(result, Found) and result.place.population < TOWN and not where.within:
        return Unsure((result.place,))
    return result


def _region_alone(reading: str, gazetteer: Gazetteer, where: Where) -> Match | None:
    """Find a country, its capital, or a state that is called one: "Mexico", "vil Meksik", "estado de Puebla"."""
    country = gazetteer.region(reading)
    if len(country) == 2 and len(reading) > 2:
        cities = [thing for thing in gazetteer.by_name.get(reading, []) if people(thing) >= CITY]
        at_home = [thing for thing in cities if country != MEXICO and Where(frozenset((MEXICO,))).holds(thing)]
        if cities and where.town and country != MEXICO:
            return None
        return Unsure(tuple(at_home[:MOST]), country) if at_home else CountryOnly(country)
    city = gazetteer.state(CITY_STATE)
    if city and gazetteer.region(gazetteer.sentences.without_city(reading)) == MEXICO:
        return settle(gazetteer.by_name.get(fold_name(city.capital), []))
    called = gazetteer.sentences.state(reading)
    state = gazetteer.state(gazetteer.region(called)) if called else None
    return FoundState(state) if state and not gazetteer.by_name.get(reading) else None


def _with_region(reading: str, gazetteer: Gazetteer, where: Where) -> Match | None:
    """Find a name with its state or country after or before it; inside a country, with its state."""
    words = reading.split()
    counts = range(min(4, len(words) - 1), 0, -1)
    after = [(words[-count:], words[:-count]) for count in counts]
    before = [(words[:count], words[count:]) for count in counts]
    for side in (after, before):
        for region, rest in side:
            called, name = " ".join(region), " ".join(rest)
            code = gazetteer.region(called)
            if not code or (len(code) == 2 and where.within) or not gazetteer.sentences.bare(name):
                continue
            if called not in gazetteer.regions and region[-1] in gazetteer.regions:  # "tamaulipas tx" is no state
                continue
            result = _in_region(name, called, gazetteer, where)
            asks = isinstance(result, Unsure)  # "us", "ver" and "ca" are also ordinary words
            if len(called) > 3 or (side is after and (code != "US" or asks)) or isinstance(result, Found):
                return result
    return None


def _in_region(name: str, called: str, gazetteer: Gazetteer, where: Where) -> Match | None:
    """Find a name inside one state or country; if the two contradict each other, ask about both."""
    code = gazetteer.region(called)
    rest, _, last = name.rpartition(" ")
    if rest and gazetteer.region(last) == code:  # "Nogales, Arizona, USA": the state says more than the country
        return _in_region(rest, last, gazetteer, where)
    state = gazetteer.state(code)
    readings = list(gazetteer.sentences.readings(name))
    namesakes = _namesakes(readings, gazetteer)
    if not state and code != MEXICO and code not in gazetteer.borders:
        at_home = [thing for thing in namesakes if people(thing) >= CITY]
        return Unsure(tuple(at_home[: MOST - 1]), code) if at_home else CountryOnly(code)
    there = Where(frozenset((gazetteer.part(called) or code,)), where.town)
    looks: tuple[Look, ...] = (_exact, alike, _mentioned) if state else (_exact, _with_region, alike)
    looked = ((look, reading) for look in looks for reading in readings)
    result = next((found for look, reading in looked if (found := look(reading, gazetteer, there))), None)
    if isinstance(result, Found) and not there.holds(result.place):  # "Reynosa, Tamaulipas, TX"
        namesakes, result = [result.place], None
    elsewhere = [thing for thing in namesakes if not there.holds(thing)][: MOST - 1]
    country = gazetteer.region(name) if code == MEXICO else code
    country = country if len(country) == 2 and country != MEXICO else ""
    if isinstance(result, Found | FoundState) or (result and not elsewhere and not country):
        return result
    itself = things_of(_exact(called, gazetteer, Where()) or Unknown()) if state else ()
    its_own = [thing for thing in itself if isinstance(thing, State) or thing.state == code]
    near = things_of(result or Unknown()) or _longer_names(readings[-1], gazetteer, there)
    things = tuple(dict.fromkeys((*elsewhere, *near, *its_own)))[:MOST]
    if any(isinstance(thing, Place) and thing.country == country for thing in things):
        country = ""
    if things or code == MEXICO:
        return Unsure(things, country) if things else None
    return CountryOnly(code)


def _namesakes(readings: list[str], gazetteer: Gazetteer) -> list[Place | State]:
    """Return all places with a name; without any, the place in Mexico that is almost certainly meant."""
    if exact := next(filter(None, (gazetteer.by_name.get(reading) for reading in readings)), None):
        return by_weight(exact)
    home = Where(frozenset((MEXICO,)))
    near = (_with_region(readings[0], gazetteer, Where()), *(alike(reading, gazetteer, home) for reading in readings))
    return next(([found.place] for found in near if isinstance(found, Found)), [])


def _longer_names(reading: str, gazetteer: Gazetteer, where: Where) -> list[Place | State]:
    """Return the larger towns of a region whose names contain this name: "Laredo" of Mexico can be Nuevo Laredo."""
    longer = [thing for name in gazetteer.known if f" {reading} " in f" {name} " for thing in gazetteer.by_name[name]]
    return by_weight(thing for thing in longer if where.holds(thing) and people(thing) >= CITY)[:2]


def _mentioned(reading: str, gazetteer: Gazetteer, where: Where) -> Match | None:
    """Find well-known names anywhere in a sentence: they are only asked about, because "not in" can be in it too."""
    words, start = reading.split(), 0
    mentioned: list[Place | State] = []
    while start < len(words):
        for count in range(min(4, len(words) - start), 0, -1):
            name = " ".join(words[start : start + count])
            things = [thing for thing in gazetteer.by_name.get(name, []) if people(thing) >= CITY]
            if len(name) > 4 and any(map(where.holds, things)):
                mentioned += by_weight(things)
                break
        start += count
    return Unsure(tuple(dict.fromkeys(mentioned))[:MOST]) if mentioned else None
