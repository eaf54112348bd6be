"""The draw: which of those who wait get the places of a day. Anybody who knows what goes in can repeat it.

In plain words:

1. Every group has one ticket, and the draw gives it one place or none. To name more sites, or to ask as a larger
   group, makes no ticket come earlier.
2. A part of the places of each site goes to those who have waited longest, all others by chance: the tickets are put
   in the order of SHA-256(seed, "chance", ticket).
3. Each group, when its turn comes, takes the first of its sites, and there the first of its days, that has a place
   left. If a place is left it gets all its places, however many people it is. So its size does not change its chance:
   whether a place is left depends only on those before it.
4. The places that are then missing come from the next day of this site, which has so many fewer when its own turn
   comes (`lender`), or from the number that the site has declared to take beyond its own (`excess`).
5. Where not even these are enough, or under a limit with too few places left, the group tries its other sites and
   days. If all of them have too little, it gets nothing today, nobody behind it takes what is left at the first of
   them, and it is the first of the next draw.

The longest waiting may get a few places more than their part: their last group is placed whole, too.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from itertools import groupby
from typing import Literal, NamedTuple


@dataclass(frozen=True, slots=True)
class Request:
    """A group that waits, with its one ticket."""

    ticket: bytes
    """A new one for each draw: it says nothing about the person, nor which tickets of other days were theirs."""
    since: int
    """A smaller number has waited longer."""
    seats: int
    sites: tuple[str, ...]
    """The sites that they can reach, the one they like best first."""
    days: tuple[date, ...] = ()
    """The days that suit, the best first; () is any day, the earliest first."""
    limits: tuple[str, ...] = ()
    """The names of the daily limits that count their seats."""
    first: bool = False
    """Whether they go before all others, because the last draw passed them over with the reason `next`."""


@dataclass(frozen=True, slots=True)
class SiteDay:
    """What a site has to give on one day."""

    site: str
    day: date
    seats: int
    """Those of its number that nobody has yet, and that no other day has borrowed; below 0 is as good as 0."""
    excess: int = 0
    """How many it takes beyond them, so that a group stays together."""
    lender: date | None = None
    """The later day of this site from which the excess is borrowed. If it is in this draw, it lends only what is left
    of it; if not, it lends at most the excess to all days together. None: the site takes them on top of its
    number."""


By = Literal["first", "seniority", "chance"]
"""Passed over in the last draw; among the longest waiting; by chance."""
Reason = Literal["no_day", "too_large", "cap", "full", "next", "needs"]
"""None of their sites and days is on offer; none could take such a group today, even if it came first; a limit is used
up; no seat was left; fewer seats than they need were left: they are the first of the next draw. `needs` is said where
the hours are given: an interpreter or a room was free at none."""


class Placed(NamedTuple):
    """A group that gets its seats on one day of one site."""

    ticket: bytes
    site: str
    day: date
    seats: int
    by: By
    borrowed: int = 0
    """How many of the seats are beyond what the site had left on that day."""


class Passed(NamedTuple):
    """A group that gets nothing this time; it keeps its place in the line."""

    ticket: bytes
    reason: Reason


Decision = Placed | Passed


def allocate(
    requests: Iterable[Request],
    site_days: Iterable[SiteDay],
    seed: bytes,
    seniority_percent: int,
    limits: Mapping[tuple[str, date], int] | None = None,
    opened: Callable[[Request], Request] = lambda request: request,
) -> tuple[Decision, ...]:
    """Draw once, and return what was decided, in order.

    It ends when no seat is left: who is not named was not reached. `limits` are the seats left under each daily limit
    on each day; a limit that is not named does not hold there. The order of the rows that go in changes nothing.
    `opened` returns a request as it is when its turn comes: before, only its `ticket`, `since` and `first` are read.
    """
    rooms = _Rooms(site_days, limits or {})
    decisions: list[Decision] = []
    waiting = list(requests)
    if len({request.ticket for request in waiting}) < len(waiting):
        raise ValueError("two groups have the same ticket")
    for by in _PHASES:
        if by == "seniority":
            rooms.share(seniority_percent, seed)
        rooms.begin(by)
        decided = list(_decide(by, map(opened, _in_order(by, waiting, seed)), rooms))
        decisions += decided
        done = {decision.ticket for decision in decided}
        waiting = [request for request in waiting if request.ticket not in done]
    return tuple(decisions)


def fits_ever(request: Request, site_days: Iterable[SiteDay], limits: Mapping[tuple[str, date], int]) -> bool:
    """Return whether a group gets its seats on one of these days if it comes before all others."""
    return _Rooms(site_days, limits).fits(request)


_PHASES: tuple[By, ...] = ("first", "seniority", "chance")


def _in_order(by: By, requests: Iterable[Request], seed: bytes) -> Iterator[Request]:
    mark = _mark(seed, by)
    if by == "seniority":
        for _, same in groupby(sorted(requests, key=_since), key=_since):
            yield from sorted(same, key=mark)
    else:
        yield from sorted((request for request in requests if by == "chance" or request.first), key=mark)


def _since(request: Request) -> int:
    return request.since


def _mark(seed: bytes, by: By) -> Callable[[Request], bytes]:
    """Each phase has marks of its own: who comes late among those who came at one moment is not late by chance, too."""
    begun = sha256(seed + by.encode())

    def mark(request: Request) -> bytes:
        whole = begun.copy()
        whole.update(request.ticket)
        return whole.digest()

    return mark


def _decide(by: By, requests: Iterator[Request], rooms: "_Rooms") -> Iterator[Decision]:
    while rooms.open and (request := next(requests, None)):
        decision = rooms.place(request, by)
        if by == "chance" or isinstance(decision, Placed) or decision.reason == "next":
            yield decision  # who gets nothing before may still get a place by chance


@dataclass(slots=True)
class _Room:
    """What is left of a day of a site, or under a limit of a day."""

    left: int
    excess: int = 0
    lender: "_Room | None" = None
    part: int = 0
    """How much of it still goes to the longest waiting."""
    at_first: int = 0
    """The largest group that it could take at the beginning."""

    @property
    def largest(self) -> int:
        """Return how large a group may be to be placed whole, if a seat is left at all."""
        return self.left + (min(self.excess, self.lender.left) if self.lender else self.excess)

    def has_left(self, by: By) -> bool:
        return self.left > 0 and (self.part > 0 or by != "seniority")

    def take(self, seats: int) -> int:
        """Take seats, and return how many of them are borrowed."""
        borrowed = max(seats - self.left, 0)
        self.left -= seats - borrowed
        self.part -= seats
        if self.lender:
            self.lender.left -= borrowed
        return borrowed


class _Rooms:
    def __init__(self, site_days: Iterable[SiteDay], limits: Mapping[tuple[str, date], int]) -> None:
        self._limits = {name_and_day: _Room(max(left, 0), at_first=left) for name_and_day, left in limits.items()}
        self._days: dict[str, dict[date, _Room]] = {}
        offered = sorted(site_days, key=lambda offer: (offer.site, offer.day))
        for offer in offered:
            self._days.setdefault(offer.site, {})[offer.day] = _Room(max(offer.seats, 0), offer.excess)
        later: dict[tuple[str, date], _Room] = {}
        for offer in offered:
            if offer.lender:
                here = self._days[offer.site]
                not_drawn = later.setdefault((offer.site, offer.lender), _Room(offer.excess))
                here[offer.day].lender = here.get(offer.lender, not_drawn)
        for room in self._every_day():
            room.at_first = room.largest if room.left else 0
        self.open = self._days

    def _every_day(self) -> Iterator[_Room]:
        return (room for days in self._days.values() for room in days.values())

    def share(self, percent: int, seed: bytes) -> None:
        """Set the part of the longest waiting; where it ends within a seat, the seed says whose that seat is."""
        named = [(f"{site} {day}", room) for site, days in self._days.items() for day, room in days.items()]
        named += [(f"{name} {day} limit", room) for (name, day), room in self._limits.items()]
        for name, room in named:
            room.part, hundredths = divmod(room.left * percent, 100)
            room.part += int.from_bytes(sha256(seed + name.encode()).digest()) % 100 < hundredths

    def begin(self, by: By) -> None:
        """Open the days that have something for this phase."""
        self.open = self._days
        self._close_full(by)

    def _close_full(self, by: By) -> None:
        left = {
            site: {day: room for day, room in here.items() if room.has_left(by)} for site, here in self.open.items()
        }
        self.open = {site: here for site, here in left.items() if here}

    def place(self, request: Request, by: By) -> Decision:
        """Give a group its seats at the first place that has room, or say why not."""
        capped = False
        short: list[_Room] = []
        for site, day, room in self._asked(request, self.open):
            limits = self._limits_of(request, day)
            if not all(limit.has_left(by) for limit in limits):
                capped = True
            elif too_small := [bound for bound in (room, *limits) if bound.largest < request.seats]:
                short = short or too_small  # where they would have come first
            else:
                borrowed = room.take(request.seats)
                for limit in limits:
                    limit.take(request.seats)
                if not room.has_left(by):
                    self._close_full(by)
                return Placed(request.ticket, site, day, request.seats, by, borrowed)
        if short and self.fits(request):
            for bound in short:
                bound.left = 0
            self._close_full(by)
            return Passed(request.ticket, "next")
        return Passed(request.ticket, self._why_not(request, capped))

    def _asked(self, request: Request, days: Mapping[str, Mapping[date, _Room]]) -> Iterator[tuple[str, date, _Room]]:
        for site in request.sites:
            if here := days.get(site):
                for day in request.days or here:
                    if room := here.get(day):
                        yield site, day, room

    def _limits_of(self, request: Request, day: date) -> list[_Room]:
        return [self._limits[name, day] for name in request.limits if (name, day) in self._limits]

    def fits(self, request: Request) -> bool:
        """Return whether the group could have been placed if it had come before all others."""
        return any(
            all(bound.at_first >= request.seats for bound in (room, *self._limits_of(request, day)))
            for _, day, room in self._asked(request, self._days)
        )

    def _why_not(self, request: Request, capped: bool) -> Reason:
        if capped:
            return "cap"
        if self.fits(request):
            return "full"
        at_first = [room.at_first for _, _, room in self._asked(request, self._days)]
        return ("too_large" if any(at_first) else "full") if at_first else "no_day"


def assign_hours(placed: Iterable[Placed], hours: Mapping[datetime, int]) -> dict[bytes, datetime]:
    """Spread the groups of one site and day over its hours, and keep each group together.

    `hours` are the seats left in each. The largest groups come first, each to the hour with the most seats left. Where
    a group does not fit, an hour gets more than it has left; what is left in other hours must not be given then.
    """
    left = dict(hours)
    assigned = {}
    for group in sorted(placed, key=lambda group: -group.seats):
        hour = min(left, key=lambda hour: (-left[hour], hour))
        left[hour] -= group.seats
        assigned[group.ticket] = hour
    return assigned
