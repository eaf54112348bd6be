"""The gazetteer: places and states with the names people use, and the indexes that find them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.core.spelling import at_either_end, fold_all, sound


@dataclass(frozen=True, slots=True)
class Place:
    """A town, village or municipality; `state` is an ISO 3166-2 code in Mexico and "" abroad."""

    id: str
    name: str
    state: str
    country: str
    latitude: float
    longitude: float
    population: int = 0
    aliases: tuple[str, ...] = ()

    @property
    def region(self) -> str:
        """The state or, abroad, the country."""
        return self.state or self.country


@dataclass(frozen=True, slots=True)
class State:
    """A state of Mexico: the names people use, its clocks, and how far south and north it reaches."""

    code: str
    name: str
    aliases: tuple[str, ...]
    zones: tuple[str, ...]
    south: float
    north: float
    capital: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A state, or a piece of a neighbouring country, as rings of (longitude, latitude) pairs."""

    code: str
    """ISO 3166-2 of a state of Mexico or of the United States, ISO 3166 of another neighbour."""
    rings: tuple[Sequence[Sequence[float]], ...]
    south: float
    north: float
    west: float
    east: float


@dataclass(frozen=True, eq=False)
class Gazetteer:
    """All places, states and countries that a typed answer or a pin can mean."""

    places: tuple[Place, ...]
    states: tuple[State, ...]
    countries: Mapping[str, tuple[str, ...]]
    """Names by ISO 3166 code, those of the neighbours' states included."""
    around: tuple[str, ...] = ()
    """What people say around a name: "mwen nan", "cerca de"."""
    around_states: tuple[str, ...] = ()
    """What says that a state is meant: "estado de"."""
    outlines: Callable[[], tuple[Outline, ...]] = tuple
    """The lines on the map; asked for when the first pin comes."""

    def state(self, code: str) -> State | None:
        """The state of this code."""
        return self._states.get(code)

    @cached_property
    def _states(self) -> dict[str, State]:
        return {state.code: state for state in self.states}

    @cached_property
    def _all(self) -> tuple[Place | State, ...]:
        return (*self.states, *self.places)

    @cached_property
    def things(self) -> list[Place | State]:
        """A thing for each of its names, in step with `names` and `sounds`."""
        return [thing for thing in self._all for _ in names(thing)]

    @cached_property
    def names(self) -> list[str]:
        """Folded names."""
        return fold_all([name for thing in self._all for name in names(thing)])

    @cached_property
    def sounds(self) -> list[str]:
        """What the names sound like."""
        return sound("\n".join(self.names)).split("\n")

    @cached_property
    def by_name(self) -> dict[str, list[Place | State]]:
        """Things by folded name."""
        return _index(self.names, self.things)

    @cached_property
    def by_sound(self) -> dict[str, list[Place | State]]:
        """Things by sound."""
        return _index(self.sounds, self.things)

    def region(self, folded: str) -> str:
        """The code of the state or country of this folded name, also when misspelled alike; or ""."""
        return self._regions.get(folded) or self._regions.get(sound(folded)) or ""

    @cached_property
    def _regions(self) -> dict[str, str]:
        regions: dict[str, str] = {}
        for code, spelled in {**self.countries, **{state.code: names(state) for state in self.states}}.items():
            for name in fold_all(spelled):
                regions.setdefault(name, code)
                if len(sound(name)) > 4:  # shorter sounds are those of common words
                    regions.setdefault(sound(name), code)
        return regions

    @cached_property
    def fillers(self) -> re.Pattern[str]:
        """What may be taken from either end of an answer."""
        return at_either_end((*self.around, *self.around_states))

    @cached_property
    def state_words(self) -> re.Pattern[str]:
        """What says, at either end, that a state is meant."""
        return at_either_end(self.around_states)


def names(thing: Place | State) -> tuple[str, ...]:
    """All names of a place or state, its own first."""
    return (thing.name, *thing.aliases)


def _index(keys: Sequence[str], things: Sequence[Place | State]) -> dict[str, list[Place | State]]:
    index: dict[str, list[Place | State]] = {}
    for key, thing in zip(keys, things, strict=True):
        index.setdefault(key, []).append(thing)
    return index
