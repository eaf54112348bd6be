"""Events that a conversation receives: from a person, and as the outcome of an effect."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.core.booking.request import Status
from bot.core.booking.slot import Booking, BookingRecord, Refusal, Slot

# Events from a person


@dataclass(frozen=True, slots=True)
class Arrived:
    """The person opened the conversation."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words were typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Tapped:
    """A choice was tapped; `version` says which question its button belongs to (None: the channel does not say)."""

    choice: str
    version: int | None = None


BEFORE_CONSENT = -1
"""The version of a button that carries the state of a conversation before consent."""


@dataclass(frozen=True, slots=True)
class Located:
    """A position was shared: in degrees, with its accuracy in metres."""

    latitude: float
    longitude: float
    accuracy: float = 0.0


@dataclass(frozen=True, slots=True)
class Sent:
    """Something was sent that the bot does not read: a photo, a voice message, a document."""

    kind: str


@dataclass(frozen=True, slots=True)
class Look:
    """The current state should be shown again; nothing changes."""


# Outcomes of effects


@dataclass(frozen=True, slots=True)
class SlotsFound:
    """The slots that can take this party, earliest first."""

    slots: tuple[Slot, ...]
    why: Refusal | None = None
    """Why no slot fits."""


@dataclass(frozen=True, slots=True)
class SitesFound:
    """The sites at which some slot can take this party."""

    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Booked:
    """Every seat of the party is taken; this is the booking."""

    booking: Booking


@dataclass(frozen=True, slots=True)
class NotBooked:
    """The booking was not made, and why: nothing was taken, nothing was lost."""

    why: Refusal
    faster: bool = False
    """Whether somebody else booked that time since the person was asked last."""


@dataclass(frozen=True, slots=True)
class DetailSealed:
    """A typed detail was sealed; only the seal is kept, and the detail cannot be read from it."""

    question: str
    seal: str


@dataclass(frozen=True, slots=True)
class SameDetails:
    """Another person has a booking with exactly the same details: nothing was taken."""


@dataclass(frozen=True, slots=True)
class BookingLimitReached:
    """The person reached the limit of bookings per day: nothing was taken, and their booking is unchanged."""


@dataclass(frozen=True, slots=True)
class StatusKnown:
    """What can be said about the line."""

    status: Status


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The seats were given back."""


@dataclass(frozen=True, slots=True)
class LeftGroup:
    """The person has their own booking now, or none if their slot had no more room; the others keep theirs."""

    booking: Booking | None
    why: Refusal | None = None
    """Why there is no booking, if the own slot had no room."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """Everything stored about the person, apart from the conversation itself."""

    consented_at: datetime
    cases: int
    since: datetime | None = None
    bookings: tuple[BookingRecord, ...] = ()
    waiting: int = 0
    on_screen: int = 0
    logged: int = 0
    """The number of rows about the person in the audit log."""
    opened: tuple[tuple[str, datetime], ...] = ()
    """Who of the staff opened the case at a desk, and when."""
    paper: tuple[int, datetime] | None = None
    """The number of the day of the paper on which the person wrote their wish, and its time."""
    helped: bool = False
    """Whether a helper of a desk still finds the case."""
    elsewhere: int = 0
    """The number of other packs in which something about the person is stored."""


@dataclass(frozen=True, slots=True)
class Erased:
    """Nothing about the person is stored any more."""


@dataclass(frozen=True, slots=True)
class Consented:
    """The conversation is stored from now on."""


@dataclass(frozen=True, slots=True)
class HelpEnded:
    """No helper of a desk finds the case any more."""


@dataclass(frozen=True, slots=True)
class Cases:
    """The number of people who have a case on this phone, including the present one."""

    count: int


# Outcomes about a PIN, and about a case from another phone


@dataclass(frozen=True, slots=True)
class PinHeld:
    """A new PIN was typed once; it is set when it is typed again."""


@dataclass(frozen=True, slots=True)
class PinDiffers:
    """The second PIN was different from the first: nothing has changed."""


@dataclass(frozen=True, slots=True)
class PinSet:
    """The PIN is set: from now on the person needs it to come back."""


@dataclass(frozen=True, slots=True)
class PinRemoved:
    """The PIN was removed."""


@dataclass(frozen=True, slots=True)
class PinRight:
    """The PIN was right."""


@dataclass(frozen=True, slots=True)
class PinWrong:
    """The PIN was wrong; `left` attempts remain."""

    left: int


@dataclass(frozen=True, slots=True)
class TooManyAttempts:
    """Too many attempts failed: no more attempts for this many hours, rounded up."""

    hours: int


@dataclass(frozen=True, slots=True)
class CodeHeld:
    """A code was named; the event does not say whether it exists."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """The case is on this phone now and on no other; the PIN, or helpers at a desk, opened it."""

    person: str = field(repr=False)
    by_helpers: bool = False
    opened: datetime | None = None
    """When a helper opened it, where it comes from a desk."""


@dataclass(frozen=True, slots=True)
class NotRecovered:
    """Code and PIN do not fit together; the event does not say which is wrong, only how many attempts are left."""

    left: int


Event = (
    Arrived | Said | Tapped | Located | Sent | Look | SlotsFound | SitesFound | Booked | NotBooked | Cancelled
    | LeftGroup | Recalled | Erased | Consented | Cases | PinHeld | PinDiffers | PinSet | PinRemoved | PinRight
    | PinWrong | TooManyAttempts | CodeHeld | Recovered | NotRecovered | DetailSealed | SameDetails
    | BookingLimitReached | StatusKnown | HelpEnded
)  # fmt: skip
