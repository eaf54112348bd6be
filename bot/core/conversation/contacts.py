"""The people who help: the contacts of a pack as lines of a message, who answers now first."""

from bot.core.conversation.state import World
from bot.core.language.text import Text, Value, Weekday
from bot.core.programme.contact import ALWAYS, EMERGENCY, Contact, Period

NAMES = {
    "en": Text("speaks.english", "English"),
    "es": Text("speaks.spanish", "Spanish"),
    "ht": Text("speaks.creole", "Haitian Creole"),
    "fr": Text("speaks.french", "French"),
}
LISTENING = "listening"
PEOPLE_FOR_ALL = (LISTENING, EMERGENCY)
"""The kinds of contacts at which a person answers whatever the need is."""
ASK_AROUND = Text("contact.none", "Ask someone you trust where you are: a shelter, a church, a clinic.")


def contact_lines(kind: str, world: World, language: str) -> tuple[Text, ...]:
    """Return the contacts for a kind of need in the order in which they help, or one line that names none."""
    contacts = in_order(world.pack.contacts_for(kind, world.today), world, language)
    return tuple(_line(contact, world) for contact in contacts) or (ASK_AROUND,)


def people_lines(kind: str, world: World, language: str) -> tuple[Text, ...]:
    """Return the contacts for a kind of need; if they are websites alone, also people who answer."""
    contacts = world.pack.contacts_for(kind, world.today)
    if any(contact.has_people for contact in contacts):
        return contact_lines(kind, world, language)
    people = [contact for kind in PEOPLE_FOR_ALL for contact in world.pack.contacts_of(kind, world.today)]
    found = in_order((*people, *contacts), world, language)
    return (*(_line(contact, world) for contact in found), ASK_AROUND)


def in_order(contacts: tuple[Contact, ...], world: World, language: str) -> list[Contact]:
    """Return contacts by who helps first: who answers now, whose hours are unknown, who is closed, and websites.

    Among them, those that speak the language of the reader come first.
    """
    ranks = {True: 0, None: 1, False: 2}

    def rank(contact: Contact) -> tuple[bool, int, bool]:
        return not contact.has_people, ranks[contact.answers(world.now)], language not in contact.languages

    return sorted(contacts, key=rank)


def hours_said(contact: Contact, world: World) -> Text:
    """Return when a contact answers, by its own clock, and whether it does now; nothing is claimed if unknown."""
    if not contact.has_people:
        return Text("hours.website", "The website is always open.")
    if contact.hours == ALWAYS:
        return Text("hours.always", "Day and night.")
    if not contact.hours:
        return Text("hours.unknown", "We do not know the hours.")
    times = tuple(map(_period, contact.hours))
    if contact.answers(world.now):
        return Text("hours.open", "They answer now: {times}, {city} time.", times=times, city=contact.city)
    return Text("hours.closed", "They do not answer now. Hours: {times}, {city} time.", times=times, city=contact.city)


def reached(contact: Contact, world: World) -> dict[str, Value]:
    """Return how a contact is reached and when, and the day of the last check, for a text that says so."""
    hours = hours_said(contact, world)
    return {"name": contact.name, "how": contact.how, "hours": hours, "checked": contact.checked}


def languages_said(contact: Contact, world: World) -> Text:
    """Return in which languages a contact answers, in the order in which the bot offers them."""
    known = tuple(code for code in world.catalogs if code in contact.languages)
    others = tuple(code for code in contact.languages if code not in known)
    languages = tuple(language_name(code, world) for code in (*known, *others))
    if contact.has_people:
        return Text("contact.speaks", "They answer in {languages}.", languages=languages)
    return Text("contact.written", "In {languages}.", languages=languages)


def language_name(code: str, world: World) -> Value:
    """Return the name of a language: in that of the reader or, for a new one, as it calls itself."""
    return NAMES.get(code) or (world.catalogs[code].name if code in world.catalogs else code)


def _period(period: Period) -> Text:
    return Text(
        "hours.period",
        "{days}, from {start} to {end}",
        days=_days(sorted(period.days)),
        start=period.start,
        end=period.end,
    )


def _days(days: list[int]) -> Value:
    first, last = Weekday(days[0]), Weekday(days[-1])
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return Text("hours.days", "{first} to {last}", first=first, last=last)
    return tuple(map(Weekday, days))


def _line(contact: Contact, world: World) -> Text:
    return Text(
        "contact.line",
        "• {name}: {how} {hours} {languages} (checked on {checked})",
        languages=languages_said(contact, world),
        **reached(contact, world),
    )
