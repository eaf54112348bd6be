"""The people in the database of a release: what each one does, in the commands of phones.py.

Each of them stops where a later release must continue: in the middle of a question, on a page, with an appointment,
with answers not yet sent. `LANG` means the language of the person, `~` means that the network fails from here on, and
`=CODE` and `=CLINIC` are the codes of two appointments.
"""

from typing import NamedTuple

BORDER, CLINIC, ASKING = "border-appointments", "legal-clinic", "asking"
"""The packs; the last one is the clinic with the two identity questions, which the shipped clinic does not ask."""
LANGUAGES = ("ht", "es", "fr", "en")


class Person(NamedTuple):
    """One case: its address, pack and language, and the actions that lead to its state."""

    address: str
    pack: str
    language: str
    way: str


HELLO = "/start LANG understood"
KNOWN = f"{HELLO} continue agree"
PLACE = f"{KNOWN} 3 yes"
SITES = f"{PLACE} :Monterrey yes"
DAYS = f"{SITES} ciudad-juarez done"
SUMMARY = f"{DAYS} 2026-11-26 ciudad-juarez@2026-11-26T13:00"
BOOKED = f"{SUMMARY} confirm"
LATER = f"{DAYS} 2026-11-28 ciudad-juarez@2026-11-28T13:00"
PIN = "2593"
PROTECTED = f"{BOOKED} help pin :{PIN} :{PIN}"
MET = "/start LANG continue agree"
REMOTE = f"{MET} 2 none card none no remote done"
CALLED = f"{REMOTE} 2026-11-24 remote@2026-11-24T16:00"
SOON = f"{MET} 2 none card none no clinic done 2026-11-23 clinic@2026-11-23T10:00 confirm"
DETAILS = f"{MET} 2 :M._J. :14_March_1990 none card none no remote done 2026-11-24 remote@2026-11-24T17:00 confirm"

