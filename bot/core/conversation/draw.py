"""What several steps and pages say about a draw, and which days and moment the next one has."""

from datetime import date, datetime, timedelta

from bot.core.booking.draw_day import coming_day, draws_at, first_and_last_day
from bot.core.booking.timetable import seats_on
from bot.core.conversation import labels
from bot.core.conversation.effects import WithdrawRequest
from bot.core.conversation.estimates import of_parameter
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Conversation, PageId, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Choice, Reply
from bot.core.language.text import Text

ASK: PageId = "request"
"""The page that says how the draw works, and asks for consent."""
ASK_FOR_PLACE = Choice(ASK, Text("request.ask", "Ask for a place in the draw"))
WITHDRAW = Choice("withdraw", Text("request.withdraw", "Withdraw my request"))
WITHDRAWN = Text(
    "request.withdrawn",
    "Your request is withdrawn: you are in no draw, and we will not write to you about a place. Your waiting date is "
    "kept, in case you ask again.",
)


def date_kept(facts: Facts) -> tuple[Text, ...]:
    """Return since when the person waits, and that this stays; nothing for a person who never asked."""
    request = facts.conversation.request
    if request is None:
        return ()
    since = facts.world.pack.day(request.since)
    return (Text("request.date_kept", "Your waiting date is kept: {since}.", since=since),)


def withdraw(conversation: Conversation) -> Turn:
    """Take the request out of the draw, and say so."""
    return Turn(conversation, (Reply(WITHDRAWN),), WithdrawRequest())


def days_on_offer(facts: Facts) -> tuple[date, ...]:
    """Return the days with appointments at the sites of the person that the next draw can give."""
    pack, at = facts.world.pack, next_draw(facts.world) or facts.world.now
    spans = [(site, *first_and_last_day(pack, at, site.zone)) for site in facts.sites]
    days = {
        day
        for site, first, last in spans
        for day in (first + timedelta(ahead) for ahead in range((last - first).days + 1))
        if any(seats_on(pack, site, day))
    }
    return tuple(sorted(days))


def next_draw(world: World) -> datetime | None:
    """Return the moment (UTC) of the next draw; None if the pack will not draw then."""
    day = coming_day(world.pack, world.now)
    return draws_at(world.pack, day) if day else None


def next_draw_line(facts: Facts) -> tuple[Text, ...]:
    """Say when the next draw is, by the clock of the place that the person wants most."""
    moment = next_draw(facts.world)
    if moment is None or not facts.draws:
        return ()
    site, *_ = (*facts.sites, *facts.possible_sites)
    text = Text("draw.next", "The next draw: {date}, {time}, {city} time.", **labels.when(site, moment))
    return (text, *of_parameter("draw_at", facts.world))
