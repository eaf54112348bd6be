"""More people, or fewer, on an appointment: at once if its time has room for all, or else at another time."""

from dataclasses import replace

from bot.core.booking.slot import Booking, slot_day, slot_id
from bot.core.conversation import party_size
from bot.core.conversation.consistency import consistent
from bot.core.conversation.events import Event, Said, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.state import Conversation, PageId, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text, Texts
from bot.core.programme.eligibility import PARTY
from bot.core.understanding.ages import ages

ID: PageId = "group"


def _show(conversation: Conversation, facts: Facts, world: World) -> Turn:
    """Ask for the new number, or ask back the one that was said; without an appointment, change the answer."""
    booking = conversation.booking
    if booking is None:
        return Turn(replace(conversation, aside="", asking=PARTY if PARTY in conversation.answers else ""))
    if booking.slot.starts_at <= world.now:
        return Turn(replace(conversation, aside=""))
    if size := _said(conversation):
        return _to(party_size.Size(size, sure=False), booking, replace(conversation, picked=()), facts, world)
    return Turn(conversation, (_ask(booking, world),))


def _ask(booking: Booking, world: World) -> Reply:
    text = Texts(
        "group.question",
        "The appointment is for {n} person. How many of you come now, all together? Count yourself, every child and "
        "every baby.",
        "The appointment is for {n} people. How many of you come now, all together? Count yourself, every child and "
        "every baby.",
        booking.people,
    )
    return Reply(text, choices=party_size.choices(world))


def _said(conversation: Conversation) -> int:
    """Return the number that is asked back; 0 for none."""
    of_group, size = (*conversation.picked, "", "")[:2]
    return int(size) if of_group == ID else 0


def _hear(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    booking, said = conversation.booking, _said(conversation)
    if booking is None:
        return None
    asked = replace(conversation, picked=())
    match event:
        case Tapped("yes") if said:
            return _go_on(_changed(said, booking, asked, facts, world))
        case Tapped("no") if 0 < said < booking.people:
            return Turn(replace(asked, aside=""))
        case Tapped("no" | "again"):
            return Turn(asked, (_ask(booking, world),))
        case Tapped("more"):
            return Turn(asked, (party_size.more(world),))
        case Tapped(choice) if choice.isdecimal():
            return _to(party_size.Size(int(choice), sure=True), booking, asked, facts, world)
        case Said(text) if ages(text, world.vocabulary, conversation.language).own_minor:
            return Turn(replace(asked, aside="child"))
        case Said(text) if size := party_size.heard(text, conversation, world):
            return _to(size, booking, asked, facts, world)
    return None


def _to(size: party_size.Size, booking: Booking, conversation: Conversation, facts: Facts, world: World) -> Turn:
    """Change the group to this size, after what has to be asked first."""
    if size.people > world.pack.party_maximum:
        return Turn(conversation, (party_size.too_many(world),))
    if size.people == booking.people:
        text = Texts(
            "group.same",
            "The appointment is for {n} person already. Nothing changes.",
            "The appointment is for {n} people already. Nothing changes.",
            booking.people,
        )
        return Turn(replace(conversation, aside=""), (Reply(text),))
    asked_back = replace(conversation, picked=(ID, str(size.people)))
    if size.people > booking.people and not size.sure:
        return Turn(asked_back, (party_size.is_that_right(size.people),))
    changed = _changed(size.people, booking, conversation, facts, world)
    if size.people < booking.people and changed.step == "confirm_booking":  # other steps end with a confirmation
        return Turn(asked_back, (_fewer(size.people, booking, world),))
    return _go_on(changed)


def _fewer(people: int, booking: Booking, world: World) -> Reply:
    """Ask for one confirmation, and for no reason: seats that go back are gone."""
    text = Texts(
        "group.fewer",
        "An appointment for {n} person, at the same time?",
        "An appointment for {n} people, at the same time?",
        people,
    )
    given_back = world.pack.seats(people) < booking.request.seats
    lines = (Text("group.given_back", "The other seats go back at once."),) if given_back else ()
    yes = Choice("yes", Text("group.yes", "Yes, change it"))
    return Reply(text, lines=lines, choices=(yes, Choice("no", Text("group.no", "No, keep it as it is"))))


def _changed(people: int, booking: Booking, conversation: Conversation, facts: Facts, world: World) -> Facts:
    """Return the facts for another group at the time of the booking, which waits with its answers."""
    site = world.pack.site_booked(booking.slot.site)
    slot = slot_id(booking.slot, site)
    moved = replace(conversation.moved(), aside="", asking="", picked=())
    answers = moved.answers.given(party=people)
    if not booking.void:
        answers = answers.given(day=slot_day(slot), slot=slot)
    return consistent(replace(moved, answers=answers), world, facts)


def with_fewer(people: int, conversation: Conversation, world: World) -> Facts | None:
    """Return the facts for a smaller group at the time of its booking; None if something has to be asked first."""
    booking = conversation.booking
    if booking is None or conversation.moving or not 0 < people < booking.people:
        return None
    changed = _changed(people, booking, conversation, Facts(conversation, world), world)
    return changed if changed.step == "confirm_booking" and changed.slot else None


def _go_on(changed: Facts) -> Turn:
    """Ask what another number of people leaves open, or change the booking: all or none."""
    if changed.step == "confirm_booking" and changed.slot:
        return Turn(changed.conversation, effect=changed.book(*changed.slot), facts=changed)
    return Turn(changed.conversation, facts=changed)


PAGES = (Page(ID, _show, _hear),)
