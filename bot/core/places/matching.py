"""Find the place that a typed answer names; it asks rather than guesses. Other code imports places from here."""

import math
from dataclasses import replace

from rapidfuzz import fuzz, process

from bot.core.places.gazetteer import Gazetteer, Place, State
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

LONGEST = 80
"""The most characters of an answer that are read; no place has a longer name."""
NEAR, SURE = 85, 85
"""Lowest likeness, 0 to 100: from NEAR (with a bonus for size) a place is asked about; from SURE it may be accepted."""
SHORT, STRICTER = 10, 8
"""A name with fewer than SHORT letters needs STRICTER more likeness to be accepted."""
VERY_SHORT, LITTLE_STRICTER = 7, 3
"""A name with fewer than VERY_SHORT letters needs LITTLE_STRICTER more likeness to be asked about."""
LONG = 7
"""The fewest letters of sound with which a country may be misspelled."""
SAME = 99
"""The likeness of names that sound the same."""
SHORTEST = 5
"""The fewest letters of sound with which a near miss means anything."""
MARGIN = 5
"""The lead in likeness that decides between two names."""


def match(text: str, gazetteer: Gazetteer, state: str = "") -> Match:
    """Return the place that a typed answer names, in any language, spelling or sentence; never raises an error.

    `state` is the ISO 3166-2 code of the person's state, if known: it decides between places with the same name.
    """
    said = fold_name(text[:LONGEST])[:LONGEST].strip()
    anywhere = Where(town=gazetteer.sentences.town(said))
    exact = _exact(said, gazetteer, anywhere) if gazetteer.sentences.bare(said) else None
    result = exact if exact and not is_small(exact) else _sentence(said, gazetteer, anywhere)
    if isinstance(result, Found | FoundState) and gazetteer.sentences.doubtful(said):
        return Unsure(things_of(result))
    return _of_state(state, result) if state and isinstance(result, Unsure) else result


def _of_state(state: str, result: Unsure) -> Match:
    """Choose, of places with the same name, the one in the person's state."""
    own = [thing for thing in result.candidates if isinstance(thing, Place) and thing.state == state]
    if len(own) == 1 and len(result.candidates) > 1:
        return Found(own[0])
    return Unsure(tuple(dict.fromkeys((*own, *result.candidates))))


def _sentence(said: str, gazetteer: Gazetteer, anywhere: Where) -> Match:
    """Read what is said about where the person is now; where they come from or go is only asked about."""
    clause, now = gazetteer.sentences.here(said)
    parts = gazetteer.sentences.either(clause)
    results = [_border(part, gazetteer, anywhere) or _lookup(part, gazetteer, anywhere) for part in parts]
    things = [thing for result in results if result for thing in things_of(result)]
    if len(parts) > 1 and things:
        return Unsure(tuple(dict.fromkeys(things))[:MOST])
    result = _lookup(clause, gazetteer, anywhere) if len(parts) > 1 else results[0] if results else None
    if result is None or now:
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
        if result := _checked(reading, gazetteer, where) or _with_region(reading, gazetteer, where):
            if where.within or not is_small(result):
                return result if not little or far_larger(result, little) else with_larger(little, result)
            little = little or result
    where = replace(where, least=CITY if little else 0)
    looked_at = dict.fromkeys((*readings[:1], *readings[-1:]))
    near = [result for reading in looked_at if (result := _alike(reading, gazetteer, where))]
    near.sort(key=lambda result: isinstance(result, Unsure))
    if little:
        return with_larger(little, near[0]) if near else little
    if not (near and isinstance(near[0], Found)) and not where.within:
        far = next((far for reading in looked_at if (far := _country_alike(reading, gazetteer))), None)
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
        return Unsure(tuple(at_home[:MOST])) if at_home else CountryOnly(country)
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
            result = _in_region(name, called, gazetteer, where)
            if len(called) > 3 or (side is after and code != "US") or isinstance(result, Found):  # "us", "ver", "ca"
                return result
    return None


