"""A pack: all data of one programme, with dates and sources."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from bot.core.language.text import Text, Translation
from bot.core.programme.contact import HELP, Contact
from bot.core.programme.eligibility import (
    ALWAYS,
    PARTY,
    Answer,
    Condition,
    Determination,
    ItemWords,
    Question,
    Rule,
    Truth,
    determine,
    in_force,
    next_question,
    truth,
    versions_on,
)
from bot.core.programme.entry import Entry
from bot.core.programme.site import Capacity, Resource, Site

OperatorKind = Literal["independent", "public"]
"""Whether the operator is no part of any government and gives it no data, or is a public office itself."""


SeatPer = Literal["person", "case"]
"""Whether each person takes a seat, or a whole group takes one."""
PackKind = Literal["programme", "page"]
"""A programme gives appointments; a page has nothing but dated texts and contacts."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One value of a named parameter, valid from a day to a day, with its source."""

    name: str
    value: int | str | bool
    start: date
    end: date | None
    source: str
    url: str = ""
    estimate: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """Where a programme covers people: named states, north of a parallel, or near a point."""

    start: date
    end: date | None
    source: Text
    states: frozenset[str] = frozenset()
    """ISO 3166-2 codes of states that are covered completely."""
    parallel: float | None = None
    """Degrees north; everything at or above it is covered."""
    circles: tuple[tuple[float, float, float], ...] = ()
    """Circles as (latitude, longitude, kilometres)."""
    when: Condition = ALWAYS
    """The people for whom this area counts, if not for everyone."""
    url: str = ""
    estimate: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """A subject of appointments: how long it takes, where it is offered, and what to bring."""

    id: str
    label: Text
    minutes: int
    sites: tuple[str, ...]
    bring: Text


