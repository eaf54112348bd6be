"""Why no appointment can be made, as lines that people read."""

from bot.core.booking.slot import (
    Cause,
    DayLimitReached,
    ForTheLine,
    NeverEnough,
    NoneBefore,
    PausedUntil,
    Refusal,
    ResourceTaken,
    SlotClosed,
    SlotOver,
    TooFewSeats,
)
from bot.core.language.text import Day, Text

KEPT = Text("slot.kept", "You have lost nothing: your answers are kept.")
CLOSED_FOR: dict[str, Text] = {
    "holiday": Text("closed.holiday", "a holiday"),
    "repair": Text("closed.repair", "repair work"),
    "no_staff": Text("closed.no_staff", "nobody is there to receive you"),
    "weather": Text("closed.weather", "the weather"),
    "safety": Text("closed.safety", "safety"),
}
"""The reasons of staff; without one, nothing is said about it."""
LIMIT = Text("why.limit", "The rule sets how many people of one country can come on a day, and that number is reached.")


def why_void(cause: Cause) -> Text:
    """Return the sentence that an appointment will not take place, with the reason."""
    match cause:
        case Cause("site"):
            return Text("void.site", "Your appointment will not take place: this place gives no appointments any more.")
        case Cause("day"):
            return Text("void.day", "Your appointment will not take place: the place is closed on that day.")
        case Cause("hour"):
            return Text("void.hour", "Your appointment will not take place: nobody is received at that hour any more.")
        case Cause("service"):
            return Text("void.service", "Your appointment will not take place: that help is not given there any more.")
        case Cause("resource", "room:private"):
            return Text("void.room", "Your appointment will not take place: no private room is free then.")
        case Cause("resource"):
            return Text("void.interpreter", "Your appointment will not take place: no interpreter is there then.")
    assert cause.what == "closed"
    return Text(
        "void.closed",
        "Your appointment will not take place: the place is closed. The reason: {reason}.",
        reason=CLOSED_FOR[cause.name],
    )


def why(refusal: Refusal | None, people: int) -> tuple[Text, ...]:
    """Return the reason as a line; no line for a time that is over."""
    match refusal:
        case SlotOver() | None:
            return ()
        case ForTheLine():
            return (Text("why.line", "The places that are left there go to those who wait for the draw."),)
        case TooFewSeats() | NeverEnough():
            return (_seats(refusal, people),)
        case SlotClosed(reason) if reason:
            return (Text("why.closed_for", "It is closed. The reason: {reason}.", reason=CLOSED_FOR[reason]),)
        case SlotClosed():
            return (Text("why.closed", "No new appointments are made there for now."),)
        case PausedUntil(day):
            return (Text("why.paused", "No appointments are given there before {day}.", day=Day(day)),)
        case NoneBefore(day):
            return (Text("why.later", "New days open every day. The next day with places is {day}.", day=Day(day)),)
        case ResourceTaken("room:private"):
            return (Text("why.room", "No private room is free there."),)
        case ResourceTaken():
            return (Text("why.interpreter", "No interpreter for your language is free there."),)
        case DayLimitReached():
            return (LIMIT,)


def _seats(refusal: TooFewSeats | NeverEnough, people: int) -> Text:
    match refusal:
        case TooFewSeats(0):
            return Text("why.full", "No place is left.")
        case TooFewSeats(left):
            return Text(
                "why.few",
                "Places left there at one time: {left}. You are {people}, and we do not split a group.",
                left=left,
                people=people,
            )
        case NeverEnough(most):
            return Text(
                "why.never",
                "There is never room for {people} people there at one time: {most} at most. "
                "A person can help you, free.",
                most=most,
                people=people,
            )
