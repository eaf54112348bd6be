"""Show the ticket, and what can be done with it: another time, another group, cancel, save it, leave the group."""

from dataclasses import replace

from bot.core.booking.slot import Booking, Cause
from bot.core.conversation import labels
from bot.core.conversation.begun import has_begun, ticket_of_the_day
from bot.core.conversation.choices import CANCEL, CLOSE, FORGET, GROUP, KNOW, MONEY, PERSON, PIN, WHAT_STAYS
from bot.core.conversation.claims import costs
from bot.core.conversation.events import Event, Look, Said, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.phone import is_shared
from bot.core.conversation.refusals import why_void
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text, Texts
from bot.core.programme.site import Site
from bot.core.understanding.ages import ages
from bot.core.understanding.several_answers import people_named

ANOTHER_TIME = Choice("another_time", Text("ticket.another_time", "Another time"))
SAVE = Choice("save", Text("ticket.save", "Save it: paper, calendar, QR"))
LEAVE = Choice("leave", Text("ticket.leave", "Leave the group"))
TICKET = Choice("ticket", Text("ticket.show", "Show the appointment"))
PAPER = Choice("paper", Text("save.paper", "Write it on paper"))
CALENDAR = Choice("calendar", Text("save.calendar", "Calendar file"))
QR = Choice("qr", Text("save.qr", "QR picture"))
PROTECT = Text("ticket.protect", "Others use this phone: with a PIN, your code and the PIN open this on any phone.")
STANDS = Text("ticket.stands", "Your appointment stays as it is until you confirm another time.")
MAP = Choice("map", Text("ticket.map", "Show it on a map"))


