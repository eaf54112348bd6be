"""The gazetteer: places and states with the names that people use, and the indexes that find them."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.core.places.sentences import Sentences
from bot.core.places.spelling import fold_names, sound

T = TypeVar("T")

SHORT = 3
"""Letters of a name of a country that is too often another word, such as the Creole "End"."""


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
    part: str = ""
    """The state of the United States in which it lies, as an ISO 3166-2 code."""
    zone: str = ""
    """Its time zone, if its state has several clocks and it is known which one counts here."""

    @property
    def region(self) -> str:
        """Return the state or, abroad, the country."""
        return self.state or self.country


@dataclass(frozen=True, slots=True)
class State:
    """A state of Mexico: the names that people use, its time zones, and its southern and northern limits in degrees."""

    code: str
    name: str
    aliases: tuple[str, ...]
    zones: tuple[str, ...]
    south: float
    north: float
    capital: str = ""

    def clocks(self, moment: datetime) -> set[datetime]:
        """Return what the clocks of the state show at a moment: several times where it has more than one clock."""
        return {moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for zone in self.zones}


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """A state, or a part of a neighbouring country, as rings of (longitude, latitude) pairs."""

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

    read_places: Callable[[], tuple[Place, ...]]
    """Returns the towns; called when the first name is typed."""
    states: tuple[State, ...]
    countries: Mapping[str, tuple[str, ...]]
    """Names by ISO 3166 code, including those of the neighbours' states and of distant towns."""
    named: Callable[[], Mapping[str, tuple[str, ...]]] = dict
    """Returns what each language calls a country, by ISO 3166 code; called when the first name is typed."""
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Names of the states of the United States along the border, by ISO 3166-2 code; `countries` has them, too."""
    borders: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The states of Mexico along the border with each neighbour, by ISO 3166 code of the neighbour."""
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Words that people use around a name, by their meaning: "mwen nan", "estado de", "vengo de"."""
    outlines: Callable[[], tuple[Outline, ...]] = tuple
    """Returns the lines on the map; called when the first pin comes."""

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Return all towns, villages and municipalities."""
        return self.read_places()

    def state(self, code: str) -> State | None:
        """Return the state with this code."""
        return self._states.get(code)

    @cached_property
    def _states(self) -> dict[str, State]:
        return {state.code: state for state in self.states}

    @cached_property
    def _all(self) -> tuple[Place | State, ...]:
        return (*self.states, *self.places)

    @cached_property
    def things(self) -> list[Place | State]:
        """Return the place or state of each name, in the same order as `names` and `sounds`."""
        return [thing for thing in self._all for _ in names(thing)]

    @cached_property
    def names(self) -> list[str]:
        """Return all names, folded."""
        return fold_names([name for thing in self._all for name in names(thing)])

    @cached_property
    def sounds(self) -> list[str]:
        """Return the sound of each name."""
        return sound("\n".join(self.names)).split("\n")

    @cached_property
    def by_name(self) -> dict[str, list[Place | State]]:
        """Return places and states by folded name."""
        return _index(self.names, self.things)

    @cached_property
    def by_sound(self) -> dict[str, list[int]]:
        """Return the positions in `names` and `things` by sound."""
        return _index(self.sounds, range(len(self.sounds)))

    @cached_property
    def known(self) -> list[str]:
        """Return the names of larger towns and of states."""
        return [
            name
            for name, things in self.by_name.items()
            if len(name) >= 5 and any(isinstance(t, State) or t.population >= 10_000 for t in things)
        ]

    def sounds_of_length(self, least: float, most: float) -> list[str]:
        """Return the sounds with a length between these two numbers of letters."""
        start, end = (bisect_left(self._by_length, letters, key=len) for letters in (least, most + 1))
        return self._by_length[start:end]

    @cached_property
    def _by_length(self) -> list[str]:
        return sorted(self.by_sound, key=len)

    def region(self, folded: str) -> str:
        """Return the code of the state or country with this folded name or the same sound, or ""."""
        return self.regions.get(folded) or self.region_sounds.get(sound(folded)) or ""

    def part(self, folded: str) -> str:
        """Return the code of the state of the United States with this folded name or the same sound, or ""."""
        heard = sound(folded)
        return next((code for name, code in self._parts.items() if folded == name or heard == sound(name)), "")

    @cached_property
    def _parts(self) -> dict[str, str]:
        return {name: code for code, called in self.parts.items() for name in fold_names(called)}

    @cached_property
    def regions(self) -> dict[str, str]:
        """Return codes of countries and states by folded name."""
        spelled = {**self.countries, **{state.code: names(state) for state in self.states}}
        known = {name: code for code, called in reversed(spelled.items()) for name in fold_names(called)}
        named = {name: code for code, called in self.named().items() for name in fold_names(called)}
        free = {name: code for name, code in named.items() if len(name) > SHORT and name not in self.by_name}
        return free | known

    @cached_property
    def region_sounds(self) -> dict[str, str]:
        """Return codes by sound; shorter sounds are left out, because common words have them."""
        sounds = {sound(name): code for name, code in self.regions.items()}
        return {heard: code for heard, code in sounds.items() if len(heard) > 5}

    @cached_property
    def sentences(self) -> Sentences:
        """Return the phrases that people use around names."""
        return Sentences(self.phrases)


def names(thing: Place | State) -> tuple[str, ...]:
    """Return all names of a place or state, its own name first."""
    return (thing.name, *thing.aliases)


def _index(keys: Sequence[str], things: Sequence[T]) -> dict[str, list[T]]:
    index: dict[str, list[T]] = {}
    for key, thing in zip(keys, things, strict=True):
        index.setdefault(key, []).append(thing)
    return index
