"""Slots, the seats that a booking requests, and the booking itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from bot.core.programme.pack import Pack
from bot.core.programme.site import Site

Missing = Literal["site", "day", "hour"]
"""What a pack does not have: the site, the day at this site, or only the hour."""


class Cause(NamedTuple):
    """Why an appointment does not take place.

    What the pack no longer has, with the name of a resource (`interpreter:ht`) or the id of a service; or "closed" by
    staff, with their reason.
    """

    what: Missing | Literal["resource", "service", "closed"]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at a site, and the number of free seats."""

    id: int
    site: str
    starts_at: datetime
    """In UTC; people see the local time of the site."""
    left: int = 0


@dataclass(frozen=True, slots=True)
class SeatRequest:
    """What a booking takes: seats, resources at its hour, and the daily limits that apply to it."""

    seats: int
    people: int
    needs: Mapping[str, int] = field(default_factory=dict)
    limits: tuple[str, ...] = ()
    service: str = ""
    """The id of the service, if the pack has services."""


@dataclass(frozen=True, slots=True)
class Booking:
    """The seats of one person's party in one slot."""

    id: int
    slot: Slot
    request: SeatRequest
    """What it takes: its seats among other things."""
    code: str
    sequence: int = 0
    """How often the booking was moved; a higher number makes a later .ics file replace an earlier one."""
    told: bool = False
    """Whether the person was told that it will not take place."""
    void: Cause | None = None
    """Why it will not take place. It follows from the pack and the slots, and is not stored."""

    @property
    def people(self) -> int:
        """Return how many people come."""
        return self.request.people


@dataclass(frozen=True, slots=True)
class BookingRecord:
    """A booking with the other columns of its table row."""

    booking: Booking
    made: datetime
    past: bool
    reminded: bool


def local(starts_at: datetime, site: Site) -> datetime:
    """Return the moment in the local time of the site."""
    return starts_at.astimezone(ZoneInfo(site.zone))


def day_at(site: Site, moment: datetime) -> tuple[datetime, datetime]:
    """Return the first and the last moment (UTC) of a day at a site."""
    there = local(moment, site)
    begins, ends = (datetime.combine(there.date(), at, there.tzinfo) for at in (time.min, time.max))
    return begins.astimezone(UTC), ends.astimezone(UTC)


def slot_id(slot: Slot, site: Site) -> str:
    """Return the choice id of a slot: the site and its local time, as in `tijuana@2026-11-25T13:00`."""
    return f"{site.id}@{local(slot.starts_at, site):%Y-%m-%dT%H:%M}"


def slot_day(id: str) -> str:
    """Return the day in the choice id of a slot, as in `2026-11-25`."""
    return id.partition("@")[2].partition("T")[0]


def read_slot_id(id: str, site: Site) -> datetime:
    """Return the moment (UTC) that `slot_id` wrote; ValueError if the id names none."""
    moment = datetime.fromisoformat(id.partition("@")[2])
    return moment.replace(tzinfo=ZoneInfo(site.zone)).astimezone(UTC)


# A booking that is gone: what its calendar file needs, as a kind of file, because its row is deleted at once

_GONE = "cancelled"


def cancelled_file(booking: Booking, site: Site) -> str:
    """Return the kind of the file that takes a booking out of a calendar."""
    return f"{_GONE} {slot_id(booking.slot, site)} {booking.sequence} {booking.code}"


def read_cancelled_file(kind: str, pack: Pack) -> Booking | None:
    """Return the booking in a kind that `cancelled_file` wrote; None for another kind of file."""
    if not kind.startswith(f"{_GONE} "):
        return None
    _, slot, sequence, code = kind.split(" ", 3)
    site = pack.site_booked(slot.partition("@")[0])
    return Booking(0, Slot(0, site.id, read_slot_id(slot, site)), SeatRequest(0, 0), code, int(sequence))


# Why a booking was not made

ClosedFor = Literal["", "holiday", "repair", "no_staff", "weather", "safety"]
"""Why staff closed a slot; "" if they did not say."""


@dataclass(frozen=True, slots=True)
class TooFewSeats:
    """The slot has fewer seats left than the party needs; seats that the person gives back are among them."""

    left: int


@dataclass(frozen=True, slots=True)
class NeverEnough:
    """No slot at these sites ever has so many seats; this is the most that one has."""

    most: int


@dataclass(frozen=True, slots=True)
class ResourceTaken:
    """Another thing that the booking needs is taken at that time: an interpreter, a private room."""

    name: str


@dataclass(frozen=True, slots=True)
class DayLimitReached:
    """A limit of the day is reached, such as the one of a nationality."""

    name: str


@dataclass(frozen=True, slots=True)
class SlotClosed:
    """The slot was closed since, or is no longer in the table."""

    reason: ClosedFor = ""


@dataclass(frozen=True, slots=True)
class SlotOver:
    """The time of the slot has passed."""


@dataclass(frozen=True, slots=True)
class PausedUntil:
    """These sites have no seats at all now; the pack has some again on this day."""

    day: date


@dataclass(frozen=True, slots=True)
class NoneBefore:
    """No slot lies in the time that can be booked now; the pack has seats on this day."""

    day: date


@dataclass(frozen=True, slots=True)
class ForTheLine:
    """The free seats there go to those who wait, by the draw."""


Refusal = (
    TooFewSeats | NeverEnough | ResourceTaken | DayLimitReached | SlotClosed | SlotOver | PausedUntil | NoneBefore
    | ForTheLine
)  # fmt: skip
