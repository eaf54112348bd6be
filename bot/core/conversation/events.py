"""What a conversation hears: from a person, and as the outcome of an effect."""

from dataclasses import dataclass, field
from datetime import date, datetime

from bot.core.booking.slot import Booking, BookingRecord, Slot

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


# What it hears back about a PIN, and about a case that comes from another phone


@dataclass(frozen=True, slots=True)
class PinNoted:
    """A new PIN was written once; it counts when it is written again."""


@dataclass(frozen=True, slots=True)
class PinDiffers:
    """The second time it was another one: nothing has changed."""


@dataclass(frozen=True, slots=True)
class PinSet:
    """From now on coming back asks for it."""


@dataclass(frozen=True, slots=True)
class PinDropped:
    """There is no PIN any more."""


@dataclass(frozen=True, slots=True)
class PinRight:
    """It was the PIN."""


@dataclass(frozen=True, slots=True)
class PinWrong:
    """It was not; so many tries are left."""

    left: int


@dataclass(frozen=True, slots=True)
class TriesClosed:
    """Too often wrong: nothing is tried for so many hours, rounded up."""

    hours: int


@dataclass(frozen=True, slots=True)
class CodeHeld:
    """A code was named; whether it is anybody's is not said."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """The case of this person is on this phone now, and on no other; helpers at a desk (or the PIN) opened it."""

    person: str = field(repr=False)
    by_helpers: bool = False


@dataclass(frozen=True, slots=True)
class NotRecovered:
    """Code and PIN do not fit together, whichever is wrong; so many tries are left."""

    left: int


Event = (
    Arrived | Said | Tapped | Located | Sent | Look | SlotsFound | Booked | SlotTaken | Cancelled | LeftGroup
    | Recalled | Erased | Consented | Cases | PinNoted | PinDiffers | PinSet | PinDropped | PinRight | PinWrong
    | TriesClosed | CodeHeld | Recovered | NotRecovered | Identified | SameDetails | TooOften
)  # fmt: skip