def _in_region(name: str, called: str, gazetteer: Gazetteer, where: Where) -> Match | None:
    """Find a name inside one state or country; if the two contradict each other, ask about both."""
    code = gazetteer.region(called)
    state = gazetteer.state(code)
    if not state and code != MEXICO and code not in gazetteer.borders:
        return CountryOnly(code)
    readings = list(gazetteer.sentences.readings(name))
    there = Where(frozenset((code,)), where.town)
    looks = (_exact, _alike, _mentioned) if state else (_exact, _with_region, _alike)
    for look in looks:
        for reading in readings:
            if result := look(reading, gazetteer, there):
                return result
    elsewhere = by_weight(gazetteer.by_name.get(readings[-1], []))[: MOST - 1]
    itself = things_of(_exact(called, gazetteer, Where()) or Unknown()) if state else ()
    its_own = [thing for thing in itself if isinstance(thing, State) or thing.state == code]
    if elsewhere or its_own or code == MEXICO:
        return Unsure((*elsewhere, *its_own)[:MOST]) if elsewhere or its_own else None
    return CountryOnly(code)


def _alike(reading: str, gazetteer: Gazetteer, where: Where) -> Match | None:
    """Find names that are written or sound almost the same; a little-known place needs more likeness."""
    likeness: dict[Place | State, tuple[float, float]] = {}
    for name, ratio in _near_misses(reading, gazetteer, SHORTEST - bool(where.within)).items():
        things = list(filter(where.holds, gazetteer.by_name[name]))
        total = ratio + math.log10(max(map(people, things), default=0) + 1)
        if total >= (NEAR if where.within or len(reading) >= VERY_SHORT else NEAR + LITTLE_STRICTER):
            likeness |= {thing: max(likeness.get(thing, (0.0, 0.0)), (total, ratio)) for thing in things}
    if not likeness:
        return None
    top, ratio = max(likeness.values())
    ranked = sorted(likeness, key=lambda thing: likeness[thing], reverse=True)
    result = settle([thing for thing in ranked if likeness[thing][0] >= top - MARGIN])
    long = len(reading) >= SHORT
    sure = ratio > SURE + (0 if where.within or long else STRICTER)
    known = TOWN if long and ratio >= SAME else CITY
    if sure and (where.within or not isinstance(result, Found) or result.place.population >= known):
        ranked = [*things_of(result), *ranked] if isinstance(result, Unsure) else []
    offered = [thing for thing in ranked if likeness[thing][0] >= top - 2 * MARGIN]
    return Unsure(tuple(dict.fromkeys(offered))[:MOST]) if offered else result


def _near_misses(reading: str, gazetteer: Gazetteer, shortest: int) -> dict[str, float]:
    """Return names with their likeness of sound or spelling, whichever is greater; weak likeness is left out."""
    heard, least = sound(reading), NEAR - 7
    if len(reading) < shortest:
        return {}
    reach = (200 - least) / least
    sounds = gazetteer.sounds_of_length(max(shortest, len(heard) / reach), len(heard) * reach)
    near = {
        gazetteer.names[index]: ratio - 1
        for sounding, ratio, _ in process.extract(heard, sounds, scorer=fuzz.ratio, score_cutoff=least, limit=None)
        for index in gazetteer.by_sound[sounding]
    }
    spelled = process.extract(reading, gazetteer.known, scorer=fuzz.ratio, score_cutoff=least, limit=None)
    for name, ratio in [*((name, fuzz.ratio(reading, name)) for name in near), *((n, r) for n, r, _ in spelled)]:
        near[name] = max(ratio, near.get(name, 0))
    return near


def _country_alike(reading: str, gazetteer: Gazetteer) -> Match | None:
    """Return a country, or a distant town of one, that sounds more like this than any place here: "San Pedwo Soula"."""
    if len(sound(reading)) < LONG:
        return None
    sounds = [heard for heard, code in gazetteer.region_sounds.items() if len(code) == 2 and len(heard) >= LONG]
    best = process.extractOne(sound(reading), sounds, scorer=fuzz.ratio, score_cutoff=SURE + 3)
    if best is None or max(_near_misses(reading, gazetteer, SHORTEST).values(), default=0) >= best[1]:
        return None
    return CountryOnly(gazetteer.region_sounds[best[0]])


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
