"""Ask for the day, then for the time in the local time of the site."""

from dataclasses import replace
from datetime import date

from bot.core.booking.request import allocation
from bot.core.booking.slot import NeverEnough, Refusal, Slot, local, slot_day, slot_id
from bot.core.conversation.answers import DAY, SLOT
from bot.core.conversation.choices import LOOK_AGAIN, PERSON, page
from bot.core.conversation.draw import ASK, ASK_FOR_PLACE
from bot.core.conversation.estimates import of_hours, of_refusal
from bot.core.conversation.events import Event, Look, NotBooked, Said, SlotsFound, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.refusals import KEPT, why
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.conversation.waiting_list import STOP_WAITING, WAIT, stop
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Day, Text, Value
from bot.core.programme.site import Site
from bot.core.understanding import wishes
from bot.core.understanding.wishes import Wish

OTHER_DAY = Choice("other_day", Text("slot.other_day", "Another day"))
OTHER_SITES = Choice("sites", Text("slot.other_sites", "Other places"))


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
        case Tapped("request") if facts.may_request:
            return Turn(replace(conversation.without(DAY, SLOT), aside=ASK))
        case Tapped("wait") if facts.may_wait:
            return Turn(replace(conversation, aside="wait"))
        case Tapped("stop_waiting") if conversation.waiting:
            return stop(conversation)
        case SlotsFound(slots, refusal):
            return _offer(slots, refusal, conversation, facts, world)
        case Tapped(choice) if "@" in choice:
            return Turn(conversation.answered(day=slot_day(choice), slot=choice))
        case Tapped(choice) if _is_day(choice):
            return Turn(replace(conversation.answered(day=choice), picked=_of_the_day(conversation.picked)))
        case Said(text) if wish := _wish(text, conversation, facts, world):
            return _find(replace(conversation, picked=wish.write(), page=0), facts, world)
    return None


def _wish(text: str, conversation: Conversation, facts: Facts, world: World) -> Wish | None:
    """Return when the person wants to come; "tomorrow" counts by the calendar of each site."""
    todays = {site.id: local(world.now, site).date() for site in facts.sites}
    heard = {
        today: wishes.wish(text, world.vocabulary, conversation.language, today)
        for today in sorted(set(todays.values()))
    }
    found = next((wish for wish in heard.values() if wish), None)
    there = ((site, wish) for site, today in todays.items() if (wish := heard[today]) and wish != found)
    return found and replace(found, elsewhere=tuple((site, day) for site, wish in there for day in wish.days))


