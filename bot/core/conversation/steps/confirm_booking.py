"""Show the summary, and book with one tap: all seats of the party or none."""

from dataclasses import replace
from datetime import datetime

from bot.core.booking.slot import Booking, Slot, TooFewSeats, slot_day, slot_id
from bot.core.conversation import labels
from bot.core.conversation.answers import DAY, SLOT
from bot.core.conversation.begun import has_begun
from bot.core.conversation.choices import PERSON
from bot.core.conversation.effects import Decline
from bot.core.conversation.estimates import of_hours, of_refusal
from bot.core.conversation.events import Booked, BookingLimitReached, Event, Look, NotBooked, SameDetails, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.refusals import KEPT, why
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.conversation.waiting_list import stop
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text, Texts
from bot.core.programme.site import Site

CONFIRM = Choice("confirm", Text("summary.confirm", "Book it"))
MOVE = Choice("confirm", Text("summary.move", "Move it to this time"))
CHANGE = Choice("change", Text("summary.change", "Change something"))
MOVED = Text("moved.done", "Moved; the old time is free again. Paper or files that you saved are out of date.")
NEW_TIME = Text(
    "moved.begun", "You have a new time, with the same code. Paper or files that you saved are out of date."
)
IN_CALENDAR = Text("moved.calendar", "Open this new calendar file: it replaces the old entry.")
ANOTHER = Choice("decline", Text("waiting.another", "Another time, I keep waiting"))
NO_THANKS = Choice("stop_waiting", Text("waiting.no_thanks", "No, thank you"))
NOT_NOW = Choice("not_now", Text("summary.not_now", "Not now"))
AGAIN = Choice("summary", Text("summary.again", "Show the summary"))

STANDS = Text("summary.stands", "All right. Your appointment stays as it is.")
SAME = Text(
    "same.details",
    "There is already an appointment with these details. One person has one. Nothing was booked, and nobody is told.",
)
SAME_OUT = Text(
    "same.out",
    "Is it yours, from another phone or place? Bring its code, or talk to a person. If a detail is wrong, change it.",
)
TOO_OFTEN = Text(
    "limit.bookings",
    "You have chosen a time very often. What you have stays as it is. Try again in a few hours, or talk to a person.",
)


