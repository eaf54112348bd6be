"""Answers, places and times as lines that people read."""

from datetime import date, datetime

from bot.core.booking.slot import local
from bot.core.conversation.answers import QUESTION, KnownPlace
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import Conversation, World
from bot.core.language.text import Country, Day, Text, Value
from bot.core.programme.eligibility import UNSURE, Dated, Question
from bot.core.programme.site import Site
from bot.core.understanding.personal_details import READ

LAST_WORDS = 22
"""The characters at the end of a name whose whole words tell it from its neighbours: Sección 5 B."""


def entries(world: World) -> tuple[Text, ...]:
    """Return the texts that are read today in the place of questions."""
    return tuple([Text("page.entry", "{text} ({source})", text=one.text, source=one.source) for one in world.entries])


def practice(world: World) -> tuple[Text, ...]:
    """Return the line that says, first and in the reader's language, that a demonstration is not an appointment."""
    if not world.pack.demonstration:
        return ()
    return (
        Text(
            "practice.line",
            "PRACTICE, not a real appointment: do not travel. {imitates} ended on {end}.",
            imitates=world.pack.imitates,
            end=world.pack.imitation_ended or "",
        ),
    )


def dates(entry: Dated, today: date) -> Text:
    """Return since when and until when something counts."""
    if entry.end is None:
        if entry.start > today:
            return Text("rule.from", "in force from {start}", start=entry.start)
        return Text("rule.since", "in force since {start}", start=entry.start)
    if entry.end < today:
        return Text("rule.was_from_to", "was in force from {start} to {end}", start=entry.start, end=entry.end)
    return Text("rule.from_to", "in force from {start} to {end}", start=entry.start, end=entry.end)


def when(site: Site, starts_at: datetime, *, short: bool = False) -> dict[str, Value]:
    """Return the day and the time of a moment in the local time of the site, with the town of that time."""
    moment = local(starts_at, site)
    return {"date": Day(moment.date(), short), "time": moment.time(), "city": site.city}


def own_clock(conversation: Conversation, world: World, site: Site, starts_at: datetime) -> tuple[Text, ...]:
    """Say the time where the person is, if it differs from that of the site, or that it is not known."""
    state = world.gazetteer.state(conversation.answers.place.state if conversation.answers.place else "")
    if state is None:
        return ()
    there, here = state.clocks(starts_at), local(starts_at, site).replace(tzinfo=None)
    if len(there) > 1:
        text = Text(
            "slot.two_clocks",
            "Clocks differ in {state}. For this appointment {city} time counts.",
            state=state.name,
            city=site.city,
        )
        return (text,)
    if here in there:
        return ()
    return (Text("slot.own_clock", "Where you are it is {time} then.", time=there.pop().time()),)


def way(site: Site) -> tuple[Text, ...]:
    """Return where a site is and how it is found, or how people are called there; as far as the pack says so."""
    if site.remote:
        return (site.note,) if site.note else ()
    where = (Text("ticket.address", "Address: {address}", address=site.address),) if site.address else ()
    return (*where, *((site.find,) if site.find else ()))


def stay(site: Site) -> Text:
    """Return what an appointment that will not take place means for the day: nobody goes there, or nobody calls."""
    if site.remote:
        return Text("ticket.no_call", "Nobody will call you at that hour.")
    return Text("ticket.do_not_go", "Please do not go there.")


def if_late(world: World, site: Site) -> tuple[Text, ...]:
    """Return what people can do who come late, if the pack says so; nothing where they are called."""
    return (world.pack.late,) if world.pack.late and not site.remote else ()


def to_bring(bring: Text | None, site: Site) -> tuple[Text, ...]:
    """Return what to bring, if the pack says so; where people are called they have it near them."""
    if bring is None:
        return ()
    near = Text("ticket.near", "You do not go anywhere: have it near you when they call.")
    return (bring, near) if site.remote else (bring,)


def answer_label(key: str, facts: Facts, *, button: bool = False) -> Text:
    """Return an answer as a line, or short for a button: the name of the question, and the answer."""
    answers, world = facts.answers, facts.world
    match key:
        case "party":
            return Text("answer.party", "People together: {value}", value=answers.party)
        case "place":
            place = place_name(world, answers.place) if answers.place else ""
            return Text("answer.place", "State: {value}", value=place)
        case "sites":
            names = tuple(site.name for site in facts.sites)
            value = len(names) if button and len(names) > 1 else names
            return Text("answer.sites", "Places you can reach: {value}", value=value)
        case "slot":
            slot = facts.slot
            return Text("answer.slot", "Day and time: {date}, {time}", **(when(*slot, short=button) if slot else {}))
    id = key.removeprefix(QUESTION)
    question = world.pack.question(id)
    label = question.label if question else key
    return Text("answer.question", "{label}: {value}", label=label, value=_said(question, answers.questions.get(id)))


def _said(question: Question | None, value: object) -> Text | Country | str:
    option = next((o for o in question.options if o.id == value), None) if question else None
    if option:
        return option.label
    match value:
        case str() if question and question.kind in READ and value != UNSURE:
            return Text("answer.sealed", "only a mark made from it is kept")
        case "yes" if question and question.kind == "list":
            return Text("answer.one_or_more", "one or more")
        case "no" if question and question.kind == "list":
            return Text("answer.none", "none of these")
        case "yes":
            return Text("answer.yes", "yes")
        case "no":
            return Text("answer.no", "no")
        case "unsure":
            return Text("answer.unsure", "not sure")
    return Country(str(value)) if question and question.kind == "country" else str(value)


def place_name(world: World, place: KnownPlace) -> Value:
    """Return the stored state, or the country if it is not Mexico."""
    return Country(place.country) if place.country else state_name(world, place.state)


def town(name: str, state: str, most: int) -> str:
    """Return a town with its state on a button; a name that is too long loses its middle."""
    if len(label := f"{name}, {state}") <= most:
        return label
    begin = name[: most - len(state) - LAST_WORDS - 4].rpartition(" ")[0]
    return f"{begin} … {name[-LAST_WORDS:].partition(' ')[2]}, {state}"


def state_name(world: World, code: str) -> str:
    """Return the name of a state, as in Mexico."""
    state = world.gazetteer.state(code)
    return state.name if state else code
