"""What is heard and asked for about PINs, and about a case that comes from another phone."""

from dataclasses import dataclass, field

# What a conversation hears back


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


# What a step may ask for


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
