"""How places are given, from the pack itself: who gets one, which figures are in force or come, and who says so."""

from zoneinfo import ZoneInfo

from bot.core.booking.request import allocation
from bot.core.booking.waiting import waiting_hours
from bot.core.conversation import draw, labels
from bot.core.conversation.claims import costs
from bot.core.conversation.contacts import people_lines
from bot.core.conversation.parameters_said import WHILE_NOBODY_WAITS, sentence
from bot.core.conversation.section import Figure, Section
from bot.core.conversation.state import World
from bot.core.conversation.steps.read_page import NOTHING_BOOKED
from bot.core.conversation.waiting_list import kept_for_next
from bot.core.language.text import Day, Text, Texts
from bot.core.programme.contact import HELP
from bot.core.programme.eligibility import Rule, in_force
from bot.core.programme.pack import Area, Pack, Parameter
from bot.core.programme.site import Capacity

TITLE = Text("how.title", "How places are given")
FIRST_COME = Text(
    "how.first_come",
    "A place goes to the first who confirms it. Asking twice changes nothing, and nobody can sell you an earlier turn.",
)
PAPER = Text(
    "how.paper",
    "A wish on paper counts from the time on it: at most 12 hours back, and not before requests opened. Papers are "
    "numbered, and each counts once. Who typed it in is noted. It takes nothing that somebody has, and changes no draw "
    "whose list is closed.",
)
PAPER_KEEPS_NOTHING = Text("how.paper_first", "A wish on paper keeps no place: it counts when it is typed in.")
KEEPS_LAST = Text("how.keeps_last", "This is practice: a rule stays in use here after its last day.")
DRAWN = {"request_opens", "request_hours", "draw_at", "confirm_hours", "seniority_percent", "newcomers", "excess"}
"""The parameters that count only where places are drawn."""


def how_given(world: World) -> tuple[Section, ...]:
    """Return how places are given now; on a day without any, what people read in the place of it and who helps."""
    if world.entries or world.pack.is_page:
        lines = (
            *labels.practice(world),
            *labels.entries(world),
            NOTHING_BOOKED,
            *people_lines(HELP, world, world.hint),
        )
        return (Section(TITLE, lines),)
    now, later = _figures(world)
    in_practice = (KEEPS_LAST,) if world.pack.keeps_last else ()
    found = (
        Section(TITLE, (*labels.practice(world), *_who_gets_one(world), *_groups(world.pack), *costs(world.pack))),
        Section(Text("how.now", "What counts now"), in_practice, now),
        Section(Text("how.places", "Places a day"), (), _places(world)),
        Section(Text("how.rules", "The rules behind it"), (), _rules(world)),
        Section(Text("how.later", "What changes later"), (), later),
    )
    return tuple(section for section in found if section.lines or section.figures)


def _who_gets_one(world: World) -> tuple[Text, ...]:
    pack, today = world.pack, world.today
    decides = Text("how.decides", "A place is not a decision about you: {decider}", decider=pack.decider)
    if allocation(pack, today) == "draw":
        booked = (WHILE_NOBODY_WAITS,) if pack.parameter("newcomers", today) == "book" else ()
        return (draw.RULES, *draw.how_it_goes(world), *booked, *_next_draw(world), PAPER, decides)
    hours = waiting_hours(pack, today)
    return (FIRST_COME, *((kept_for_next(hours), PAPER) if hours else (PAPER_KEEPS_NOTHING,)), decides)


def _next_draw(world: World) -> tuple[Text, ...]:
    moment = draw.next_draw(world)
    if moment is None:
        return ()
    there = moment.astimezone(ZoneInfo(world.pack.zone))
    return (draw.NEXT.filled(date=Day(there.date()), time=there.time(), city=world.pack.city),)


def _groups(pack: Pack) -> tuple[Text, ...]:
    if pack.seat_per == "case":
        return (Text("how.one_place", "A group takes one place, however many people it has."),)
    return (
        Texts(
            "how.seats",
            "Each person takes one place, a baby too. An appointment is for {n} person.",
            "Each person takes one place, a baby too. A group gets places for all, or none. At most {n} people.",
            pack.party_maximum,
        ),
    )


def _figures(world: World) -> tuple[tuple[Figure, ...], tuple[Figure, ...]]:
    """Return what the parameters say that are in force, and all that comes with its first day."""
    pack, today = world.pack, world.today
    draws = allocation(pack, today) == "draw"
    now: list[Figure] = []
    later: list[Figure] = []
    for name in dict.fromkeys(entry.name for entry in pack.parameters):
        versions = [entry for entry in pack.parameters if entry.name == name]
        current = in_force(versions, today, keep_last=pack.keeps_last)
        if current and (draws or name not in DRAWN):
            now += _said(current, world)
        later += [figure for entry in versions if entry.start > today for figure in _said(entry, world)]
    later += [_places_at(entry, world) for entry in pack.capacities if entry.start > today]
    return tuple(now), tuple(later)


def _said(entry: Parameter, world: World) -> tuple[Figure, ...]:
    what = sentence(entry.name, entry.value, world.pack)
    return (_figure(what, entry, world),) if what else ()


def _places(world: World) -> tuple[Figure, ...]:
    """Return how many places each site has a day."""
    pack = world.pack
    of_sites = ([entry for entry in pack.capacities if entry.site == site.id] for site in pack.sites)
    found = (in_force(entries, world.today, keep_last=pack.keeps_last) for entries in of_sites)
    return tuple(_places_at(entry, world) for entry in found if entry)


def _places_at(entry: Capacity, world: World) -> Figure:
    site = world.pack.site_booked(entry.site).name
    what = Texts("how.site", "{site}: {n} place a day.", "{site}: {n} places a day.", entry.per_day, site=site)
    return _figure(what, entry, world)


def _rules(world: World) -> tuple[Figure, ...]:
    """Return the sources of the rules and of the area, each once."""
    listed, covered = Text("how.rule", "Who can get an appointment."), Text("how.area", "Which places it covers.")
    found: list[tuple[Text, Rule | Area]] = [
        *((listed, rule) for rule in world.pack.rules_on(world.today)),
        *((covered, area) for area in world.pack.areas_in_force(world.today)),
    ]
    return tuple({(what, one.source.english): _figure(what, one, world) for what, one in found}.values())


def _figure(what: Text, entry: Parameter | Capacity | Rule | Area, world: World) -> Figure:
    return Figure(what, labels.dates(entry, world.today), entry.source, entry.url, entry.estimate)
