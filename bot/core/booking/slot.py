"""Slots, what a booking asks for, and the booking itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.core.programme.pack import Site


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at a site, and the seats that are left."""

    id: int
    site: str
    starts_at: datetime
    """In UTC; people are shown the site's clock."""
    left: int = 0


@dataclass(frozen=True, slots=True)
class Booking:
    """Seats that a person's party holds in one slot."""

    id: int
    slot: Slot
    seats: int
    people: int
    code: str
    sequence: int = 0
    """How often it was moved: what makes a later .ics replace an earlier one."""


@dataclass(frozen=True, slots=True)
class BookingRecord:
    """A booking with what the table says of it besides."""

    booking: Booking
    made: datetime
    past: bool
    reminded: bool


def local(starts_at: datetime, site: Site) -> datetime:
    """The moment by the site's own clock."""
    return starts_at.astimezone(ZoneInfo(site.zone))


def slot_id(slot: Slot, site: Site) -> str:
    """A slot as a choice, the same in every language: the site and its local time, as in `tijuana@2026-11-25T13:00`."""
    return f"{site.id}@{local(slot.starts_at, site):%Y-%m-%dT%H:%M}"


def read_slot_id(id: str, site: Site) -> datetime:
    """The moment in UTC that `slot_id` named; ValueError if it names none."""
    moment = datetime.fromisoformat(id.partition("@")[2])
    return moment.replace(tzinfo=ZoneInfo(site.zone)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class SeatRequest:
    """What a booking takes: seats, resources at its hour, and limits of the day that it falls under."""

    seats: int
    people: int
    needs: Mapping[str, int] = field(default_factory=dict)
    limits: tuple[str, ...] = ()
