"""What a conversation hears, and what it may ask for: the outcome of an effect is the next event."""

from dataclasses import dataclass, field
from datetime import date, datetime

from bot.core.booking.slot import Booking, BookingRecord, SeatRequest, Slot
from bot.core.pin_events import (
    CodeHeld,
    DropPin,
    HoldCode,
    NotePin,
    NotRecovered,
    PinDiffers,
    PinDropped,
    PinNoted,
    PinRight,
    PinSet,
    PinWrong,
    Recover,
    Recovered,
    SetPin,
    TriesClosed,
    TryPin,
)

# What a conversation hears from a person


@dataclass(frozen=True, slots=True)
class Arrived:
    """The person opened the conversation."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words were typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Tapped:
    """A choice was tapped; `version` is the one its button carried (None: the channel's buttons carry none)."""

    choice: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """A position was shared: degrees, and its accuracy in metres."""

    latitude: float
    longitude: float
    accuracy: float = 0.0


@dataclass(frozen=True, slots=True)
class Sent:
    """Something that is not read: a photo, a voice message, a document."""

    kind: str


@dataclass(frozen=True, slots=True)
class Look:
    """Say the current state again and change nothing."""


# What it hears back after it asked for something


@dataclass(frozen=True, slots=True)
class SlotsFound:
    """The slots that can take this party, earliest first."""

    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Booked:
    """Every seat of the party is taken, in this booking."""

    booking: Booking


@dataclass(frozen=True, slots=True)
class SlotTaken:
    """Someone was faster: nothing was taken, nothing was lost."""


@dataclass(frozen=True, slots=True)
class Identified:
    """A detail that was typed, as a seal that leads nowhere: all that is kept of it."""

    question: str
    seal: str


@dataclass(frozen=True, slots=True)
class SameDetails:
    """Somebody else has a booking with the very same details: nothing was taken."""


@dataclass(frozen=True, slots=True)
class TooOften:
    """The person has booked as often as may be in a day: nothing was taken, and what they hold stands."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The seats went back to the others."""


@dataclass(frozen=True, slots=True)
class LeftGroup:
    """The person has an own booking now, or none if their own slot had no more room; the others keep theirs."""

    booking: Booking | None


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is stored about the person, besides the conversation itself."""

    consented_at: datetime
    cases: int
    since: date | None = None
    bookings: tuple[BookingRecord, ...] = ()
    waiting: int = 0
    on_screen: int = 0
    logged: int = 0
    """Rows about the person in the log of staff."""
    elsewhere: int = 0
    """Other packs in which the person has something."""


@dataclass(frozen=True, slots=True)
class Erased:
    """Nothing is stored about the person any more."""


@dataclass(frozen=True, slots=True)
class Consented:
    """From now on the conversation is kept."""


@dataclass(frozen=True, slots=True)
class Cases:
    """How many people have a case on this phone, the present one included."""

    count: int


Event = (
    Arrived | Said | Tapped | Located | Sent | Look | SlotsFound | Booked | SlotTaken | Cancelled | LeftGroup
    | Recalled | Erased | Consented | Cases | PinNoted | PinDiffers | PinSet | PinDropped | PinRight | PinWrong
    | TriesClosed | CodeHeld | Recovered | NotRecovered | Identified | SameDetails | TooOften
)  # fmt: skip


# What a step may ask for; the outcome is the next event


@dataclass(frozen=True, slots=True)
class GiveConsent:
    """Keep this conversation from now on, and which notice was agreed to."""

    digest: str


@dataclass(frozen=True, slots=True)
class FindSlots:
    """Slots at these sites, between two moments in UTC, with room for the wish."""

    sites: tuple[str, ...]
    wish: SeatRequest
    earliest: datetime
    latest: datetime


@dataclass(frozen=True, slots=True)
class Book:
    """Take the seats; a person who already has a booking gives the old seats back in the same transaction."""

    site: str
    starts_at: datetime
    wish: SeatRequest
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

    wish: SeatRequest


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


Effect = (
    GiveConsent | FindSlots | Book | Cancel | LeaveGroup | Recall | Erase | CountCases | SwitchPerson | NotePin
    | SetPin | TryPin | DropPin | HoldCode | Recover | Identify
)  # fmt: skip
