"""The results of a typed place, and the choice between places with the same name: it asks rather than guesses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.places.gazetteer import Place, State, names
from bot.core.places.spelling import fold_name, fold_names

MOST = 4
"""The most candidates that are shown."""
TOWN = 2_500
"""The smallest population of a place that competes with one of the same name, or that is accepted without its state."""
FAR_SMALLER = 50
"""A place with the same name is ignored if it is this many times smaller."""
COMMON = 10
"""A name that this many places bear, such as Benito Juárez, belongs to no city in particular."""
CITY = 10_000
"""The smallest population of a town that is offered with the state of the same name, or found in a long sentence."""
MEXICO = "MX"
CITY_STATE = "MX-CMX"
"""The only state that is itself a city."""


@dataclass(frozen=True, slots=True)
class Found:
    """One place, beyond reasonable doubt; it may be abroad."""

    place: Place


@dataclass(frozen=True, slots=True)
class FoundState:
    """A state without a town."""

    state: State


@dataclass(frozen=True, slots=True)
class CountryOnly:
    """A country without a state or town, by its ISO 3166 code."""

    code: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """Up to four candidates to ask about, the likeliest first; a single one is a "did you mean"."""

    candidates: tuple[Place | State, ...]
    country: str = ""
    """ISO 3166 code of a country that may be meant as well, though none of the candidates lies in it."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """No known place."""


Match = Found | FoundState | CountryOnly | Unsure | Unknown


@dataclass(frozen=True, slots=True)
class Where:
    """Limits for the search of a name."""

    within: frozenset[str] = frozenset()
    """Codes of states (of Mexico or the United States) and countries; empty means everywhere."""
    town: bool = False
    """Whether a town is meant, and not the state of the same name."""
    least: int = 0
    """The smallest population that a place may have."""

    def holds(self, thing: Place | State) -> bool:
        """Return whether this place or state may be meant."""
        if people(thing) < self.least:
            return False
        if isinstance(thing, State):
            return not self.town and (not self.within or MEXICO in self.within)
        return not self.within or not self.within.isdisjoint((thing.state, thing.country, thing.part))


def things_of(result: Match) -> tuple[Place | State, ...]:
    """Return the places and states of a result, in order."""
    match result:
        case Found(place):
            return (place,)
        case FoundState(state):
            return (state,)
        case Unsure(candidates):
            return candidates
    return ()


def is_small(result: Match) -> bool:
    """Return whether a result has only small places, or a state without its town: then a near miss may be meant."""
    things = things_of(result)
    places = [thing for thing in things if isinstance(thing, Place)]
    return isinstance(result, Found | Unsure) and all(place.population < CITY for place in places)


def far_larger(larger: Match, little: Match) -> bool:
    """Return whether the small place can be ignored because the other is far larger: "el distrito federal"."""
    large, small = (max(map(people, things_of(result)), default=0) for result in (larger, little))
    return isinstance(larger, CountryOnly) or (isinstance(larger, Found) and large > FAR_SMALLER * max(small, 1))


def with_larger(little: Match, larger: Match) -> Match:
    """Join a small place with larger ones of a similar name; states come last."""
    things = dict.fromkeys((*things_of(little), *things_of(larger)))
    country = next((result.country for result in (little, larger) if isinstance(result, Unsure)), "")
    return Unsure(tuple(sorted(things, key=lambda thing: isinstance(thing, State)))[:MOST], country)


def settle(things: Iterable[Place | State], called: str = "") -> Match:
    """Return one of these if no other is important enough, else a question; `called` is the name that was written."""
    ranked = by_weight(things)
    places = [thing for thing in ranked if isinstance(thing, Place)]
    states = [thing for thing in ranked if isinstance(thing, State)]
    if places and (not states or states[0].code == CITY_STATE):
        common = sum(fold_name(place.name) == called for place in places) >= COMMON
        weighty = [place for place in places[1:] if _rivals(place, places[0], called, common)]
        rivals = _one_per_region([places[0], *weighty])
        return Found(places[0]) if len(rivals) == 1 else Unsure(tuple(rivals[:MOST]))
    alike = {called, *fold_names(names(states[0]))}
    twins = [place for place in places if _is_twin(place, states[0])]
    rivals = [place for place in places if place.population >= CITY and fold_name(place.name) in alike]
    others = [place for place in rivals if place not in twins]
    candidates: tuple[Place | State, ...] = (*_one_per_region(twins), *states, *_one_per_region(others))
    return FoundState(states[0]) if len(candidates) == 1 else Unsure(candidates[:MOST])


def _rivals(place: Place, top: Place, called: str, common: bool) -> bool:
    """Return whether a place competes with the largest: not far smaller, or a town with exactly this name."""
    if (common or fold_name(place.name) == called != fold_name(top.name)) and place.population >= TOWN:
        return True
    return place.population >= max(top.population / FAR_SMALLER, min(TOWN, top.population / 5))


def _is_twin(place: Place, state: State) -> bool:
    """Return whether a town has the name of its state: it is the capital, or a city such as Veracruz."""
    called = fold_names(names(place))
    return place.state == state.code and (
        fold_name(state.capital) in called or (place.population >= CITY and fold_name(state.name) == called[0])
    )


def _one_per_region(places: Sequence[Place]) -> list[Place]:
    """Return the first place of each state or country: two places in one state give the same result for a case."""
    first: dict[str, Place] = {}
    for place in places:
        first.setdefault(place.region, place)
    return list(first.values())


def by_weight(things: Iterable[Place | State]) -> list[Place | State]:
    """Return each thing once, states first, then by population."""
    return sorted(dict.fromkeys(things), key=people, reverse=True)


def people(thing: Place | State) -> int:
    """Return how well-known something is: the population of a place, and more for a state."""
    return thing.population if isinstance(thing, Place) else 10_000_000
