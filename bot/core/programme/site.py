"""A place of appointments: when it is open, how many seats it has, and what else a booking there may take."""

from dataclasses import dataclass
from datetime import date, time

from bot.core.language.text import Text


@dataclass(frozen=True, slots=True)
class Site:
    """An appointment site; its local time is that of its own zone."""

    id: str
    name: Text
    """The name with the nearest town first."""
    city: str
    """The town that is named with the local time."""
    zone: str
    times: tuple[time, ...]
    weekdays: frozenset[int]
    """The weekdays on which it is open; Monday is 1."""
    longitude: float = 0.0
    """In degrees; sites are listed from west to east."""
    latitude: float | None = None
    """In degrees; None: the site is shown on no map, and no distance to it is given."""
    address: str = ""
    """Street and number, as on a letter; with an address and a latitude, the site is shown on a map."""
    find: Text | None = None
    """How it is found: a landmark, which door, whom to ask."""
    walk_in_times: frozenset[time] = frozenset()
    """Times reserved for people who come without an appointment."""
    remote: bool = False
    note: Text | None = None
    """What a person should know before choosing it: a dated warning, how to be let in."""
    closed: frozenset[date] = frozenset()
    excess: int = 0
    """How many people it takes beyond its number on a day, so that a group that a draw reaches stays together."""
    source: str = ""
    """The source of its times; `estimate` is true if there is no source."""
    estimate: bool = False


@dataclass(frozen=True, slots=True)
class Capacity:
    """Seats per day at a site, valid from a day to a day."""

    site: str
    per_day: int
    start: date
    end: date | None
    source: str
    estimate: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """Something that a booking may need besides a seat (an interpreter, a private room): how many at once, and when."""

    name: str
    site: str
    amount: int
    weekdays: frozenset[int]
