"""Checks a whole pack: whether its files agree with each other and with the calendar."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import get_args
from zoneinfo import ZoneInfo

from bot.core.booking.timetable import most_seats
from bot.core.conversation.state import PageId
from bot.core.errors import PackError, suggest
from bot.core.programme.contact import EMERGENCY, HELP, LEGAL, Contact
from bot.core.programme.eligibility import Question
from bot.core.programme.pack import Pack
from bot.core.programme.site import Site
from bot.core.understanding.personal_details import READ as DETAILS
from bot.storage.files.packs.for_real import CONTACTS, check_contacts, check_the_day
from bot.storage.files.packs.reader import FILES, HEAD, OPTIONAL_FILES, PAGE_FILES, Draft
from bot.storage.files.packs.rules import subjects
from bot.storage.files.packs.tables import LIMIT

PAGES = frozenset(get_args(PageId)) | {"back"}
CONTACT_KINDS = (HELP, EMERGENCY, LEGAL, "child", "detention", "money", "complaint", "listening", "violence")
"""Kinds of contacts that the conversation itself uses; rules may name more."""
NEEDED_KINDS = (HELP, EMERGENCY, LEGAL)
"""Kinds that every conversation may need."""
NO_INTERPRETER = "none"
YEARS_AHEAD = 3


def check_together(draft: Draft, pack: Pack) -> None:
    """Note where files of a pack do not agree; files with mistakes are left out."""
    if draft.is_clean(CONTACTS, "rules.toml"):
        _contacts(draft, pack)
    _own_ids(draft, pack)
    if draft.is_clean("pack.toml", "questions.toml", "services.csv"):
        _booking_questions(draft, pack)
    if draft.is_clean("pack.toml", "questions.toml"):
        _identity(draft, pack)
    if draft.is_clean("pack.toml", "questions.toml", "rules.toml"):
        _never_asked(draft, pack)
    if draft.is_clean("questions.toml", "resources.csv", "rules.toml", "pack.toml"):
        _interpreters(draft, pack)
    if draft.is_clean("sites.csv", "services.csv"):
        _minutes(draft, pack)
    if draft.is_clean("sites.csv", "capacity.csv", "services.csv"):
        _sites_in_use(draft, pack)


def _contacts(draft: Draft, pack: Pack) -> None:
    kinds = set(draft.known("contact kind"))
    if HELP not in kinds:
        fix = 'Every pack needs a contact for all questions: write "help" under "kinds".'
        draft.add_mistake(CONTACTS, "", 'there is no contact of kind "help".', fix)
    asked_for = {*CONTACT_KINDS, *(rule.contact for rule in pack.rules if rule.contact)}
    for rule in pack.rules:
        if rule.contact and rule.contact not in kinds:
            fault = f'"contact" is "{rule.contact}", but contacts.csv has no contact of that kind.'
            draft.add_mistake("rules.toml", f'rule "{rule.id}"', fault, suggest(rule.contact, kinds))
    own = draft.ids("contact")  # the kinds of the parent's are for its own rules
    for contact in (contact for contact in pack.contacts if contact.id in own):
        for kind in sorted(contact.kinds - asked_for):
            fault = f'"kinds" has "{kind}", which neither a rule nor the conversation uses.'
            draft.add_mistake(CONTACTS, _contact(contact), fault, suggest(kind, asked_for))


def _booking_questions(draft: Draft, pack: Pack) -> None:
    for name, id, kind in (
        ("topic", pack.topic, "choice"),
        ("interpreter", pack.interpreter, "choice"),
        ("private_room", pack.private_room, "yes_no"),
    ):
        question = pack.question(id)
        if id and question is None:
            known = [question.id for question in pack.questions]
            draft.add_mistake("pack.toml", "", f'"{name}" is "{id}", which is not a question.', suggest(id, known))
        elif question and question.kind != kind:
            fault = f'it is "{name}" in pack.toml, and needs another kind.'
            draft.add_mistake("questions.toml", _place(question), fault, f'Make it kind = "{kind}".')
        elif question and not question.booking:
            fix = "Write booking = true."
            draft.add_mistake("questions.toml", _place(question), "it is needed for the appointment.", fix)
    topic = pack.question(pack.topic)
    if pack.services and not pack.topic:
        fix = "Write the id of the question whose answer is a service."
        draft.add_mistake("pack.toml", "", 'there are services, but no "topic".', fix)
    elif topic and {option.id for option in topic.options} != {service.id for service in pack.services}:
        fault = "its options are not the services of services.csv."
        draft.add_mistake("questions.toml", _place(topic), fault, 'Write options = "services".')


def _identity(draft: Draft, pack: Pack) -> None:
    """Note identity questions that are not asked for the appointment, and personal details without a use."""
    known = [question.id for question in pack.questions if question.kind in DETAILS]
    for id in pack.identity:
        question = pack.question(id)
        if id not in known:
            fault = f'"identity" has "{id}", which is not a question of the kinds {", ".join(DETAILS)}.'
            draft.add_mistake("pack.toml", "", fault, suggest(id, known))
        elif question and not question.booking:
            draft.add_mistake(
                "questions.toml", _place(question), "it is needed for the appointment.", "Write booking = true."
            )
    for id in sorted({*known} - {*pack.identity}):
        fault = "only a keyed hash of its answer is kept, and nothing uses it."
        draft.add_mistake(
            "questions.toml", f'question "{id}"', fault, "Name it under identity in pack.toml, or delete it."
        )


def _own_ids(draft: Draft, pack: Pack) -> None:
    """A button of a question must not open a page of the conversation."""
    for question in pack.questions:
        for option in question.options:
            if option.id in PAGES:
                fault = f'the option "{option.id}" has the id of a page of the conversation.'
                draft.add_mistake("questions.toml", _place(question), fault, "Choose another id.")


def _place(question: Question) -> str:
    return f'question "{question.id}"'


def _never_asked(draft: Draft, pack: Pack) -> None:
    asked = {question.id for question in pack.questions if question.booking}
    asked |= set(subjects(*(rule.when for rule in pack.rules)))
    for question in reversed(pack.questions):  # a question that an asked question depends on is asked too
        if question.id in asked:
            asked |= set(subjects(question.when))
    fault = "no rule uses it, so it is never asked."
    fix = "Write booking = true if the appointment needs it, or delete it."
    for question in pack.questions:
        if question.id not in asked:
            draft.add_mistake("questions.toml", _place(question), fault, fix)
    limited = any(parameter.name.startswith(LIMIT) for parameter in pack.parameters)
    if limited and pack.question("nationality") is None:
        fix = 'Add a question with id = "nationality", kind = "country" and booking = true.'
        draft.add_mistake("pack.toml", "", 'a limit per nationality needs the question "nationality".', fix)


def _interpreters(draft: Draft, pack: Pack) -> None:
    question = pack.question(pack.interpreter)
    options = [option.id for option in question.options] if question else []
    settled = {
        value
        for rule in pack.rules
        if rule.outcome != "listed"
        for tests in rule.when
        for test in tests
        if test.subject == pack.interpreter
        for value in test.values
    }
    needed = {f"interpreter:{id}" for id in options if id != NO_INTERPRETER and id not in settled}
    needed |= {"room:private"} if pack.private_room else set()
    given = {resource.name for resource in pack.resources}
    for name in sorted(needed - given):
        fix = "Add a line for it: without one, people who need it cannot find a day."
        draft.add_mistake("resources.csv", "", f'there is no "{name}".', fix)
    for name in sorted(given - needed):
        draft.add_mistake("resources.csv", "", f'"{name}" is never needed by a booking.', suggest(name, needed))


def _minutes(draft: Draft, pack: Pack) -> None:
    for service in pack.services:
        for site in pack.sites:
            gap = _shortest_gap(site)
            if site.id in service.sites and service.minutes > gap:
                fault = f'it takes {service.minutes} minutes, but times at "{site.id}" are {gap} apart.'
                fix = "Shorten it, or move the times of the site apart."
                draft.add_mistake("services.csv", f'service "{service.id}"', fault, fix)


def _shortest_gap(site: Site) -> int:
    minutes = [at.hour * 60 + at.minute for at in site.times]
    return min((later - earlier for earlier, later in pairwise(minutes)), default=24 * 60)


def _sites_in_use(draft: Draft, pack: Pack) -> None:
    for site in pack.sites:
        if site.id not in {capacity.site for capacity in pack.capacities}:
            fault = f'no line is about the site "{site.id}", so it has no seats.'
            draft.add_mistake("capacity.csv", "", fault, "Add a line, with per_day 0 if it is closed.")
        if pack.services and site.id not in {id for service in pack.services for id in service.sites}:
            fault = f'no service takes place at the site "{site.id}", so nobody can book there.'
            draft.add_mistake("services.csv", "", fault, 'Name it under "sites" of a service, or delete the site.')


def check_day(draft: Draft, pack: Pack, today: date) -> None:
    """Note mistakes that depend on the day: contacts to check again, times that clocks skip or repeat, unused files."""
    if pack.is_page and not pack.entries_on(today) and draft.is_clean(HEAD):
        fix = "Write an [[entry]] that is in force today."
        draft.add_mistake(HEAD, "", f"there is no text for {today}, so people read nothing.", fix)
    all_read = draft.is_clean(CONTACTS, "rules.toml")  # else a need would seem to have no contact
    _valid_contacts(draft, pack, today, all_read)
    if not pack.demonstration and draft.is_clean("pack.toml"):
        check_contacts(draft, pack, today, all_read)
        if not pack.is_page:
            check_the_day(draft, pack)
    _claims(draft, pack)
    _party_fits(draft, pack, today)
    for site in pack.sites:
        for at in site.times:
            day = next(_odd_days(site, at, today), None)
            if day:
                _report_clock_change(draft, site, at, day)
    known = PAGE_FILES if pack.is_page else [*FILES, *OPTIONAL_FILES]
    for path in sorted(draft.folder.iterdir()):
        if path.suffix in (".toml", ".csv") and path.name not in known:
            draft.add_mistake(path.name, "", "nothing reads this file.", suggest(path.name, known))


def _claims(draft: Draft, pack: Pack) -> None:
    """Note what the pack does not say of its operator: then people are told nothing about it."""
    if not draft.is_clean("pack.toml"):
        return
    if pack.operator_kind is None:
        fix = 'Write operator_kind = "independent", or "public" for a public office: people ask.'
        draft.add_mistake("pack.toml", "", '"operator_kind" is missing.', fix)
    if not pack.is_page and not pack.free and pack.cost is None:
        fix = 'Write free = true, or in words what an appointment costs and how it is paid: cost = "...".'
        draft.add_mistake("pack.toml", "", '"free" is not true, and "cost" is missing.', fix)


def _party_fits(draft: Draft, pack: Pack, today: date) -> None:
    if not draft.is_clean("pack.toml", "sites.csv", "capacity.csv"):
        return
    most = max((most_seats(pack, site, today) for site in pack.sites), default=0)
    if 0 < most < pack.seats(pack.party_maximum):
        fault = f'"party_maximum" is {pack.party_maximum}, but no hour of any site has so many seats: {most} at most.'
        draft.add_mistake("pack.toml", "", fault, f"Write {most} at most, or give an hour more seats in capacity.csv.")


def contacts_to_check(pack: Pack, on: date, file: str = CONTACTS) -> list[PackError]:
    """Return a message for each contact whose last check no longer counts on a day."""
    return [PackError(file, _contact(contact), *_check_again(contact)) for contact in pack.contacts_to_check(on)]


def _check_again(contact: Contact) -> tuple[str, str]:
    fix = 'Check that it still helps, then set new days under "checked" and "expires".'
    if contact.is_for_emergencies:
        return f"its last check counts until {contact.expires}; it is shown after that, too.", fix
    return f"it is shown until {contact.expires}, and not after.", fix


def _contact(contact: Contact) -> str:
    return f'contact "{contact.id}"'


def _valid_contacts(draft: Draft, pack: Pack, today: date, all_read: bool) -> None:
    draft.mistakes += contacts_to_check(pack, today, draft.path_for_people(CONTACTS))
    for contact in pack.contacts:
        if contact.checked > today:
            fault = f'"checked" ({contact.checked}) is in the future.'
            draft.add_mistake(CONTACTS, _contact(contact), fault, "Write the day of the last check.")
    for kind in sorted({*NEEDED_KINDS, *(rule.contact for rule in pack.rules if rule.contact)}) if all_read else ():
        if not pack.contacts_of(kind, today):
            fault = f'no contact of kind "{kind}" is valid.'
            fix = (
                f'Check one, or add one with "{kind}" under "kinds": people who need this help see only valid contacts.'
            )
            draft.add_mistake(CONTACTS, "", fault, fix)


def _odd_days(site: Site, at: time, today: date) -> Iterator[date]:
    """Yield the open days of the coming years on which the clock of the site skips or repeats a time."""
    for day in _clock_changes(site.zone, at, today):
        if day.isoweekday() in site.weekdays and day not in site.closed:
            yield day


@lru_cache(maxsize=256)
def _clock_changes(zone: str, at: time, today: date) -> list[date]:
    """Return the days of the coming years on which a clock skips or repeats a time, as all sites of a zone have it."""
    days = (today + timedelta(days=ahead) for ahead in range(YEARS_AHEAD * 366))
    moments = (datetime.combine(day, at, ZoneInfo(zone)) for day in days)
    return [moment.date() for moment in moments if moment.utcoffset() != moment.replace(fold=1).utcoffset()]


def _report_clock_change(draft: Draft, site: Site, at: time, day: date) -> None:
    moment = datetime.combine(day, at, ZoneInfo(site.zone))
    before, after = moment.utcoffset(), moment.replace(fold=1).utcoffset()
    what = "skip" if before is not None and after is not None and before < after else "repeat"
    fault = f"on {day} the clocks of {site.zone} {what} {at:%H:%M}."
    fix = "Choose another time, or close the site on that day (closed.csv)."
    draft.add_mistake("sites.csv", f'site "{site.id}"', fault, fix)
