"""A request for a place in the next draws of a pack, and the seats that a draw has given to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, get_args

from bot.core.booking.allocation import By, Reason
from bot.core.booking.slot import SeatRequest, Slot
from bot.core.programme.pack import Pack

KEPT = timedelta(days=365)
"""How long a date in the line is kept after the last word of the person: the line may be long."""
Allocation = Literal["first_come", "draw"]
Newcomers = Literal["draw", "book"]
RequestState = Literal["asked", "offered", "lapsed", "withdrawn", "booked", "listed"]
"""In the line; seats are held; they went to the next draw, unanswered; not in the line; with an appointment; on a
waiting list that ended when the draws began."""
SHARES: Mapping[str, By] = {share: share for share in get_args(By)}
"""The shares of the seats from which a place can come, such as that of the longest waiting."""
PassedOver = Literal["", "closed", Reason]
"""Why the last draw gave no place; "" if the request was not part of one. closed: it did, and the place closed."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Seats of one slot that nobody else can have until a moment (UTC)."""

    slot: Slot
    request: SeatRequest
    until: datetime | None
    """None: the window to answer has not begun, since the person could not read the offer yet."""
    last: datetime
    """When the seats go to the next draw if the window never begins."""
    by: By


@dataclass(frozen=True, slots=True)
class Request:
    """One request; a person has at most one in a pack. Its date survives everything but an erasure and its term."""

    state: RequestState
    since: datetime
    group: SeatRequest
    """What it asks for: all seats, or none."""
    sites: tuple[str, ...]
    """In the order in which the person would go there."""
    days: tuple[date, ...] = ()
    """The days that suit, by the clock of each site; empty if every day suits."""
    offer: Offer | None = None
    passed_over: PassedOver = ""
    drawn_on: date | None = None
    """The opening day of the last draw in which it took part."""
    code: str = ""
    """The code by which a helper finds it."""


@dataclass(frozen=True, slots=True)
class LastMonth:
    """What the draws of the last 30 days gave to groups of one size."""

    asked: int
    """How many groups a draw had, on average."""
    fewest: int
    """How many groups the worst draw offered a place."""
    most: int
    """How many groups the best draw offered a place."""


@dataclass(frozen=True, slots=True)
class Status:
    """What can be said to a person who waits. It promises nothing."""

    since: datetime
    groups_waiting: int
    places_a_day: int
    """At all sites together, by the pack."""
    last_month: LastMonth | None = None
    """For groups of the size of this one; None if too few draws were made to tell."""


def allocation(pack: Pack, on: date) -> Allocation:
    """Return how a pack gives its places on a day; a pack that does not say is first come."""
    return "draw" if pack.parameter("allocation", on) == "draw" else "first_come"


def newcomers(pack: Pack, on: date) -> Newcomers:
    """Return whether everybody waits for the draw, or a person who comes books at once while nobody waits."""
    return "book" if pack.parameter("newcomers", on) == "book" else "draw"
