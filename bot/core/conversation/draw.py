"""What several steps and pages say about a draw, and which days and moment the next one has."""

from datetime import date, datetime, timedelta

from bot.core.booking.draw_day import coming_day, draws_at, first_and_last_day
from bot.core.booking.request import Request
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
RULES = Text(
    "draw.rules",
    "One request for each person, and one for your whole group. Asking twice never raises your chance. More places do "
    "not give you a second turn: a group is drawn once. Nobody can sell you a better chance.",
)
CHANCE = Text("draw.chance", "Each day the groups that wait come in an order that is left to chance.")
LONGEST = Text("draw.longest", "Each day the groups that have waited longest come first.")
GETS = Text(
    "draw.gets",
    "When its turn comes, a group gets the first of its places and days that still has room, and stays together.",
)
NEXT = Text("draw.next", "The next draw: {date}, {time}, {city} time.")
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


def code_line(request: Request) -> tuple[Text, ...]:
    """Return the code by which the person or a helper finds a request; nothing for one that has none."""
    code = Text(
        "request.code",
        "The code of your request is {code}. You need it if you change phones, and so does a helper.",
        code=request.code,
    )
    return (code,) if request.code else ()


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
    return (NEXT.filled(**labels.when(site, moment)), *of_parameter("draw_at", facts.world))


def how_it_goes(world: World) -> tuple[Text, ...]:
    """Return the order in which a draw takes the groups, and what each of them gets."""
    return (_order(world), *of_parameter("seniority_percent", world), GETS)


def _order(world: World) -> Text:
    match world.pack.number("seniority_percent", world.today, 0):
        case 0:
            return CHANCE
        case 100:
            return LONGEST
        case percent:
            return Text(
                "draw.both",
                "Each day {percent} of 100 places go to the groups that have waited longest, and the others by chance.",
                percent=percent,
            )