@dataclass(frozen=True)
class Pack:
    """One programme, or a page. A page has only the first attributes, texts and contacts."""

    id: str
    revision: str
    """A digest of the folder: a different value means that a file was changed."""
    name: Text
    operator: Text
    about_operator: Text
    decider: Text
    who_sees: Text
    zone: str
    kind: PackKind = "programme"
    demonstration: bool = False
    imitation_ended: date | None = None
    seat_per: SeatPer = "person"
    party_maximum: int = 1
    keep_drafts_days: int = 1
    keep_days: int = 1
    parameters: tuple[Parameter, ...] = ()
    questions: tuple[Question, ...] = ()
    rules: tuple[Rule, ...] = ()
    sites: tuple[Site, ...] = ()
    capacities: tuple[Capacity, ...] = ()
    entries: tuple[Entry, ...] = ()
    """Dated texts. On a day with one, people read it and book nothing."""
    resources: tuple[Resource, ...] = ()
    areas: tuple[Area, ...] = ()
    contacts: tuple[Contact, ...] = ()
    services: tuple[Service, ...] = ()
    topic: str = ""
    """The question whose answer is a service; "" if all appointments are alike."""
    interpreter: str = ""
    """The question whose answer is the language for which a person needs an interpreter."""
    private_room: str = ""
    """The question whose answer "yes" reserves a private room."""
    bring: Text | None = None
    operator_kind: OperatorKind | None = None
    """How the operator stands to the government; None: people are told nothing about it."""
    free: bool = False
    """Whether an appointment costs nothing."""
    cost: Text | None = None
    """What an appointment costs and how it is paid. None, where it is not free: people are told nothing about it."""
    imitates: str = ""
    """The name of the programme that a demonstration imitates."""
    late: Text | None = None
    """What people can do who come late."""
    identity: tuple[str, ...] = ()
    """The questions whose answers together tell one person from others; only a keyed hash of each answer is kept."""
    words: Mapping[str, Mapping[str, Translation]] = field(default_factory=dict)
    """Translations in the folder itself, by language and key."""
    former_sites: tuple[Site, ...] = ()
    """Sites that the files no longer have, with their last names; they come from the database."""
    heard: Mapping[str, ItemWords] = field(default_factory=dict, repr=False)
    """How the items of lists are heard, by language."""
    calls: Mapping[str, ItemWords] = field(default_factory=dict, repr=False)
    """Words that the pack adds to the calls for help, by language."""

    @cached_property
    def _questions_by_id(self) -> dict[str, Question]:
        return {question.id: question for question in self.questions}

    @cached_property
    def _sites_by_id(self) -> dict[str, Site]:
        return {site.id: site for site in self.sites}

    @cached_property
    def _parameters_by_name(self) -> dict[str, list[Parameter]]:
        found: dict[str, list[Parameter]] = {}
        for parameter in self.parameters:
            found.setdefault(parameter.name, []).append(parameter)
        return found

    @cached_property
    def _services_by_id(self) -> dict[str, Service]:
        return {service.id: service for service in self.services}

    @cached_property
    def _from_west_to_east(self) -> tuple[Site, ...]:
        return tuple(sorted(self.sites, key=lambda site: (site.remote, site.longitude, site.id)))

    def day(self, moment: datetime) -> date:
        """Return the day of a moment by the clock of the programme."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def parameter(self, name: str, on: date) -> int | str | bool | None:
        """Return the value of a parameter in force on a day, or the last one (`keeps_last`)."""
        named = self._parameters_by_name.get(name, ())
        return entry.value if (entry := in_force(named, on, keep_last=self.keeps_last)) else None

    def number(self, name: str, on: date, default: int) -> int:
        """Return the value of a parameter that is a number, or the default."""
        value = self.parameter(name, on)
        return value if isinstance(value, int) else default

    def determination(self, answers: Mapping[str, Answer], on: date) -> Determination:
        """Return what the rules in force on a day list for these answers."""
        return determine(self.rules_on(on), answers, self.questions)

    def rules_on(self, on: date) -> tuple[Rule, ...]:
        """Return the rules in force on a day."""
        return versions_on(self.rules, on, keep_last=self.keeps_last)

    def entries_on(self, on: date) -> tuple[Entry, ...]:
        """Return the texts that people read on a day in the place of questions; none on a day of appointments."""
        return versions_on(self.entries, on)

    def has_ended(self, on: date) -> bool:
        """Return whether a programme gives no appointments on a day and on any later one."""
        return any(entry.end is None for entry in self.entries_on(on))

    @cached_property
    def keeps_last(self) -> bool:
        """Return whether a value stays in use after its last day: in practice that goes on without an end."""
        return self.demonstration and not any(entry.end is None for entry in self.entries)

    @property
    def is_page(self) -> bool:
        """Return whether the pack has nothing to book on any day."""
        return self.kind == "page"

    def next_question(self, answers: Mapping[str, Answer], on: date) -> Question | None:
        """Return the next question that still matters on a day."""
        return next_question(self.questions, self.determination(answers, on), answers)

    def question(self, id: str) -> Question | None:
        """Return the question with this id, if the pack still asks it."""
        return self._questions_by_id.get(id)

    def site(self, id: str) -> Site | None:
        """Return the site with this id, if the pack still has it."""
        return self._sites_by_id.get(id)

    @property
    def city(self) -> str:
        """Return the town that names the clock of the programme."""
        return self.zone.rpartition("/")[2].replace("_", " ")

    def site_booked(self, id: str) -> Site:
        """Return the site of a booking; a site that the pack no longer has keeps its last name, if that is known."""
        if site := self.site(id) or next((site for site in self.former_sites if site.id == id), None):
            return site
        return Site(
            id, Text("site.gone", "a place that this programme no longer has"), self.city, self.zone, (), frozenset()
        )

    def service(self, answers: Mapping[str, Answer]) -> Service | None:
        """Return the service that the answers name."""
        return self._services_by_id.get(str(answers.get(self.topic, "")))

    def areas_on(self, on: date, answers: Mapping[str, Answer]) -> tuple[Area, ...]:
        """Return the areas in force on a day for these answers; together they are the area of the programme."""
        return tuple([area for area in self.areas_in_force(on) if truth(area.when, answers) is Truth.YES])

    def areas_in_force(self, on: date) -> tuple[Area, ...]:
        """Return the areas in force on a day, also those that count for some people only."""
        return versions_on(self.areas, on, keep_last=self.keeps_last)

    def per_day(self, site: str, on: date) -> int:
        """Return the seats of a site on a day; 0 if the pack gives none."""
        of_site = [capacity for capacity in self.capacities if capacity.site == site]
        return entry.per_day if (entry := in_force(of_site, on, keep_last=self.keeps_last)) else 0

    def seats(self, party: int) -> int:
        """Return the number of seats that a party takes."""
        return 1 if self.seat_per == "case" else party

    def sites_for(self, answers: Mapping[str, Answer]) -> tuple[Site, ...]:
        """Return the sites that can serve these answers, from west to east."""
        service = self.service(answers)
        if service is None:
            return self._from_west_to_east
        return tuple([site for site in self._from_west_to_east if site.id in service.sites])

    def needs(self, answers: Mapping[str, Answer]) -> dict[str, int]:
        """Return how much of each resource a booking takes at its hour, besides seats."""
        needs = {}
        language = answers.get(self.interpreter)
        if isinstance(language, str) and language not in ("", "none", "unsure"):
            needs[f"interpreter:{language}"] = 1
        if self.private_room and answers.get(self.private_room) == "yes":
            needs["room:private"] = 1
        return needs

    def limits(self, answers: Mapping[str, Answer]) -> tuple[str, ...]:
        """Return the names of the daily limits that apply to a booking with these answers."""
        return (f"nationality:{country}",) if (country := answers.get("nationality")) else ()

    def limits_on(self, on: date) -> dict[str, int]:
        """Return the seats per day under each limit that a parameter sets; empty if the pack sets none."""
        names = {p.name for p in self.parameters if p.name.startswith("limit_nationality_")}
        values = {name: self.parameter(name, on) for name in sorted(names)}
        return {
            f"nationality:{name.removeprefix('limit_nationality_')}": value
            for name, value in values.items()
            if isinstance(value, int)
        }

    def contacts_for(self, kind: str, on: date) -> tuple[Contact, ...]:
        """Return the contacts that are shown for a kind of need; without one, those for "help"."""
        return self.contacts_of(kind, on) or self.contacts_of(HELP, on)

    def contacts_of(self, kind: str, on: date) -> tuple[Contact, ...]:
        """Return the contacts that are shown for a kind of need, and no others."""
        return tuple([contact for contact in self.contacts if kind in contact.kinds and contact.is_shown(on)])

    def contacts_to_check(self, on: date) -> tuple[Contact, ...]:
        """Return the contacts whose last check no longer counts on a day."""
        return tuple([contact for contact in self.contacts if contact.expires < on])


def party_of(answers: Mapping[str, Answer]) -> int:
    """Return how many people must stay together; one if it is not known yet."""
    party = answers.get(PARTY, 1)
    return party if isinstance(party, int) else 1