UNKEPT = (
    "/start", "/start LANG", HELLO, f"{HELLO} who", f"{HELLO} information", f"{HELLO} continue",
    f"{HELLO} continue more", f"{HELLO} continue no", "/start LANG person", f"{HELLO} help", f"{HELLO} help danger",
    f"{HELLO} help money", f"{HELLO} help old", f"{HELLO} help recover", f"{HELLO} help status",
    f"{HELLO} help language", f"{HELLO} help restart", f"{HELLO} help hide", f"{KNOWN} help forget yes",
)  # fmt: skip
"""Nothing is stored about these people: their state is only in the buttons of their chats."""
STEPS = (
    KNOWN, f"{KNOWN} more", f"{KNOWN} :40", f"{KNOWN} 3", f"{KNOWN} 1", f"{KNOWN} 3 explain",
    f"{KNOWN} 3 explain holds_not unsure", f"{KNOWN} 3 none", f"{KNOWN} 3 unsure", f"{KNOWN} 1 child_alone",
    f"{KNOWN} 3 :zzz :zzz", PLACE, f"{PLACE} states", f"{PLACE} states more", f"{PLACE} not_known",
    f"{PLACE} :Monterrey", f"{PLACE} :Guatemala", f"{PLACE} :Hidalgo", f"{PLACE} @32.5425,-117.0301", SITES,
    f"{SITES} tijuana mexicali", DAYS, f"{DAYS} more", f"{DAYS} 2026-11-26", SUMMARY, f"{SUMMARY} change",
    f"{SUMMARY} not_now", f"{SUMMARY} change party", f"{SUMMARY} change q:vulnerable", f"{SUMMARY} change place",
    f"{SUMMARY} change sites", BOOKED, f"{BOOKED} save paper", f"{BOOKED} another_time",
    f"{BOOKED} another_time 2026-11-27", f"{BOOKED} another_time 2026-11-27 ciudad-juarez@2026-11-27T13:00",
    f"{BOOKED} another_time 2026-11-27 ciudad-juarez@2026-11-27T13:00 confirm", f"{BOOKED} cancel yes",
    f"{BOOKED} leave yes",
)  # fmt: skip
"""Cases on a step of the path to a booking."""
PAGES = (
    f"{SITES} help", f"{SUMMARY} help person", f"{BOOKED} help danger", f"{PROTECTED} help money", f"{SITES} help old",
    f"{KNOWN} old:information", f"{KNOWN} 3 help language", f"{KNOWN} 3 help status", f"{BOOKED} cancel",
    f"{DAYS} help restart", f"{BOOKED} help restart", f"{BOOKED} help forget", f"{KNOWN} help forget",
    f"{BOOKED} leave", f"{BOOKED} hide", f"{PROTECTED} hide", f"{PROTECTED} hide continue yes",
    f"{PROTECTED} hide continue yes :1793", f"{PROTECTED} help know", f"{SUMMARY} help know correct",
    f"{BOOKED} help know correct", f"{BOOKED} help know privacy", f"{PROTECTED} help pin", f"{BOOKED} help pin",
    f"{BOOKED} help pin :{PIN}", f"{PROTECTED} help pin pin_change", f"{PROTECTED} help pin pin_remove",
    f"{BOOKED} help recover",
)  # fmt: skip
"""Cases on a page."""
PHONES = (
    f"{BOOKED} hide continue someone_else LANG understood continue agree 2",
    f"{KNOWN} help hide continue someone_else LANG understood continue agree help hide continue someone_else",
)
"""Phones that more than one person uses."""
IN_CLINIC = (
    f"{MET} 2", f"{MET} 2 yes", f"{MET} 2 none", f"{MET} 2 none card", f"{MET} 2 none card none",
    f"{MET} 2 none card other", REMOTE, CALLED, f"{CALLED} confirm",
    f"{REMOTE} 2026-11-26 remote@2026-11-26T16:00 confirm another_time",
)  # fmt: skip
"""Cases in the legal clinic."""
ON_TERMINALS = (
    f"{KNOWN} 3", PLACE, f"{SITES} tijuana", DAYS, LATER, f"{LATER} confirm",
    f"{LATER} confirm help pin :{PIN} :{PIN} hide", f"{SITES} information",
)  # fmt: skip
WAITING = (
    f"{KNOWN} 3 ~ yes", f"{PLACE} ~ :Monterrey", f"{SITES} mexicali ~ tijuana", f"{LATER} ~ confirm",
    f"{LATER} confirm help pin ~ :{PIN} :{PIN}", f"{LATER} confirm ~ hide", f"{LATER} confirm save ~ calendar",
    f"{LATER} confirm help ~ pin",
)  # fmt: skip
"""Cases with replies that are not sent yet: at least one for each flag of a reply."""
OWNER = Person("telegram:500", BORDER, "ht", PROTECTED)
"""The person whose code and PIN are used on other phones."""
VISITOR = Person("telegram:501", CLINIC, "es", SOON)
"""A person with an appointment so near that a reminder is sent, and with desk words for the code."""
LATE = Person("telegram:502", BORDER, "fr", f"{SUMMARY} ~ confirm")
"""A person with a message that could not be sent and waits for the next attempt."""
LOST = Person("telegram:503", BORDER, "en", f"{SUMMARY} ~ confirm")
"""A person with a message that can never be sent."""
EVERYTHING = Person("telegram:504", BORDER, "es", BOOKED)
"""A person with a waiting message that has every flag."""


def everybody() -> list[Person]:
    """Return all people, in the order in which they come."""
    found = [OWNER, VISITOR, LATE, LOST, EVERYTHING]
    found.append(Person("telegram:505", ASKING, "en", DETAILS))
    found += _by_turns("telegram:1{:02}", BORDER, UNKEPT)
    found += _by_turns("telegram:2{:02}", BORDER, (*STEPS, *PHONES))
    found += _by_turns("telegram:3{:02}", BORDER, PAGES)
    found += _by_turns("telegram:4{:02}", CLINIC, IN_CLINIC)
    found += _by_turns("terminal:on-the-way-{}", BORDER, ON_TERMINALS)
    found += _by_turns("terminal:clinic-{}", CLINIC, (f"{MET} 2 none", CALLED))
    found += _by_turns("telegram:6{:02}", BORDER, WAITING)
    found += _by_turns("terminal:waiting-{}", BORDER, WAITING[:4])
    found += _by_turns("telegram:7{:02}", BORDER, (f"{HELLO} help recover :=CODE", f"{KNOWN} help recover :=CODE"))
    found.append(Person("telegram:702", CLINIC, "fr", "/start LANG help recover :=CLINIC"))
    return found


def _by_turns(address: str, pack: str, ways: tuple[str, ...]) -> list[Person]:
    """Return one person for each list of actions, in a different language each time."""
    return [
        Person(address.format(number), pack, LANGUAGES[number % len(LANGUAGES)], way) for number, way in enumerate(ways)
    ]
