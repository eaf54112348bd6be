"""Ask for the day, then for the time in the local time of the site."""

from dataclasses import replace
from datetime import date, datetime

from bot.core.booking.slot import Refusal, Slot, local, slot_id
from bot.core.conversation.answers import DAY, SLOT
from bot.core.conversation.choices import PERSON, page
from bot.core.conversation.events import Event, Look, NotBooked, Said, SlotsFound, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.refusals import KEPT, why
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Day, Text, Value
from bot.core.programme.pack import Site
from bot.core.understanding import numbers_and_dates

OTHER_DAY = Choice("other_day", Text("slot.other_day", "Another day"))
OTHER_SITES = Choice("sites", Text("slot.other_sites", "Other places"))
AGAIN = Choice("again", Text("slot.again", "Look again"))


def step(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Offer days with room for the whole party, then the times of one day; no seat is taken before Confirm."""
    match event:
        case Look() | Tapped("again") | NotBooked():
            return _find(conversation, facts, world)
        case Tapped("more"):
            return _find(replace(conversation, page=conversation.page + 1), facts, world)
        case Tapped("other_day"):
            return _find(conversation.without(DAY), facts, world)
        case Tapped("sites"):
            return Turn(replace(conversation.without(DAY, SLOT), asking="sites"))
        case SlotsFound(slots, refusal):
            return _offer(slots, refusal, conversation, facts, world)
        case Tapped(choice) if "@" in choice:
            return Turn(conversation.answered(slot=choice))
        case Tapped(choice) if _is_day(choice):
            return Turn(conversation.answered(day=choice))
        case Said(text):
            return _typed(text, conversation, world)
    return None


def _find(conversation: Conversation, facts: Facts, world: World) -> Turn:
    return Turn(conversation, effect=facts.slots_at(facts.sites))


def _offer(
    slots: tuple[Slot, ...], refusal: Refusal | None, conversation: Conversation, facts: Facts, world: World
) -> Turn:
    placed = [(slot, site) for slot in slots if (site := world.pack.site(slot.site))]
    days = sorted({local(slot.starts_at, site).date() for slot, site in placed})
    chosen = conversation.answers.day
    if chosen and chosen in {day.isoformat() for day in days}:
        times = [pair for pair in placed if local(pair[0].starts_at, pair[1]).date().isoformat() == chosen]
        return Turn(conversation, (_times(date.fromisoformat(chosen), times, days, world),))
    conversation = replace(conversation.without(DAY), page=conversation.page)
    if not days:
        return Turn(conversation, (_none(refusal, facts),))
    return Turn(conversation, (_days(days, conversation, facts, world),))


def _days(days: list[date], conversation: Conversation, facts: Facts, world: World) -> Reply:
    sites = facts.sites
    named = [Choice(day.isoformat(), Text("slot.day", "{day}", day=Day(day, short=True))) for day in days]
    other = (OTHER_SITES,) if len(facts.possible_sites) > 1 else ()
    choices = (*page(named, conversation.page, world.channel.choices), *other)
    text = Text("slot.days", "Days with places at {sites}:", sites=tuple(site.name for site in sites))
    lead = facts.progress("slot")
    return Reply(text, lead=lead, choices=choices, in_place=conversation.page > 0)


def _times(day: date, times: list[tuple[Slot, Site]], days: list[date], world: World) -> Reply:
    sites = {site.id: site for _, site in times}
    several = len(sites) > 1
    times = sorted(times, key=lambda pair: (pair[0].starts_at, pair[1].longitude))
    choices = tuple(_time(slot, site, several) for slot, site in times[: 2 * world.channel.choices])
    names: Value = tuple(site.name for site in sites.values())
    text = Text("slot.times", "{day}, {sites}. What time?", day=Day(day), sites=names)
    return Reply(text, choices=(*choices, OTHER_DAY) if len(days) > 1 else choices)


def _time(slot: Slot, site: Site, several: bool) -> Choice:
    at = local(slot.starts_at, site).time()
    id = slot_id(slot, site)
    if several:
        return Choice(id, Text("slot.time_at", "{time}, {city}", time=at, city=site.city))
    return Choice(id, Text("slot.time", "{time}", time=at))


def _none(refusal: Refusal | None, facts: Facts) -> Reply:
    text = Text(
        "slot.none",
        "No day has room for all of you at {sites} right now. Nobody can sell you a place.",
        sites=tuple(site.name for site in facts.sites),
    )
    other = (OTHER_SITES,) if len(facts.possible_sites) > 1 else ()
    lines = (*why(refusal, facts.seat_request.people), KEPT)
    return Reply(text, lines=lines, choices=(AGAIN, *other, PERSON))


def _is_day(choice: str) -> bool:
    try:
        date.fromisoformat(choice)
    except ValueError:
        return False
    return True


def _typed(text: str, conversation: Conversation, world: World) -> Turn | None:
    """Read a typed date, weekday or time, if it is one of those on the screen."""
    shown = {choice.id for choice in conversation.shown}
    if not conversation.answers.day:
        day = numbers_and_dates.day(text, world.vocabulary, conversation.language, world.today)
        found = day.isoformat() if day else ""
        return Turn(conversation.answered(day=found)) if found in shown else None
    offered = [datetime.fromisoformat(id.partition("@")[2]).time() for id in shown if "@" in id]
    at = numbers_and_dates.clock(text, world.vocabulary, conversation.language, offered)
    fitting = [id for id in shown if at and id.endswith(f"T{at:%H:%M}")]
    return Turn(conversation.answered(slot=fitting[0])) if len(fitting) == 1 else None
