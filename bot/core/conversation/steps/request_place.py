"""Ask for which days a person wants a place in the draw; while they wait, say how the line stands."""

from dataclasses import replace
from datetime import date, datetime

from bot.core.booking.draw_day import largest_group, request_window
from bot.core.booking.request import LastMonth, Request, Status
from bot.core.booking.slot import DayLimitReached, NeverEnough
from bot.core.conversation import labels
from bot.core.conversation.choices import LOOK_AGAIN, PERSON, TICKED, page
from bot.core.conversation.draw import ASK, WITHDRAW, code_line, date_kept, days_on_offer, next_draw_line
from bot.core.conversation.effects import KnowStatus
from bot.core.conversation.estimates import of_parameter, of_refusal
from bot.core.conversation.events import Event, Look, NotBooked, Said, StatusKnown, Tapped
from bot.core.conversation.facts import Facts
from bot.core.conversation.refusals import KEPT
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Day, Text, Texts
from bot.core.understanding import wishes

ANY_DAY = Choice("any", Text("request.any_day", "Any day"))
DONE = Choice("done", Text("request.done", "Done"))
OTHER_PLACES = Choice("sites", Text("request.places", "Other places"))
DAYS = "days"
"""What is being changed while a person who waits names other days."""
OTHER_DAYS = Choice(DAYS, Text("request.other_days", "Other days"))
HOW = Choice("how", Text("request.how_button", "How the draw works"))


