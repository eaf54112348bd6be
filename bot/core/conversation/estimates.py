"""Says of a rule, a figure or hours that the pack marks as an estimate that they are one."""

from collections.abc import Iterable
from datetime import date

from bot.core.booking.slot import DayLimitReached, NeverEnough, NoneBefore, PausedUntil, Refusal
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import World
from bot.core.language.text import Text
from bot.core.programme.eligibility import Rule, in_force
from bot.core.programme.pack import Area, Pack, Parameter
from bot.core.programme.site import Capacity, Site

FIGURE = Text("estimate.figure", "This is an estimate: nobody has confirmed it.")


def of_rule(rule: Rule | None) -> tuple[Text, ...]:
    """Return that a rule is an estimate."""
    if rule is None or not rule.estimate:
        return ()
    return (Text("estimate.rule", "What the rule says is an estimate: nobody has confirmed it."),)


def of_areas(areas: Iterable[Area]) -> tuple[Text, ...]:
    """Return that it is an estimate where the programme covers people."""
    if not any(area.estimate for area in areas):
        return ()
    return (Text("estimate.area", "Which places it covers is an estimate: nobody has confirmed it."),)


def of_hours(sites: Iterable[Site]) -> tuple[Text, ...]:
    """Return that the hours of sites are estimates."""
    if not any(site.estimate for site in sites):
        return ()
    return (Text("estimate.hours", "These hours are an estimate: nobody has confirmed them."),)


def of_parameter(name: str, world: World) -> tuple[Text, ...]:
    """Return that what follows from a parameter is an estimate."""
    return (FIGURE,) if any(entry.estimate for entry in _in_force(name, world.pack, world.today)) else ()


def of_refusal(refusal: Refusal | None, facts: Facts) -> tuple[Text, ...]:
    """Return that the figure in a reason follows from an estimate."""
    pack, today = facts.world.pack, facts.world.today
    behind: list[Parameter | Capacity] = []
    match refusal:
        case NoneBefore(day):
            behind = [*_in_force("horizon_days", pack, today), *_seats(facts.sites, pack, day)]
        case PausedUntil(day):
            behind = _seats(facts.sites, pack, day)
        case NeverEnough():
            behind = _seats(facts.sites, pack, today)
        case DayLimitReached(name):
            behind = [*_in_force(f"limit_{name.replace(':', '_')}", pack, today)]
    return (FIGURE,) if any(entry.estimate for entry in behind) else ()


def _in_force(name: str, pack: Pack, on: date) -> list[Parameter]:
    named = [parameter for parameter in pack.parameters if parameter.name == name]
    entry = in_force(named, on, keep_last=pack.keeps_last)
    return [entry] if entry else []


def _seats(sites: Iterable[Site], pack: Pack, on: date) -> list[Parameter | Capacity]:
    of_sites = ([entry for entry in pack.capacities if entry.site == site.id] for site in sites)
    return [entry for own in of_sites if (entry := in_force(own, on, keep_last=pack.keeps_last))]
