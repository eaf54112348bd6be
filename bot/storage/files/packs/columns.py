"""Every column of the CSV files of a pack: its kind, its bounds and one sentence. A new column is one line here."""

from bot.core.programme.contact import WAYS
from bot.storage.files.packs.keys import ESTIMATE, PERIOD, URL_KEY, Key, Table, label, source
from bot.storage.files.packs.reader import LONGEST_LABEL
from bot.storage.files.packs.tables import ID, WAYS_OUT

ALL_SITES = "all"
MOST_SEATS = 99_999

SITE = Table(
    "Where appointments take place.",
    {
        "id": Key("id", "Its name for other files.", words=(ALL_SITES,)),
        "name": label("Its name, with the nearest town first."),
        "city": Key("word", "The town that is named with the local time.", longest=LONGEST_LABEL),
        "zone": Key("zone", "Its clock, if it is not that of the programme.", required=False, column=True),
        "longitude": Key("decimal", "Degrees east: sites are listed from west to east.", least=-180, most=180),
        "times": Key("times", "The times of appointments."),
        "weekdays": Key("weekdays", "The days on which it is open."),
        "latitude": Key("decimal", "Degrees north: only then is it on a map.", required=False, least=-90, most=90),
        "address": Key("word", "Street and number, as on a letter.", required=False),
        "find": Key("text", "A landmark, which door, whom to ask.", required=False),
        "walk_in_times": Key("times", "Those of its times for people without an appointment.", required=False),
        "remote": Key("flag", "Whether people are called, and go nowhere.", required=False),
        "note": Key("text", "What a person should know before choosing it.", required=False),
        "estimate": ESTIMATE,
        "source": Key("word", "Who says so, and when.", required=False),
        "excess": Key("whole", "How many more it takes to keep a group together.", required=False, most=99),
    },
)
CAPACITY = Table(
    "How many a day at each site.",
    {
        "site": Key("site", "The site."),
        **PERIOD,
        "per_day": Key("whole", "Seats a day; its times share them."),
        "estimate": Key("flag", ESTIMATE.says, required=False, column=True),
        "source": source(),
        "url": URL_KEY,
    },
)
CLOSED = Table(
    "Days without appointments.",
    {
        "date": Key("day", "The day."),
        "site": Key("site", 'The site, or "all".'),
        "note": Key("word", "Why; for yourself.", required=False, column=True),
    },
)
SERVICE = Table(
    "What an appointment can be for.",
    {
        "id": Key("id", ID.says, words=WAYS_OUT),
        "label": label("What its button says."),
        "minutes": Key("whole", "How long it takes.", least=1, most=24 * 60),
        "sites": Key("words", "The sites where it is offered."),
        "bring": Key("text", "What people bring for it."),
    },
)
RESOURCE = Table(
    "What a booking may need besides a seat.",
    {
        "name": Key("word", "What it is: interpreter:CODE, or room:private."),
        "site": Key("site", "Where it is."),
        "amount": Key("whole", "How many bookings of an hour can use it.", least=1),
        "weekdays": Key("weekdays", "When it is there."),
    },
)
CONTACT = Table(
    "Who helps.",
    {
        "id": ID,
        "kinds": Key("words", "With what: help, emergency, legal, child, or a kind that a rule names."),
        "name": label("Its name; for an emergency, its number."),
        "how": Key("text", "How people reach it."),
        "by": Key("words", f"By what it is reached: {', '.join(WAYS)}."),
        "hours": Key("hours", "When somebody answers."),
        "languages": Key("words", "The codes of the languages in which it answers."),
        "checked": Key("day", "The day on which a person checked it."),
        "expires": Key("day", "The last day on which this check counts."),
        "zone": Key("zone", "The clock of its hours, if it is not that of the programme.", required=False),
        "city": Key("word", "The town whose clock its hours follow.", required=False, longest=LONGEST_LABEL),
        "source": Key("word", "Who says so, and when.", required=False),
        "second_source": Key("word", "Who else says so, without repeating the first.", required=False),
    },
)
SEATS = Table(
    "The file that `slots import` reads.",
    {
        "site": Key("site", "The site."),
        "date": Key("day", "The day, by the clock of the site."),
        "time": Key("times", "The time of the slot."),
        "capacity": Key("whole", "Its seats.", most=MOST_SEATS),
    },
)
PLACE = Table(
    "Places that people name and that the program does not know.",
    {
        "name": Key("word", "Its name."),
        "altnames": Key("word", "Other names, with ; between them.", required=False, column=True),
        "state": Key("word", "The ISO code of its state in Mexico, as in MX-CHP."),
        "latitude": Key("decimal", "Degrees north.", least=14, most=33),
        "longitude": Key("decimal", "Degrees east: in Mexico below zero.", least=-119, most=-86),
    },
)
