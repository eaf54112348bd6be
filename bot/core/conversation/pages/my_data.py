"""Answer "what do you know about me?": everything that is stored about a person, in words, and how it is stored."""

from zoneinfo import ZoneInfo

from bot.core.booking.slot import BookingRecord, local
from bot.core.conversation import labels, privacy_notice
from bot.core.conversation.choices import CONTINUE, CORRECT, END_HELP, FORGET, KNOW, PRIVACY
from bot.core.conversation.draw import code_line
from bot.core.conversation.effects import Recall
from bot.core.conversation.events import Event, Recalled
from bot.core.conversation.facts import Facts
from bot.core.conversation.page import Page
from bot.core.conversation.state import Conversation, World
from bot.core.conversation.turn import Turn
from bot.core.language.message import Reply
from bot.core.language.text import Day, Text, Texts, Value

KNOW_SINCE = Text("know.since", "The date since which you wait, in case you ask for a place again: {since}.")
OPENED = Text("know.opened", "{name}, who helps at the desk, opened your case on {date}.")
PAPER = Text("know.paper", "That you asked on paper: number {number}, {date}, {time}.")
WHOSE = Text("know.whose", "Whether this phone is your own.")


def everything_known(recalled: Recalled, facts: Facts) -> tuple[Text, ...]:
    """Return everything that is stored about a person, line by line."""
    conversation, world = facts.conversation, facts.world
    lines = [
        Text("know.language", "Language: {name}", name=world.catalogs[conversation.language].name),
        Text("know.consent", "You agreed on {date}.", date=world.pack.day(recalled.consented_at)),
        *(labels.answer_label(key, facts) for key in facts.changeable),
    ]
    if conversation.place_ahead:
        state = labels.state_name(world, conversation.place_ahead[0])
        lines.append(Text("answer.place", "State: {value}", value=state))
    if conversation.earlier:
        lines.append(Text("know.earlier", "While you choose another time: your answers from before, for Back."))
    if conversation.told:
        lines.append(Text("know.told", "What the rules say about these answers, as we told you."))
    lines.append(Text("know.position", "That you read who we are, and where you are in the conversation."))
    if conversation.answers.phone:
        lines.append(WHOSE)
    if conversation.in_calendar:
        lines.append(
            Text("know.calendar", "That we sent you the calendar file: if something changes, we send another one.")
        )
    for kept in recalled.bookings:
        lines += _booking_known(kept, world)
    lines += _waiting_known(conversation, world)
    lines += _request_known(conversation, world)
    if conversation.protected:
        lines.append(Text("know.pin", "That you have a PIN. We cannot read it."))
    if recalled.paper:
        number, written = recalled.paper
        there = written.astimezone(ZoneInfo(world.pack.zone))
        values: dict[str, Value] = {"number": number, "date": there.date(), "time": there.time()}
        lines.append(PAPER.filled(**values))
    lines.append(Text("know.address", "How to reach you in this chat, locked."))
    since = world.pack.day(recalled.since or recalled.consented_at)
    lines.append(Text("know.case", "A random number for your case, and a key of its own, since {date}.", date=since))
    return (*lines, *_counts_known(recalled), *_opened_known(recalled, world))


def _booking_known(kept: BookingRecord, world: World) -> list[Text]:
    booking, site = kept.booking, world.pack.site_booked(kept.booking.slot.site)
    values: dict[str, Value] = {"code": booking.code, "site": site.name, **labels.when(site, booking.slot.starts_at)}
    what = (
        Text("know.past", "Past appointment: {code}, {site}, {date}, {time}", **values)
        if kept.past
        else Text("know.booking", "Appointment: {code}, {site}, {date}, {time}", **values)
    )
    for_whom = Texts("people", "{n} person", "{n} people", booking.people)
    made = Text(
        "know.booked",
        "Booked on {made}, for {people}. Times moved: {moved}.",
        made=local(kept.made, site).date(),
        people=for_whom,
        moved=booking.sequence,
    )
    reminded = [Text("know.reminded", "That we reminded you of it.")] if kept.reminded else []
    told = Text("know.not_taking_place", "That we wrote to you because it will not take place.")
    return [what, made, *reminded, *([told] if booking.told else [])]


