"""Reads the CSV files of a pack: sites, capacity, closed days, services, resources and contacts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, time

from bot.core.errors import suggest
from bot.core.programme.contact import ALWAYS, WAYS, Contact, Period
from bot.core.programme.pack import Service
from bot.core.programme.site import Capacity, Resource, Site
from bot.storage.files.packs.cells import time_of, weekdays_of
from bot.storage.files.packs.columns import ALL_SITES, CAPACITY, CLOSED, CONTACT, RESOURCE, SERVICE, SITE
from bot.storage.files.packs.keys import Table
from bot.storage.files.packs.reader import FILES, Draft
from bot.storage.files.packs.row import Row, line_row

LANGUAGE = re.compile(r"[a-z]{2,3}")


def _rows(draft: Draft, file: str, table: Table, noun: str = "") -> Iterator[Row]:
    for line in draft.csv(file, *table.columns, optional=file not in FILES):
        yield line_row(draft, file, line, table, noun)


def read_sites(draft: Draft, zone: str) -> tuple[Site, ...]:
    """Return the sites of sites.csv; `zone` is the default time zone."""
    sites = []
    for row in _rows(draft, "sites.csv", SITE, "site"):
        id = row.id("site")
        site = Site(
            id=id,
            name=row.text("name", f"site.{id}.name"),
            city=row.word("city"),
            zone=row.zone("zone", zone),
            times=row.times("times"),
            weekdays=row.weekdays("weekdays"),
            longitude=row.decimal("longitude") or 0.0,
            latitude=row.decimal("latitude"),
            address=row.word("address"),
            find=row.text_if_any("find", f"site.{id}.find"),
            walk_in_times=frozenset(row.times("walk_in_times")),
            remote=row.flag("remote"),
            note=row.text_if_any("note", f"site.{id}.note"),
            estimate=row.flag("estimate"),
            source=row.word("source"),
            excess=row.whole("excess") or 0,
        )
        if "times" not in row.refused and (strange := sorted(site.walk_in_times - set(site.times))):
            fault = f'"walk_in_times" has {strange[0]:%H:%M}, which is not one of "times".'
            row.add_mistake(fault, "Walk-in times are some of the times; add it there, or delete it here.")
        sites += [site] if row.valid else []
    if not draft.known("site") and draft.is_clean("sites.csv"):
        draft.add_mistake(
            "sites.csv", "", "there is no site.", "Add a line for each place where appointments are held."
        )
    return tuple(sites)


def with_closed_days(draft: Draft, sites: Iterable[Site]) -> tuple[Site, ...]:
    """Return sites with their closed days of closed.csv, and of the parent."""
    for row in _rows(draft, "closed.csv", CLOSED):
        day, site = row.day("date"), row.site("site", also=(ALL_SITES,))
        if day and row.valid:
            draft.closed.setdefault(site, set()).add(day)
    everywhere = draft.closed.get(ALL_SITES, set())
    return tuple(replace(site, closed=frozenset(everywhere | draft.closed.get(site.id, set()))) for site in sites)


def read_capacities(draft: Draft) -> tuple[Capacity, ...]:
    """Return the seats a day of each site and period, from capacity.csv."""
    capacities = []
    for row in _rows(draft, "capacity.csv", CAPACITY):
        site = row.site("site")
        per_day = row.whole("per_day")
        start, end = row.period(f"capacity {site}")
        capacity = Capacity(
            site=site,
            per_day=per_day or 0,
            start=start,
            end=end,
            source=row.word("source"),
            estimate=row.flag("estimate"),
            url=row.url(),
        )
        capacities += [capacity] if row.valid else []
    return tuple(capacities)


def read_services(draft: Draft) -> tuple[Service, ...]:
    """Return the services that an appointment can be for, from services.csv."""
    services = []
    for row in _rows(draft, "services.csv", SERVICE, "service"):
        key = f"service.{row.id('service')}"
        service = Service(
            id=key.removeprefix("service."),
            label=row.text("label", key),
            minutes=row.whole("minutes") or 0,
            sites=tuple(row.known_site("sites", site) for site in row.words("sites")),
            bring=row.text("bring", f"{key}.bring"),
        )
        services += [service] if row.valid else []
    return tuple(services)


def read_resources(draft: Draft) -> tuple[Resource, ...]:
    """Return interpreters and private rooms by site and weekday, from resources.csv."""
    resources = []
    given: dict[tuple[str, str, int], tuple[int, str]] = {}
    for row in _rows(draft, "resources.csv", RESOURCE):
        resource = Resource(
            name=row.word("name"),
            site=row.site("site"),
            amount=row.whole("amount") or 0,
            weekdays=row.weekdays("weekdays"),
        )
        for day in resource.weekdays:
            amount, place = given.setdefault((resource.name, resource.site, day), (resource.amount, row.place))
            if row.valid and amount != resource.amount:
                fault = f'"amount" is {resource.amount}, but {place} gives {amount} for one of these weekdays.'
                row.add_mistake(fault, "Name each weekday in one of the two lines.")
        resources += [resource] if row.valid else []
    return tuple(resources)


def read_contacts(draft: Draft, zone: str) -> tuple[Contact, ...]:
    """Return the contacts of contacts.csv: who helps with what, how and when; `zone` is the default time zone."""
    contacts = []
    for row in _rows(draft, "contacts.csv", CONTACT, "contact"):
        key = f"contact.{row.id('contact')}"
        kinds = row.words("kinds")
        draft.ids("contact kind").extend(kinds)
        checked, expires = row.day("checked"), row.day("expires")
        sources = (row.word("source"), row.word("second_source"))
        contact = Contact(
            id=key.removeprefix("contact."),
            kinds=frozenset(kinds),
            name=row.text("name", f"{key}.name"),
            how=row.text("how", f"{key}.how"),
            ways=frozenset(row.words("by")),
            hours=_hours(row),
            zone=row.zone("zone", zone),
            city=row.word("city"),
            languages=row.words("languages"),
            checked=checked or date.min,
            expires=expires or date.min,
            sources=tuple(filter(None, sources)),
        )
        if checked and expires and expires <= checked:
            row.add_mistake(f'"expires" ({expires}) is not after "checked" ({checked}).', "Correct one of them.")
        if contact.hours not in ((), ALWAYS) and not contact.city:
            row.refuse("city", '"city" is missing.', 'Write the town whose clock "hours" follows.')
        for way in sorted(contact.ways - {*WAYS}):
            row.refuse("by", f'"by" has "{way}".', suggest(way, WAYS))
        for language in contact.languages:
            if not LANGUAGE.fullmatch(language):
                row.refuse(
                    "languages", f'"languages" has "{language}".', "Write codes with spaces between: es en ht fr."
                )
        contacts += [contact] if row.valid else []
    return tuple(contacts)


def _hours(row: Row) -> tuple[Period, ...]:
    """Return hours written "always", "unknown", or days and times, such as "Mon-Fri 09:00-16:00; Sat 09:00-12:00"."""
    match cell := row.word("hours"):
        case "always":
            return ALWAYS
        case "unknown" | "":
            return ()
    periods: list[Period] = []
    for part in cell.split(";"):
        words = part.split()
        times = [_from_until(word) for word in words if word[0].isdigit()]
        days, wrong = weekdays_of([word for word in words if not word[0].isdigit()])
        if wrong or not days or not times or not all(times):
            fault = f'"hours" has "{part.strip()}", which cannot be read.'
            row.refuse(
                "hours", fault, "Write always, unknown, or days and times: Mon-Fri 09:00-16:00; Sat 09:00-12:00."
            )
        periods += [Period(days, *both) for both in times if both]
    return tuple(periods)


def _from_until(word: str) -> tuple[time, time] | None:
    """Return the times of "9:00-16:00"; midnight is written 24:00 as an end, and 00:00 here."""
    first, _, last = word.partition("-")
    both = time_of(first), time_of(last.replace("24:00", "0:00"))
    return (both[0], both[1]) if both[0] is not None and both[1] is not None else None
