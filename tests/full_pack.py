"""A pack with every feature switched on: the clinic, after a partner has changed every one of its files."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

from bot.core.programme.pack import Pack
from bot.storage.files.packs import load_pack
from tests.conftest import POLICY

IDENTITY = """
[[question]]
id = "letters"
kind = "initials"
booking = true
text = "What are the first letters of your first name and your family name?"
label = "First letters"

[[question]]
id = "born"
kind = "birth_date"
booking = true
text = "On what day were you born?"
label = "Birth date"
"""
"""Questions for details that tell people apart."""
QUESTIONS = """
[[question]]
id = "nationality"
kind = "country"
text = "Which country's passport do you have?"
label = "Nationality"
booking = true

[[question]]
id = "nights"
kind = "number"
text = "How many nights have you been here?"
label = "Nights"
max = 400
unsure = false

"""
TOPIC = '[[question]]\nid = "topic"\n'
RULES = """
[[rule]]
id = "guests"
outcome = "listed"
when = { nights = { max = 30 } }
reason = "The clinic sees everyone in their first 30 nights"
source = "Rules of the clinic"
from = 2026-10-01
until = 2027-03-31

[[rule]]
id = "guests"
outcome = "listed"
when = { nights = { max = 60 } }
reason = "The clinic sees everyone in their first 60 nights"
source = "Rules of the clinic"
from = 2027-04-01
"""
PARAMETERS = """
[[area]]
id = "north"
from = 2026-10-01
parallel = 19.0
source = "Rules of the clinic"

[[area]]
id = "compatriots"
from = 2026-10-01
when = { nationality = "MX" }
states = ["MX-CHP", "MX-OAX"]
source = "Rules of the clinic"

[[parameters.horizon_days]]
value = 7
from = 2026-10-01
until = 2026-12-31
source = "Rules of the clinic"

[[parameters.horizon_days]]
value = 5
from = 2027-01-01
source = "Rules of the clinic"

[[parameters.lead_hours]]
value = 12
from = 2026-10-01
source = "Rules of the clinic"

[[parameters.reminder_hours]]
value = 24
from = 2026-10-01
until = 2027-01-31
source = "Rules of the clinic"

[[parameters.reminder_hours]]
value = 36
from = 2027-02-01
source = "Rules of the clinic"

[[parameters.limit_nationality_HT]]
value = 4
from = 2026-10-01
source = "Rules of the clinic"

[[parameters.bookings_a_day]]
value = 6
from = 2026-10-01
source = "Rules of the clinic"

[[parameters.chat_messages]]
value = 40
from = 2026-10-01
source = "Rules of the clinic"
"""
SITES = """\
id,name,city,zone,latitude,longitude,address,find,times,weekdays,walk_in_times,remote,note
clinic,Legal clinic,Tijuana,America/Tijuana,32.53,-117.02,Street 1,Left,09:00 10:00 14:00 19:00,Mon-Sat,14:00,no,Ring
border,Bridge office,El Paso,America/Denver,31.75,-106.49,Street 2,Right,08:00 23:00,every day,,no,
remote,By telephone or video,Mexico City,America/Mexico_City,19.43,-99.13,Office 5,,16:00 20:00,Tue Thu,,yes,We call.
"""
CAPACITY = """\
site,from,until,per_day,estimate,source
clinic,2026-10-01,2026-12-27,24,no,Four hours with six seats each
clinic,2026-12-28,2027-01-06,0,no,A pause
clinic,2027-01-07,,16,no,Four hours with four seats each
border,2026-10-01,,11,no,Six seats in the morning and five at night
remote,2026-10-01,,8,no,Two lawyers on the telephone
"""
CLOSED = """\
date,site,note
2026-10-31,all,Staff day
2026-11-25,border,Repair
2026-12-25,all,Christmas
2027-03-15,clinic,Birthday of Benito Juárez
"""
RESOURCES = """\
name,site,amount,weekdays
interpreter:en,clinic,1,Mon-Sat
interpreter:ht,clinic,1,Mon Wed
interpreter:ht,border,2,every day
interpreter:fr,remote,1,Tue
room:private,clinic,1,Mon-Sat
room:private,border,1,Sat Sun
"""
SERVICES = """\
id,label,minutes,sites,bring
asylum,Help with an asylum application,60,clinic border,"Bring papers about who you are and about what happened."
card,An immigration card,45,clinic border remote,Bring the card or the paper that you have now.
return,Going back to my country,30,remote,Bring a passport or another paper about who you are.
"""
CONTACTS = (
    "volunteers,help urgent legal,Volunteers of November,Ask for them at the door.,place,Mon-Sun 10:00-20:00,"
    "America/Tijuana,Tijuana,es ht,2026-10-01,2026-11-27,A model: write who said so.,A model: write who looked.\n"
    "old,emergency,060,The old number for emergencies.,phone,always,,,es,2026-10-01,2026-11-28,A model: say who.,"
    "A model: say who looked.\n"
)
EDITS = (
    ("pack.toml", 'seat_per = "case"', 'seat_per = "person"'),
    ("pack.toml", "party_maximum = 12", "party_maximum = 6"),
    ("pack.toml", "keep_drafts_days = 30", "keep_drafts_days = 10"),
    ("pack.toml", "keep_days = 30", "keep_days = 12"),
    ("pack.toml", 'topic = "topic" ', 'identity = ["letters", "born"]\ntopic = "topic" '),
    ("questions.toml", TOPIC, f"{QUESTIONS.lstrip()}{IDENTITY.lstrip()}\n{TOPIC}"),
    ("rules.toml", "from = 2026-11-01", "from = 2026-10-01"),
)


def write(folder: Path) -> Path:
    """Write the pack into a new folder, and return the folder."""
    shutil.copytree(POLICY / "legal-clinic", folder)
    for name, old, new in EDITS:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text, f"{name} has no {old!r}"
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")
    _cut(folder / "pack.toml", "[[parameters", PARAMETERS)
    _cut(folder / "rules.toml", '[[rule]]\nid = "everyone"', RULES)
    tables = {"sites": SITES, "capacity": CAPACITY, "closed": CLOSED, "resources": RESOURCES, "services": SERVICES}
    for name, table in tables.items():
        (folder / f"{name}.csv").write_text(table, encoding="utf-8")
    with (folder / "contacts.csv").open("a", encoding="utf-8") as contacts:
        contacts.write(CONTACTS)
    (folder / "cases.toml").write_text("", encoding="utf-8")
    return folder


def _cut(file: Path, mark: str, rest: str) -> None:
    """Put something else in place of the end of a file, from a mark on."""
    begin, found, _ = file.read_text(encoding="utf-8").partition(mark)
    assert found, f"{file.name} has no {mark!r}"
    file.write_text(begin + rest.lstrip(), encoding="utf-8")


@cache
def full_pack() -> Pack:
    """Return the pack, read once."""
    with tempfile.TemporaryDirectory() as into:
        return load_pack(write(Path(into) / "clinic"))