def _of_the_day(picked: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a wish still says after the day is chosen: the hour or the part of the day."""
    return replace(Wish.read(picked).on_days(), soonest=False).write()


def _find(conversation: Conversation, facts: Facts, world: World) -> Turn:
    return Turn(conversation, effect=facts.slots_at(facts.sites))


def _offer(
    slots: tuple[Slot, ...], refusal: Refusal | None, conversation: Conversation, facts: Facts, world: World
) -> Turn:
    """Offer what fits the wish; if nothing does, say so and offer everything."""
    placed = [(slot, site) for slot in slots if (site := world.pack.site(slot.site))]
    if not placed:
        return Turn(replace(conversation.without(DAY), page=conversation.page), (_none(refusal, facts),))
    wish, chosen = Wish.read(conversation.picked), conversation.answers.day
    if wish.days:
        chosen = ""
    open_then = [pair for pair in placed if not chosen or _day(pair).isoformat() == chosen]
    if chosen and not open_then:
        wish, chosen, open_then = wish.on_days(date.fromisoformat(chosen)), "", placed
    fitting = [pair for pair in open_then if wish.fits(local(pair[0].starts_at, pair[1]), pair[1].id)]
    lead = () if fitting else (_nothing_then(wish),)
    if not fitting:
        wish, fitting = Wish(), open_then
    days = sorted(set(map(_day, fitting)))
    wanted = replace(conversation, picked=wish.write())
    if chosen and (wish.soonest or wish.times or wish.part) and (len(fitting) == 1 or wish.soonest):
        return Turn(conversation.answered(slot=slot_id(*min(fitting, key=lambda pair: pair[0].starts_at))))
    if chosen:
        several = len(set(map(_day, placed))) > 1
        return Turn(wanted, (replace(_times(days[0], fitting, several, world), lead=lead),))
    if wish.soonest or (wish.days and len(days) == 1):
        return Turn(replace(conversation.answered(day=days[0].isoformat()), picked=_of_the_day(wish.write())))
    wanted = replace(wanted.without(DAY), picked=wanted.picked, page=wanted.page)
    return Turn(wanted, (_days(days, wanted, facts, world, lead),))


def _day(pair: tuple[Slot, Site]) -> date:
    return local(pair[0].starts_at, pair[1]).date()


def _nothing_then(wish: Wish) -> Text:
    if len(wish.days) == 1 and not wish.elsewhere and not wish.times and not wish.part:
        return Text("slot.not_that_day", "No places for all of you: {day}.", day=Day(wish.days[0]))
    return Text("slot.not_then", "There are no places for all of you then.")


def _days(
    days: list[date], conversation: Conversation, facts: Facts, world: World, remark: tuple[Text, ...] = ()
) -> Reply:
    sites = facts.sites
    named = [Choice(day.isoformat(), Text("slot.day", "{day}", day=Day(day, short=True))) for day in days]
    other = (OTHER_SITES,) if len(facts.possible_sites) > 1 and not facts.day_stays else ()
    every = (OTHER_DAY,) if conversation.picked else ()
    waits = (STOP_WAITING,) if conversation.waiting else ()
    choices = (*page(named, conversation.page, world.channel.choices), *every, *other, *waits)
    text = Text("slot.days", "Days with places at {sites}:", sites=tuple(site.name for site in sites))
    lead = (*facts.progress("slot"), *_no_draw(facts), *remark)
    return Reply(text, lead=lead, lines=_same_day(facts), choices=choices, in_place=conversation.page > 0)


def _times(day: date, times: list[tuple[Slot, Site]], several_days: bool, world: World) -> Reply:
    sites = {site.id: site for _, site in times}
    several = len(sites) > 1
    times = sorted(times, key=lambda pair: (pair[0].starts_at, pair[1].longitude))
    choices = tuple(_time(slot, site, several) for slot, site in times[: 2 * world.channel.choices])
    names: Value = tuple(site.name for site in sites.values())
    text = Text("slot.times", "{day}, {sites}. What time?", day=Day(day), sites=names)
    return Reply(text, lines=of_hours(sites.values()), choices=(*choices, OTHER_DAY) if several_days else choices)


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
    other = (OTHER_SITES,) if len(facts.possible_sites) > 1 and not facts.day_stays else ()
    wait = (WAIT,) if facts.may_wait else (ASK_FOR_PLACE,) if facts.may_request else ()
    if isinstance(refusal, NeverEnough):
        wait = ()
    lines = (
        *why(refusal, facts.seat_request.people),
        *of_refusal(refusal, facts),
        *_same_day(facts),
        *_no_draw(facts),
        KEPT,
    )
    if request := facts.conversation.waiting:
        on_list = Text(
            "waiting.on_list",
            "You are on the list until {day}. When a place opens for all of you, we write to you here: you need not "
            "look again.",
            day=Day(request.until),
        )
        wait, lines = (STOP_WAITING,), (*lines, on_list)
    return Reply(text, lines=lines, choices=(LOOK_AGAIN, *wait, *other, PERSON))


def _same_day(facts: Facts) -> tuple[Text, ...]:
    """Say why no other day is offered for an appointment from a draw."""
    if not facts.day_stays:
        return ()
    text = Text(
        "slot.same_day",
        "Places are given by a draw: only the other times of your day can be booked. For another day, cancel, and ask "
        "for a place in the next draw.",
    )
    return (text,)


def _no_draw(facts: Facts) -> tuple[Text, ...]:
    """Say to a person who was in the line that the draws have ended."""
    if not facts.conversation.live_request or allocation(facts.world.pack, facts.world.today) == "draw":
        return ()
    text = Text(
        "slot.no_draw",
        "The draws have ended. Now the first person to choose a time gets it. We keep your waiting date, so it "
        "counts if there are draws again.",
    )
    return (text,)


def _is_day(choice: str) -> bool:
    try:
        date.fromisoformat(choice)
    except ValueError:
        return False
    return True