def step(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    """Ask for days, then for consent; a person who waits is told how the line stands, and promised nothing."""
    request = facts.conversation.live_request
    match event:
        case NotBooked(NeverEnough(most)):
            return Turn(conversation, (_never(most, facts),))
        case StatusKnown(status) if request:
            return Turn(conversation, (*_last_draw(request, facts), _waits(request, facts), _line(status, facts)))
        case Look() | Tapped("again") if request and conversation.asking != DAYS:
            return _follow(request, conversation, facts)
        case Look() | Tapped("again"):
            return Turn(conversation, (*_list_over(facts), _ask(conversation, facts)))
        case Tapped("sites"):
            return Turn(replace(conversation, asking="sites", picked=()))
        case Tapped("days") if request:
            return Turn(replace(conversation, asking=DAYS, picked=()))
        case Tapped("how") if request:
            return Turn(replace(conversation, aside="draw"))
        case Tapped("more"):
            return Turn(replace(conversation, page=conversation.page + 1))
        case Tapped("any"):
            return _chosen((), conversation, facts)
        case Tapped("done") if conversation.picked:
            return _chosen(conversation.picked, conversation, facts)
        case Tapped(choice) if (day := choice.removeprefix(TICKED)) in map(str, days_on_offer(facts)):
            return Turn(replace(conversation, picked=_toggled(day, conversation.picked), misses=0))
        case Said(text) if not request or conversation.asking == DAYS:
            return _said(text, conversation, facts)
    return None


def _follow(request: Request, conversation: Conversation, facts: Facts) -> Turn:
    """Let the request follow the places and the group that the person names now, then look how the line stands."""
    asked = facts.ask_for_place(request.days)
    same = (request.sites, request.group) == (asked.sites, asked.request)
    return Turn(conversation, effect=KnowStatus() if same else asked)


def _chosen(days: tuple[str, ...], conversation: Conversation, facts: Facts) -> Turn:
    """Change the days of a request; before the first one comes the page that says how the draw works."""
    chosen = replace(conversation, picked=days, page=0)
    if facts.conversation.live_request is None:
        return Turn(replace(chosen, aside=ASK))
    changed = facts.ask_for_place(tuple(map(date.fromisoformat, days)))
    return Turn(replace(chosen, asking="", picked=()), effect=changed)


def _toggled(day: str, picked: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({day} ^ {*picked}))


def _said(text: str, conversation: Conversation, facts: Facts) -> Turn | None:
    world = facts.world
    wish = wishes.wish(text, world.vocabulary, conversation.language, world.today)
    days = {str(day) for day in days_on_offer(facts)} & {str(day) for day in wish.days} if wish else set()
    if days:
        return Turn(replace(conversation, picked=tuple(sorted({*conversation.picked, *days})), misses=0))
    return _chosen((), conversation, facts) if wish and wish.soonest else None


def _list_over(facts: Facts) -> tuple[Reply, ...]:
    """Say to a person who was on the waiting list that a draw gives the places now."""
    request = facts.conversation.request
    if request is None or request.state != "listed":
        return ()
    text = Text(
        "request.listed",
        "The waiting list has ended: a draw gives the places now. If you ask for a place in the draw, you have been "
        "waiting since you asked for the list.",
    )
    return (Reply(text, lines=date_kept(facts)),)


def _ask(conversation: Conversation, facts: Facts) -> Reply:
    world, wanted = facts.world, facts.seat_request
    if wanted.seats > (most := largest_group(world.pack, facts.sites, wanted.limits, world.today)):
        return _never(most, facts)
    opens, closes = request_window(world.pack, world.now)
    if facts.conversation.live_request is None and opens > world.now:
        return _closed(opens, closes, facts)
    days, picked = days_on_offer(facts), conversation.picked
    shown = page([_day(day, picked) for day in days], conversation.page, world.channel.choices - 1)
    if picked:
        names = tuple(Text("slot.day", "{day}", day=Day(day, short=True)) for day in days if str(day) in picked)
        chosen = Text(
            "request.days_chosen", "Days that suit you: {days}. Tap another one to add it, or Done.", days=names
        )
        return Reply(chosen, choices=(ANY_DAY, *shown, DONE), in_place=True)
    text = Text(
        "request.days",
        "Which days suit you? With “Any day” the draw looks for the first day with room for all of you. Your places: "
        "{sites}.",
        sites=tuple(site.name for site in facts.sites),
    )
    return Reply(text, lead=facts.progress("slot"), choices=(ANY_DAY, *shown), in_place=conversation.page > 0)


def _day(day: date, picked: tuple[str, ...]) -> Choice:
    named = Text("slot.day", "{day}", day=Day(day, short=True))
    if str(day) in picked:
        return Choice(f"{TICKED}{day}", Text("request.ticked", "✓ {day}", day=Day(day, short=True)))
    return Choice(str(day), named)


def _closed(opens: datetime, closes: datetime, facts: Facts) -> Reply:
    """Say when requests are taken, while none is."""
    site = facts.sites[0]
    text = Text(
        "request.closed",
        "No requests are taken at this hour. They are taken again: {date}, from {time} to {closes}, {city} time. "
        "Nobody can ask for you earlier, and nobody can sell you a request.",
        closes=labels.when(site, closes)["time"],
        **labels.when(site, opens),
    )
    lines = (*of_parameter("request_opens", facts.world), *date_kept(facts), KEPT)
    return Reply(text, lines=lines, choices=(LOOK_AGAIN, PERSON))


def _never(most: int, facts: Facts) -> Reply:
    """Say that the group is too large for all its places, so that nobody waits in vain."""
    text = Text(
        "request.never",
        "At these places there is never room for {people} people on one day: {most} at most. So the draw cannot give "
        "you a place there. A person can help you, free.",
        people=facts.seat_request.people,
        most=most,
    )
    other = (OTHER_PLACES,) if len(facts.possible_sites) > 1 else ()
    lines = (*of_refusal(NeverEnough(most), facts), *date_kept(facts), KEPT)
    return Reply(text, lines=lines, choices=(*other, PERSON))


def _waits(request: Request, facts: Facts) -> Reply:
    """Say since when the person waits, and when the next draw is."""
    text = Text(
        "request.waiting",
        "You have been waiting since {since}, and this date is kept. You do not need to write every day: if a place "
        "is held for you, we write to you here.",
        since=facts.world.pack.day(request.since),
    )
    return Reply(text, lines=(*next_draw_line(facts), *code_line(request)))


def _last_draw(request: Request, facts: Facts) -> tuple[Reply, ...]:
    """Say why the last draw gave no place, without a word about the person; and that named days are over."""
    said: tuple[Text, ...] = ()
    if request.drawn_on and request.passed_over:
        said = (WHY_NONE[request.passed_over].filled(day=Day(request.drawn_on)),)
    limits = facts.seat_request.limits if request.passed_over == "cap" else ()
    estimates = [line for name in limits for line in of_refusal(DayLimitReached(name), facts)]
    lines = (*said, *estimates, *_days_over(request, facts))
    return (Reply(lines[0], lines=lines[1:]),) if lines else ()


WHY_NONE = {
    "cap": Text(
        "draw.cap",
        "In the draw of {day}, the places for people of your nationality were all given. It is not your fault.",
    ),
    "next": Text(
        "draw.first",
        "In the draw of {day}, too few places were left for all of you together. You are among the first in the next "
        "draw.",
    ),
    "needs": Text(
        "draw.needs",
        "In the draw of {day}, the interpreter or the room that you need was free at no hour of your places. It is not "
        "your fault, and your date is kept.",
    ),
    "no_day": Text(
        "draw.no_day", "In the draw of {day}, your places had none of your days. Choose other days or places."
    ),
    "too_large": Text(
        "draw.too_large", "In the draw of {day}, no day at your places had room for all of you. It is not your fault."
    ),
    "closed": Text(
        "draw.closed",
        "The place that the draw of {day} held for you is closed: please do not go there. It is not your fault, and "
        "you have lost nothing. You are in the next draw.",
    ),
    "full": Text("draw.full", "In the draw of {day} there were too few places for all who wait. It is not your fault."),
}
"""What is said of the last draw, by the reason that it noted."""


def _days_over(request: Request, facts: Facts) -> tuple[Text, ...]:
    """Say that none of the named days can be drawn any more."""
    if not request.days or {*request.days} & {*days_on_offer(facts)}:
        return ()
    return (Text("request.days_over", "The days that you chose are over: choose other days, or any day."),)


def _line(status: Status, facts: Facts) -> Reply:
    """Say how many groups wait and how long it took, as far as it is known."""
    waiting = Texts(
        "request.groups",
        "Today {n} group is waiting.",
        "Today {n} groups are waiting.",
        status.groups_waiting,
    )
    places = Texts(
        "request.a_day",
        "{n} place is given out each day, at all sites together.",
        "{n} places are given out each day, at all sites together.",
        status.places_a_day,
    )
    promise = Text("request.no_promise", "We promise nothing, and nobody can move you up for money.")
    other = (OTHER_PLACES,) if len(facts.possible_sites) > 1 else ()
    return Reply(
        waiting,
        lines=(places, _last_month(status.last_month), promise),
        choices=(*other, OTHER_DAYS, HOW, WITHDRAW, PERSON),
    )


def _last_month(known: LastMonth | None) -> Text:
    """Say what the draws of the last month gave to groups of this size, if there were enough to tell."""
    if known is None:
        return Text("request.not_known", "We cannot tell yet how long it takes.")
    return Text(
        "request.last_month",
        "Draws of the last month, groups of your size: about {asked} were waiting, between {fewest} and {most} got a "
        "place.",
        asked=known.asked,
        fewest=known.fewest,
        most=known.most,
    )
