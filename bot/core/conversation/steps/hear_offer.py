"""Say which place the draw holds for the person: take it, take another time of that day, or say no at no cost."""

from bot.core.booking.slot import Slot, slot_day, slot_id
from bot.core.conversation import labels
from bot.core.conversation.choices import PERSON
from bot.core.conversation.effects import DeclineOffer
from bot.core.conversation.estimates import of_hours
from bot.core.conversation.events import Event, Look, SlotsFound, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text, Texts

TAKE = Choice("confirm", Text("offer.take", "Yes, book it"))
OTHER_TIME = Choice("other_time", Text("offer.other_time", "Another time of that day"))
DECLINE = Choice("decline", Text("offer.decline", "No, I keep waiting"))
THE_OFFER = Choice("offer", Text("offer.show", "Back to the held place"))
DECLINED = Text(
    "offer.declined",
    "All right. The place goes to the next draw. It costs you nothing: your waiting date is kept, and you are in the "
    "next draw, too.",
)


def step(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Take the held place with one tap; a refusal is answered by the step that books."""
    offered = facts.offered
    assert offered is not None
    site, starts_at = offered
    match event:
        case Look() | Tapped("offer"):
            return Turn(conversation, _offer(facts))
        case Tapped("confirm"):
            slot = slot_id(Slot(0, site.id, starts_at), site)
            chosen = conversation.answered(day=slot_day(slot), slot=slot)
            return Turn(chosen, effect=facts.book(site, starts_at))
        case Tapped("other_time"):
            return Turn(conversation, effect=facts.slots_of_the_day(site, starts_at))
        case SlotsFound(slots):
            others = tuple(slot for slot in slots if slot.starts_at != starts_at)
            return Turn(conversation, (_times(others, facts),))
        case Tapped(choice) if choice.startswith(f"{site.id}@"):
            return Turn(conversation.answered(day=slot_day(choice), slot=choice))
        case Tapped("decline"):
            return Turn(conversation, (Reply(DECLINED),), DeclineOffer())
    return None


def _offer(facts: Facts) -> tuple[Reply, ...]:
    """Say for whom, where and when a place is held; then until when, and that a no costs nothing."""
    conversation, world, offered = facts.conversation, facts.world, facts.offered
    assert offered
    assert conversation.request
    assert conversation.request.offer
    site, starts_at = offered
    offer = conversation.request.offer
    until = labels.when(site, offer.until or offer.last)
    text = Text(
        "offer.held",
        "A place is held for you: {people} · {site} · {date} · {time}, {city} time.",
        people=Texts("people", "{n} person", "{n} people", offer.request.people),
        site=site.name,
        **labels.when(site, starts_at),
    )
    answer = Text(
        "offer.until",
        "Answer before {date}, {time}, {city} time. If you say no, or cannot go, you lose nothing: your waiting date "
        "is kept. Nobody else can take this place before then.",
        **until,
    )
    lines = (*labels.own_clock(conversation, world, site, starts_at), *of_hours((site,)))
    held = Reply(text, lead=labels.practice(world), lines=lines)
    return held, Reply(answer, choices=(TAKE, OTHER_TIME, DECLINE, PERSON))


def _times(others: tuple[Slot, ...], facts: Facts) -> Reply:
    assert facts.offered
    site, _ = facts.offered
    if not others:
        none = Text("offer.no_other", "That day has no other time with room for all of you. The place is still held.")
        return Reply(none, choices=(THE_OFFER, DECLINE))
    text = Text(
        "offer.times", "The other times of that day with room for all of you. Your place stays held until you book."
    )
    times = [
        Choice(slot_id(slot, site), Text("slot.time", "{time}", time=labels.when(site, slot.starts_at)["time"]))
        for slot in others[: 2 * facts.world.channel.choices]
    ]
    return Reply(text, choices=(*times, THE_OFFER))
