"""A request on the waiting list of a pack, and the seats that are kept for it for some hours."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from bot.core.booking.request import allocation
from bot.core.booking.slot import SeatRequest, Slot
from bot.core.programme.pack import Pack

WaitingState = Literal["waiting", "kept", "lapsed", "over"]
"""Waiting for a place; seats are kept; they went to the next one, and the person has not answered; its day is over."""


@dataclass(frozen=True, slots=True)
class KeptSeats:
    """Seats of one slot that nobody else can book until a moment (UTC)."""

    slot: Slot
    request: SeatRequest
    until: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """One request; a person has at most one in a pack."""

    state: WaitingState
    until: date
    """The last day on which it counts, by the clock of the pack."""
    kept: KeptSeats | None = None
    declined: tuple[int, ...] = ()
    """The slots that the person did not want: they are not offered again."""
    since: datetime | None = None
    """When the person asked first, if that is known: it counts where a draw begins."""


def waiting_hours(pack: Pack, on: date) -> int:
    """Return for how many hours, from 8 to 20 o'clock, a place is kept for who waits; 0 without a waiting list.

    A pack that draws its places has no waiting list.
    """
    return 0 if allocation(pack, on) == "draw" else pack.number("waiting_hours", on, 0)
