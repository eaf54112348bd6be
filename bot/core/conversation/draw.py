"""What several steps and pages say about a draw, and when its hours are: the next draw, and when requests are taken."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.booking.request import allocation
from bot.core.booking.timetable import seats_on
from bot.core.conversation import labels
from bot.core.conversation.effects import WithdrawRequest
from bot.core.conversation.estimates import of_parameter
from bot.core.conversation.facts import Facts, earliest_and_latest
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
    """Return the days with appointments at the sites of the person, in the time in which one can be booked now."""
    pack, (earliest, latest) = facts.world.pack, earliest_and_latest(facts.world)
    first = pack.day(earliest)
    days = [first + timedelta(ahead) for ahead in range((pack.day(latest) - first).days + 1)]
    hours = {day: [at for site in facts.sites for at, _ in seats_on(pack, site, day)] for day in days}
    return tuple(day for day in days if any(earliest <= at <= latest for at in hours[day]))


def next_draw(world: World) -> datetime | None:
    """Return the moment (UTC) of the next draw; None if the pack does not say at what time it draws."""
    for day in (world.today, world.today + timedelta(1)):
        moment = _moment(world, "draw_at", day)
        if moment and moment > world.now and allocation(world.pack, day) == "draw":
            return moment
    return None


def next_draw_line(facts: Facts) -> tuple[Text, ...]:
    """Say when the next draw is, by the clock of the place that the person wants most."""
    moment = next_draw(facts.world)
    if moment is None or not facts.draws:
        return ()
    site, *_ = (*facts.sites, *facts.possible_sites)
    text = Text("draw.next", "The next draw: {date}, {time}, {city} time.", **labels.when(site, moment))
    return (text, *of_parameter("draw_at", facts.world))


def request_window(world: World) -> tuple[datetime, datetime] | None:
    """Return when (UTC) requests are taken, now or next; None if they are taken at any time."""
    hours = world.pack.number("request_hours", world.today, 24)
    for day in (world.today + timedelta(n) for n in (-1, 0, 1)):
        opens = _moment(world, "request_opens", day)
        if opens and hours < 24 and (closes := opens + timedelta(hours=hours)) > world.now:
            return opens, closes
    return None


def _moment(world: World, name: str, day: date) -> datetime | None:
    """Return the moment (UTC) of a clock time of the pack on a day."""
    at = world.pack.parameter(name, day)
    if not isinstance(at, str):
        return None
    return datetime.combine(day, time.fromisoformat(at), ZoneInfo(world.pack.zone)).astimezone(UTC)