def step(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Repeat all answers once before booking."""
    chosen = facts.kept or facts.slot
    match event:
        case Tapped("confirm") if chosen:
            if facts.kept:
                site, starts_at = chosen
                slot = slot_id(Slot(0, site.id, starts_at), site)
                conversation = conversation.answered(day=slot_day(slot), slot=slot)
            return Turn(conversation, effect=facts.book(*chosen))
        case Booked(booking):
            return _booked(booking, conversation, world)
        case NotBooked() if chosen:
            return _not_booked(event, chosen, conversation, facts)
        case SameDetails():
            later = NO_THANKS if facts.kept else NOT_NOW
            return Turn(conversation, (Reply(SAME, lines=(SAME_OUT,), choices=(PERSON, CHANGE, later)),))
        case BookingLimitReached():
            ways_on = () if conversation.booking else (PERSON, AGAIN)
            return Turn(conversation.staying(), (Reply(TOO_OFTEN, choices=ways_on),))
        case Tapped("decline") if facts.kept:
            return Turn(conversation.without(DAY, SLOT), effect=Decline())
        case Tapped("stop_waiting") if facts.kept:
            return stop(conversation.without(DAY, SLOT))
        case Tapped("change"):
            return Turn(conversation, (_what_to_change(facts),))
        case Tapped("not_now"):
            return _not_now(conversation, facts)
        case Tapped("summary"):
            return Turn(conversation, (_summary(conversation, facts, world),))
        case Tapped("slot"):
            return Turn(conversation.without(DAY, SLOT))
        case Tapped(choice) if choice in facts.changeable:
            return Turn(replace(conversation, asking=choice, picked=()))
        case Look():
            return Turn(conversation, (_summary(conversation, facts, world),))
    return None


def _summary(conversation: Conversation, facts: Facts, world: World) -> Reply:
    chosen = facts.kept or facts.slot
    assert chosen is not None
    site, starts_at = chosen
    people = facts.seat_request.people
    text = Text(
        "summary.question",
        "Please check. {people} · {site} · {date} · {time}, {city} time. Is everything right?",
        people=Texts("people", "{n} person", "{n} people", people),
        site=site.name,
        **labels.when(site, starts_at),
    )
    service = facts.service
    about = (
        (
            Text(
                "summary.service",
                "For: {service}, about {minutes} minutes.",
                service=service.label,
                minutes=service.minutes,
            ),
        )
        if service
        else ()
    )
    lines = (*about, *labels.own_clock(conversation, world, site, starts_at), *of_hours((site,)))
    if facts.kept:
        lead = (*labels.practice(world), _kept_until(conversation, site))
        return Reply(text, lead=lead, lines=lines, choices=(CONFIRM, ANOTHER, NO_THANKS))
    to_another = conversation.moving and not facts.at_the_booked_time and not has_begun(conversation, world)
    yes = MOVE if to_another else CONFIRM
    return Reply(text, lead=labels.practice(world), lines=lines, choices=(yes, CHANGE, NOT_NOW))


def _kept_until(conversation: Conversation, site: Site) -> Text:
    assert conversation.waiting
    assert conversation.waiting.kept
    until = labels.when(site, conversation.waiting.kept.until)
    return Text(
        "waiting.kept",
        "A place has opened, and it is kept for you. Last moment to book it: {date}, {time}, {city} time. After that "
        "it goes to the next person.",
        **until,
    )


def _booked(booking: Booking, conversation: Conversation, world: World) -> Turn:
    done = replace(conversation, booking=booking, waiting=None, moving=False, earlier=None, told_earlier="")
    return Turn(done, _news(conversation, booking, world))


def _news(conversation: Conversation, booking: Booking, world: World) -> tuple[Reply, ...]:
    """Say what has changed; a first booking and its ticket need no words."""
    held = conversation.booking
    if held is None:
        return ()
    if held.slot.id == booking.slot.id:
        changed = Texts(
            "group.done",
            "The appointment is for {n} person now, at the same time. Your code stays the same.",
            "The appointment is for {n} people now, at the same time. Your code stays the same.",
            booking.people,
        )
        return (Reply(changed),)
    text = NEW_TIME if has_begun(conversation, world) else MOVED
    if not conversation.in_calendar:
        return (Reply(text),)
    return (Reply(text, lines=(IN_CALENDAR,), files=("calendar",), secret=True),)


def _not_booked(outcome: NotBooked, chosen: tuple[Site, datetime], conversation: Conversation, facts: Facts) -> Turn:
    """Say why, and go on with the times that there are."""
    if facts.at_the_booked_time and conversation.booking:
        return Turn(conversation.without(DAY, SLOT), (_no_room(outcome, conversation.booking, facts),))
    time = labels.when(*chosen)["time"]
    gone = Text("slot.gone", "{time} cannot be booked any more.", time=time)
    if outcome.faster:
        gone = Text("slot.taken", "Someone was faster: {time} is gone.", time=time)
    reason = (*why(outcome.why, facts.seat_request.people), *of_refusal(outcome.why, facts))
    again = (DAY, SLOT) if facts.draws else (SLOT,)
    return Turn(conversation.without(*again), (Reply(gone, lines=(*reason, KEPT)),))


def _no_room(outcome: NotBooked, held: Booking, facts: Facts) -> Reply:
    """Say that the time of the booking does not fit another group, and that what is booked stays."""
    people = facts.seat_request.people
    text = Text("group.no_room", "Your time has no room for all of you.")
    reason = () if isinstance(outcome.why, TooFewSeats) else why(outcome.why, people)
    stays = Texts(
        "group.stays",
        "Your appointment for {n} person stays until you confirm another time for all of you. A person can help, too.",
        "Your appointment for {n} people stays until you confirm another time for all of you. A person can help, too.",
        held.people,
    )
    return Reply(text, lines=(*reason, stays))


def _what_to_change(facts: Facts) -> Reply:
    answers = facts.changeable
    choices = tuple(Choice(key, labels.answer_label(key, facts, button=True)) for key in answers)
    keep = Choice("summary", Text("summary.keep", "Change nothing"))
    return Reply(Text("summary.what", "What do you want to change? The rest is kept."), choices=(*choices, keep))


def _not_now(conversation: Conversation, facts: Facts) -> Turn:
    """Leave everything as it is: a place from the draw stays held, an appointment stands."""
    if facts.offered:
        return Turn(conversation.without(DAY, SLOT))
    if conversation.booking:
        return Turn(conversation.staying(), (Reply(STANDS),))
    text = Text(
        "summary.later",
        "All right. Your answers are kept, but nothing is booked and no place is held. Write to us when you are ready.",
    )
    return Turn(conversation, (Reply(text, choices=(AGAIN,)),))