def _waiting_known(conversation: Conversation, world: World) -> list[Text]:
    request = conversation.waiting
    if request is None:
        return []
    lines = [Text("know.list", "You asked to be told when a place opens, until {day}.", day=Day(request.until))]
    if request.since:
        lines.append(KNOW_SINCE.filled(since=world.pack.day(request.since)))
    if request.kept:
        site = world.pack.site_booked(request.kept.slot.site)
        values = labels.when(site, request.kept.slot.starts_at)
        lines.append(Text("know.kept", "A place is kept for you: {site}, {date}, {time}", site=site.name, **values))
    if request.declined:
        declined = Texts(
            "know.declined",
            "{n} time that you did not want.",
            "{n} times that you did not want.",
            len(request.declined),
        )
        lines.append(declined)
    return lines


def _request_known(conversation: Conversation, world: World) -> list[Text]:
    request = conversation.request
    if request is None:
        return []
    since = world.pack.day(request.since)
    if request.state in ("withdrawn", "booked", "listed"):
        return [
            KNOW_SINCE.filled(since=since),
            *code_line(request),
        ]
    days: Value = tuple(Day(day, short=True) for day in request.days) or Text("request.any_day", "Any day")
    sites = tuple(world.pack.site_booked(id).name for id in request.sites)
    asked = Text(
        "know.request",
        "Since {since} you wait for a place in the draw. Places: {sites}. Days: {days}.",
        since=since,
        sites=sites,
        days=days,
    )
    lines = [asked, *code_line(request)]
    if offer := request.offer:
        site = world.pack.site_booked(offer.slot.site)
        held = Text(
            "know.offer",
            "The draw holds a place for you: {site}, {date}, {time}",
            site=site.name,
            **labels.when(site, offer.slot.starts_at),
        )
        lines.append(held)
    if request.drawn_on:
        lines.append(Text("know.drawn", "What the draw of {day} brought for you.", day=Day(request.drawn_on)))
    if request.state == "lapsed":
        lines.append(Text("know.lapsed", "That a place was held for you, and its time to answer is over."))
    return lines


def _counts_known(recalled: Recalled) -> tuple[Text, ...]:
    """Return a line for every number that is not zero."""
    counts = (
        Texts(
            "know.waiting", "{n} message that is not sent yet.", "{n} messages that are not sent yet.", recalled.waiting
        ),
        Texts(
            "know.screen",
            "The number of {n} message in this chat, to clear it.",
            "The numbers of {n} messages in this chat, to clear them.",
            recalled.on_screen,
        ),
        Texts(
            "know.audit",
            "{n} entry about you in the log of our staff.",
            "{n} entries about you in the log of our staff.",
            recalled.logged,
        ),
        Texts(
            "know.elsewhere",
            "{n} other programme that you use here keeps something, too: ask there.",
            "{n} other programmes that you use here keep something, too: ask there.",
            recalled.elsewhere,
        ),
    )
    shared = Texts(
        "know.phone",
        "{n} case on this phone.",
        "{n} cases on this phone: this is yours.",
        recalled.cases,
    )
    return (*(text for text in counts if text.n), *((shared,) if recalled.cases > 1 else ()))


def _opened_known(recalled: Recalled, world: World) -> list[Text]:
    """Return a line for each helper and day on which the case was opened at a desk."""
    opened = dict.fromkeys((name, world.pack.day(at)) for name, at in recalled.opened)
    return [OPENED.filled(name=name, date=day) for name, day in opened]


def _know(conversation: Conversation, facts: Facts, world: World) -> Turn | Reply:
    if not conversation.consented:
        nothing = Text("know.nothing", "Nothing: we have kept nothing about you. This is what we would keep:")
        return Reply(
            nothing, lines=(privacy_notice.consent_notice(world), *privacy_notice.details(world)), choices=(CONTINUE,)
        )
    return Turn(conversation, effect=Recall())


def _privacy(conversation: Conversation, facts: Facts, world: World) -> Reply:
    """Show the notice that was agreed to, and how the data is stored."""
    return Reply(
        privacy_notice.consent_notice(world), lines=privacy_notice.details(world), choices=(KNOW, FORGET, CONTINUE)
    )


def _recalled(conversation: Conversation, facts: Facts, event: Event, world: World) -> Turn | None:
    if not isinstance(event, Recalled):
        return None
    text = Text("know.all", "This is all that we know about you:")
    lines = everything_known(event, facts)
    end = (END_HELP,) if event.helped else ()
    return Turn(conversation, (Reply(text, lines=lines, choices=(CORRECT, *end, PRIVACY, FORGET, CONTINUE)),))


PAGES = (Page("know", _know, _recalled, outcomes=(Recalled,)), Page("privacy", _privacy))