def step(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Show the ticket; save it only on request, because a person who takes the phone can see saved pictures."""
    match event:
        case Look() | Tapped("ticket"):
            return Turn(conversation, (ticket(conversation, facts, world),))
        case Tapped("another_time"):
            return _another_time(conversation, facts, world)
        case Said(said) if ages(said, world.vocabulary, conversation.language).own_minor:
            return Turn(replace(conversation, aside="child"))
        case Said(said) if size := people_named(said, world.vocabulary, conversation.language):
            return Turn(replace(conversation, aside="group", picked=("group", str(size))))
        case Tapped() if _held(conversation, world)[0].void:
            return None  # nothing is saved of what will not take place
        case Tapped("save"):
            text = Text("save.question", "How do you want to keep it? A picture or a file stays on this phone.")
            return Turn(conversation, (Reply(text, choices=(PAPER, CALENDAR, QR, PIN, TICKET)),))
        case Tapped("paper"):
            return Turn(conversation, (_paper(conversation, world),))
        case Tapped("calendar" | "qr" as kind):
            kept = replace(conversation, in_calendar=conversation.in_calendar or kind == "calendar")
            return Turn(kept, (_file(kind, world),))
        case Tapped("map") if _on_a_map(conversation, world):
            text = Text("map.sent", "This is the place. We do not know the road: ask people whom you trust.")
            return Turn(conversation, (Reply(text, choices=(TICKET,), files=("map",)),))
    return None


def _another_time(conversation: Conversation, facts: Facts, world: World) -> Turn:
    """Go on to another time; if something is asked or told before it, say first that the appointment stands."""
    moving = conversation.moved()
    booking, _ = _held(conversation, world)
    at_once = facts.after(moving).step in ("choose_sites", "choose_slot")
    return Turn(moving, () if at_once or booking.void else (Reply(STANDS),))


def ticket(conversation: Conversation, facts: Facts, world: World) -> Reply:
    """Return the appointment as it is stored: code, day, time, place and people."""
    booking, site = _held(conversation, world)
    if booking.void:
        return void_ticket(booking, booking.void, site, world)
    together = _together(booking)
    on_map = (MAP,) if _on_a_map(conversation, world) else ()
    if has_begun(conversation, world):
        return replace(ticket_of_the_day(booking, site, together, on_map, world), files=_picture(world))
    text = Text(
        "ticket.booked",
        "Booked. Your code: {code}. {date}, {time}, {city} time. {site}. {together} Do not send this code, or a photo "
        "of it, to anyone who asks.",
        code=booking.code,
        site=site.name,
        together=together,
        **labels.when(site, booking.slot.starts_at),
    )
    service = facts.service
    protect = (PIN,) if is_shared(conversation, world.channel) and not conversation.protected else ()
    lines = (
        *costs(world.pack),
        *labels.way(site),
        *labels.own_clock(conversation, world, site, booking.slot.starts_at),
        *labels.to_bring(service.bring if service else world.pack.bring, site),
        *labels.if_late(world, site),
        *((PROTECT,) if protect else ()),
        WHAT_STAYS,
    )
    leave = (LEAVE,) if booking.people > 1 else ()
    group = (GROUP,) if booking.slot.starts_at > world.now else ()
    choices = (ANOTHER_TIME, CANCEL, SAVE, *protect, *on_map, *group, *leave, CLOSE)
    lead = labels.practice(world)
    return Reply(text, lead=lead, lines=lines, choices=choices, files=_picture(world), secret=True)


def _picture(world: World) -> tuple[str, ...]:
    return (QR.id,) if world.channel.prints else ()


def _together(booking: Booking) -> Text:
    return Texts("ticket.people", "For {n} person.", "All {n} together.", booking.people)


def void_ticket(booking: Booking, cause: Cause, site: Site, world: World) -> Reply:
    """Return the ticket of an appointment that will not take place: first that, and why; then what to do."""
    if world.entries:
        return _ticket_of_ended(booking, site, world)
    text = Text(
        "ticket.void",
        "It was: {date}, {time}, {city} time. {site}. {together} Your code: {code}. {stay} It is not "
        "your fault. You can choose another time now. Until then you keep this one, in case it takes place after all.",
        code=booking.code,
        site=site.name,
        together=_together(booking),
        stay=labels.stay(site),
        **labels.when(site, booking.slot.starts_at),
    )
    leave = (LEAVE,) if booking.people > 1 else ()
    choices = (ANOTHER_TIME, CANCEL, PERSON, *leave, CLOSE)
    lead = (*labels.practice(world), why_void(cause))
    return Reply(text, lead=lead, lines=(WHAT_STAYS,), choices=choices, secret=True)


def _ticket_of_ended(booking: Booking, site: Site, world: World) -> Reply:
    """Return the ticket where the programme gives no appointments today: there is no other time to choose."""
    text = Text(
        "ticket.ended",
        "Your appointment will not take place. It was: {date}, {time}, {city} time. {site}. {together} {stay} "
        "It is not your fault. Nobody can sell you another one.",
        site=site.name,
        together=_together(booking),
        stay=labels.stay(site),
        **labels.when(site, booking.slot.starts_at),
    )
    lead = (*labels.practice(world), *labels.entries(world))
    return Reply(text, lead=lead, lines=(WHAT_STAYS,), choices=(PERSON, MONEY, KNOW, FORGET, CLOSE), secret=True)


def _on_a_map(conversation: Conversation, world: World) -> bool:
    """Return whether there is a real place to show: a demonstration has none, nor has a telephone call."""
    _, site = _held(conversation, world)
    return not world.pack.demonstration and not site.remote and bool(site.address) and site.latitude is not None


def _held(conversation: Conversation, world: World) -> tuple[Booking, Site]:
    booking = conversation.booking
    assert booking is not None
    return booking, world.pack.site_booked(booking.slot.site)


def _paper(conversation: Conversation, world: World) -> Reply:
    booking, site = _held(conversation, world)
    how = Text(
        "save.on_paper",
        "Write on paper, and keep it apart from the phone: {code} · {date} · {time}, {city} time · {site}. "
        "Read the code back aloud: every word has two beats.",
        code=booking.code,
        site=site.name,
        **labels.when(site, booking.slot.starts_at),
    )
    return Reply(how, lead=labels.practice(world), choices=(CALENDAR, QR, TICKET), secret=True)


def _file(kind: str, world: World) -> Reply:
    text = (
        Text("save.calendar_sent", "Here is the file for your calendar. Delete it if others use this phone.")
        if kind == "calendar"
        else Text(
            "save.qr_sent",
            "Here is the picture. It holds your code and our mark, nothing about you. Show it to nobody who asks "
            "for money.",
        )
    )
    other = QR if kind == "calendar" else CALENDAR
    return Reply(text, lead=labels.practice(world), choices=(PAPER, other, TICKET), files=(kind,), secret=True)
