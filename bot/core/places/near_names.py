"""Find names that are written or sound almost like a typed one, by their likeness."""

import math

from rapidfuzz import fuzz, process

from bot.core.places.gazetteer import Gazetteer, Place, State
from bot.core.places.ranking import (
    CITY,
    MOST,
    TOWN,
    CountryOnly,
    Found,
    Match,
    Unsure,
    Where,
    people,
    settle,
    things_of,
)
from bot.core.places.spelling import sound

NEAR, SURE = 85, 85
"""Lowest likeness, 0 to 100: from NEAR (with a bonus for size) a place is asked about; from SURE it may be accepted."""
SHORT, STRICTER = 10, 8
"""A name with fewer than SHORT letters needs STRICTER more likeness to be accepted."""
VERY_SHORT, LITTLE_STRICTER = 7, 3
"""A name with fewer than VERY_SHORT letters needs LITTLE_STRICTER more likeness to be asked about."""
LONG = 6
"""The fewest letters of sound with which a country may be misspelled."""
SAME = 99
"""The likeness of names that sound the same."""
SHORTEST = 5
"""The fewest letters of sound with which a near miss means anything."""
MARGIN = 5
"""The lead in likeness that decides between two names."""


def alike(reading: str, gazetteer: Gazetteer, where: Where) -> Match | None:
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


def country_alike(reading: str, gazetteer: Gazetteer) -> Match | None:
    """Return a country, or a distant town of one, that is more like this than any place here: "San Pedwo Soula"."""
    heard, least = sound(reading), SURE + 3
    if len(reading) < SHORTEST:
        return None
    sounds = {name: code for name, code in gazetteer.region_sounds.items() if len(code) == 2 and len(name) >= LONG}
    spelled = {name: code for name, code in gazetteer.regions.items() if len(code) == 2 and len(name) >= SHORTEST}
    likely = [
        (best[1], names[best[0]])
        for said, names in ((heard, sounds), (reading, spelled))
        if len(said) >= SHORTEST and (best := process.extractOne(said, [*names], scorer=fuzz.ratio, score_cutoff=least))
    ]
    ratio, country = max(likely, default=(0.0, ""))
    nearer = max(_near_misses(reading, gazetteer, SHORTEST).values(), default=0) > ratio
    return CountryOnly(country) if country and not nearer else None
