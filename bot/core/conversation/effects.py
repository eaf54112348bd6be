"""Effects: what a step may request. The outcome of an effect is the next event."""

from dataclasses import dataclass, field
from datetime import date, datetime

from bot.core.booking.slot import SeatRequest


@dataclass(frozen=True, slots=True)
class GiveConsent:
    """Store this conversation from now on, with the digest of the notice that was agreed to."""

    digest: str


@dataclass(frozen=True, slots=True)
class FindSlots:
    """Find slots at these sites, between two moments in UTC, with room for the request."""

    sites: tuple[str, ...]
    request: SeatRequest
    earliest: datetime
    latest: datetime


@dataclass(frozen=True, slots=True)
class FindSites:
    """Find those of some sites at which there is any slot that fits."""

    asked: FindSlots


@dataclass(frozen=True, slots=True)
class Book:
    """Take the seats; if the person already has a booking, its seats are given back in the same transaction."""

    site: str
    starts_at: datetime
    request: SeatRequest
    identity: tuple[str, ...] = ()
    """The seals of the details that the pack requires, in its order; empty if it requires none or one is missing."""


@dataclass(frozen=True, slots=True)
class SealDetail:
    """Seal a typed detail; the detail itself stays in memory for this one turn."""

    question: str
    kind: str
    values: tuple[str, ...] = field(repr=False)
    """The detail, then the values that it shares with very similar details."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Give the seats back."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Put the person on the waiting list until a day; or, if they are on it, let them wait on in their place."""

    until: date


@dataclass(frozen=True, slots=True)
class Decline:
    """Give the seats that are kept for the person to the next one on the list; the person waits on in their place."""


@dataclass(frozen=True, slots=True)
class StopWaiting:
    """Delete the request of the person; kept seats go to the next one on the list."""


@dataclass(frozen=True, slots=True)
class AskForPlace:
    """Put the person into the line for the draw, or change what they ask for; their date stays the first one."""

    sites: tuple[str, ...]
    """In the order in which the person would go there."""
    request: SeatRequest
    days: tuple[date, ...] = ()
    """The days that suit; empty if every day suits."""


@dataclass(frozen=True, slots=True)
class WithdrawRequest:
    """Leave the line; seats on offer go to the next draw. Who asks again has the same date."""


@dataclass(frozen=True, slots=True)
class DeclineOffer:
    """Give the seats on offer to the next draw; the person stays in the line with the same date."""


@dataclass(frozen=True, slots=True)
class KnowStatus:
    """Look up what can be said about the line."""


@dataclass(frozen=True, slots=True)
class LeaveGroup:
    """Split the booking: a new one for the person who leaves, the rest for the others, who are told nothing."""

    request: SeatRequest


@dataclass(frozen=True, slots=True)
class Recall:
    """Look up everything that is stored about the person."""


@dataclass(frozen=True, slots=True)
class EndHelp:
    """Take the case from all helpers of a desk; what they began and was not done yet is undone."""


@dataclass(frozen=True, slots=True)
class Erase:
    """Destroy everything stored about the person; the seats are given back."""


@dataclass(frozen=True, slots=True)
class CountCases:
    """Count the people who have a case on this phone."""


@dataclass(frozen=True, slots=True)
class SwitchPerson:
    """Switch to another person on this phone: the case with this number (from 1), or a new one (0)."""

    case: int


@dataclass(frozen=True, slots=True)
class HoldPin:
    """Remember a new PIN that was typed for the first time."""

    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SetPin:
    """Set the new PIN, typed for the second time."""

    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CheckPin:
    """Check whether this is the PIN."""

    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RemovePin:
    """Remove the PIN."""


@dataclass(frozen=True, slots=True)
class HoldCode:
    """Remember the code of an appointment that is on another phone."""

    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Recover:
    """Bring the case of the named code to this phone, with its PIN or with the words from a desk."""

    secret: str = field(repr=False)


Effect = (
    GiveConsent | FindSlots | FindSites | Book | Cancel | LeaveGroup | Recall | Erase | CountCases | SwitchPerson
    | HoldPin | SetPin | CheckPin | RemovePin | HoldCode | Recover | SealDetail | Wait | Decline | StopWaiting
    | AskForPlace | WithdrawRequest | DeclineOffer | KnowStatus | EndHelp
)  # fmt: skip
