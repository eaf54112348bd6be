"""What a typed answer is taken for, and which of several places of one name: none is guessed between."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.places.gazetteer import Place, State, names
from bot.core.places.spelling import fold_name, fold_names

MOST = 4
"""Candidates that are worth showing."""
TOWN = 2_500
"""People from which a namesake counts, and below which a name without its state is only asked about."""
FAR_SMALLER = 50
"""A namesake this many times smaller is passed over."""
COMMON = 10
"""Bearers of a name from which no city owns it: Benito Juárez."""
CITY = 10_000
"""People from which a town is asked about beside the state of the same name, or found in a long sentence."""
MEXICO = "MX"
CITY_STATE = "MX-CMX"
"""The one state that is its own city."""


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


@dataclass(frozen=True, slots=True)
class Where:
    """Where to look for a name, and what for."""

    within: frozenset[str] = frozenset()
    """States and countries by code; none means everywhere."""
    town: bool = False
    """A town is meant, and not the state of its name."""
    least: int = 0
    """People that a place must have."""

    def holds(self, thing: Place | State) -> bool:
        """Whether this may be meant."""
        if people(thing) < self.least:
            return False
        if isinstance(thing, State):
            return not self.town and (not self.within or MEXICO in self.within)
        return not self.within or thing.state in self.within or thing.country in self.within


def things_of(result: Match) -> tuple[Place | State, ...]:
    """The places and states of a result, in order."""
    match result:
        case Found(place):
            return (place,)
        case FoundState(state):
            return (state,)
        case Unsure(candidates):
            return candidates
    return ()


def is_little(result: Match) -> bool:
    """Whether it is a small place or a state without its town, so that a near miss may be what is meant."""
    things = things_of(result)
    places = [thing for thing in things if isinstance(thing, Place)]
    return isinstance(result, Found | Unsure) and all(place.population < CITY for place in places)


def far_larger(larger: Match, little: Match) -> bool:
    """Whether nobody would mean the small place: "el distrito federal"."""
    large, small = (max(map(people, things_of(result)), default=0) for result in (larger, little))
    return isinstance(larger, CountryOnly) or (isinstance(larger, Found) and large > FAR_SMALLER * max(small, 1))


def beside(little: Match, larger: Match) -> Match:
    """A small place with larger ones of nearly its name, a state last."""
    things = dict.fromkeys((*things_of(little), *things_of(larger)))
    return Unsure(tuple(sorted(things, key=lambda thing: isinstance(thing, State)))[:MOST])


def settle(things: Iterable[Place | State], called: str = "") -> Match:
    """One of these if nothing of weight stands beside it, else the question; `called` is what was written."""
    ranked = by_weight(things)
    places = [thing for thing in ranked if isinstance(thing, Place)]
    states = [thing for thing in ranked if isinstance(thing, State)]
    if places and (not states or states[0].code == CITY_STATE):
        common = sum(fold_name(place.name) == called for place in places) >= COMMON
        weighty = [place for place in places[1:] if _rivals(place, places[0], called, common)]
        rivals = _one_a_region([places[0], *weighty])
        return Found(places[0]) if len(rivals) == 1 else Unsure(tuple(rivals[:MOST]))
    alike = {called, *fold_names(names(states[0]))}
    twins = [place for place in places if _is_twin(place, states[0])]
    rivals = [place for place in places if place.population >= CITY and fold_name(place.name) in alike]
    others = [place for place in rivals if place not in twins]
    candidates: tuple[Place | State, ...] = (*_one_a_region(twins), *states, *_one_a_region(others))
    return FoundState(states[0]) if len(candidates) == 1 else Unsure(candidates[:MOST])


def _rivals(place: Place, top: Place, called: str, common: bool) -> bool:
    """Whether a namesake is of weight: not tiny beside the largest, or a town that bears the name as its own."""
    if (common or fold_name(place.name) == called != fold_name(top.name)) and place.population >= TOWN:
        return True
    return place.population >= max(top.population / FAR_SMALLER, min(TOWN, top.population / 5))


def _is_twin(place: Place, state: State) -> bool:
    """Whether a town bears the name of its state: it is the capital, or a city like Veracruz."""
    called = fold_names(names(place))
    return place.state == state.code and (
        fold_name(state.capital) in called or (place.population >= CITY and fold_name(state.name) == called[0])
    )


def _one_a_region(places: Sequence[Place]) -> list[Place]:
    """The first in each state or country: of two in one state, a case keeps the same."""
    first: dict[str, Place] = {}
    for place in places:
        first.setdefault(place.region, place)
    return list(first.values())


def by_weight(things: Iterable[Place | State]) -> list[Place | State]:
    """Each thing once, states first, then the largest."""
    return sorted(dict.fromkeys(things), key=people, reverse=True)


def people(thing: Place | State) -> int:
    """How well something is known: the people of a place, and more for a state."""
    return thing.population if isinstance(thing, Place) else 10_000_000
