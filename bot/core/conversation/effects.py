"""What a step may ask for; the outcome is the next event."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.core.booking.slot import SeatRequest


@dataclass(frozen=True, slots=True)
class GiveConsent:
    """Keep this conversation from now on, and which notice was agreed to."""

    digest: str


@dataclass(frozen=True, slots=True)
class FindSlots:
    """Slots at these sites, between two moments in UTC, with room for the request."""

    sites: tuple[str, ...]
    request: SeatRequest
    earliest: datetime
    latest: datetime


@dataclass(frozen=True, slots=True)
class Book:
    """Take the seats; a person who already has a booking gives the old seats back in the same transaction."""

    site: str
    starts_at: datetime
    request: SeatRequest
    identity: tuple[str, ...] = ()
    """The seals of the details that the pack asks, in its order; none where it asks none, or not all were given."""


@dataclass(frozen=True, slots=True)
class Identify:
    """Seal a detail that was typed; what it was is in memory for this one turn."""

    question: str
    kind: str
    values: tuple[str, ...] = field(repr=False)
    """The detail, then what it shares with those that are nearly the same."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Give the seats back."""


@dataclass(frozen=True, slots=True)
class LeaveGroup:
    """Split the booking: one for the person who leaves, the rest for the others, who are told nothing."""

    request: SeatRequest


@dataclass(frozen=True, slots=True)
class Recall:
    """Look up what is stored."""


@dataclass(frozen=True, slots=True)
class Erase:
    """Destroy everything stored about the person; seats go back."""


@dataclass(frozen=True, slots=True)
class CountCases:
    """How many people have a case on this phone?"""


@dataclass(frozen=True, slots=True)
class SwitchPerson:
    """Somebody else holds the phone: the case of that number (from 1), or a new one (0)."""

    case: int


@dataclass(frozen=True, slots=True)
class NotePin:
    """A new PIN, written for the first time."""

    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SetPin:
    """The new PIN, written for the second time."""

    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TryPin:
    """Is this the PIN?"""

    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DropPin:
    """Take the PIN away."""


@dataclass(frozen=True, slots=True)
class HoldCode:
    """Somebody names the code of an appointment that is on another phone."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Recover:
    """Bring the case of the code that was named to this phone: with its PIN, or with the words of a desk."""

    secret: str = field(repr=False)


Effect = (
    GiveConsent | FindSlots | Book | Cancel | LeaveGroup | Recall | Erase | CountCases | SwitchPerson | NotePin
    | SetPin | TryPin | DropPin | HoldCode | Recover | Identify
)  # fmt: skip
