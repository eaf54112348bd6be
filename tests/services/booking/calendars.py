"""Pairs of our calendar files, put into one calendar as a phone does it: what other readers must find in them.

`python -m tests.services.booking.calendars` prints them as JSON, one object a line, for .ci/read-calendars.mjs.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

from bot.core.booking.slot import Booking, SeatRequest, Slot
from bot.core.language.text import ENGLISH, Text
from bot.core.programme.pack import Pack
from bot.core.programme.site import Site
from bot.services.booking.ticket_files import TicketFiles
from bot.settings import root
from bot.storage.files.packs import load_pack

ZONES = (
    "America/Tijuana",  # as in the United States
    "America/Los_Angeles",
    "America/Ciudad_Juarez",
    "America/Matamoros",
    "America/Phoenix",  # never changes
    "America/Mexico_City",  # changed until 2022
    "America/Havana",
    "America/Port-au-Prince",
    "America/St_Johns",  # half an hour
    "America/Santiago",  # a week later than a Sunday of one number
    "Europe/Paris",
    "Africa/Casablanca",  # by the moon
    "Australia/Lord_Howe",  # by half an hour, the other way round
)
DAYS = ((2026, 7, 1), (2026, 10, 31), (2026, 11, 2), (2027, 2, 1), (2027, 3, 13), (2027, 3, 15), (2027, 7, 1))
"""Days in both halves of the year, and around the changes in North America."""
PACK = load_pack(root() / "policy" / "legal-clinic")


@dataclass(frozen=True)
class Calendar:
    """A calendar with events of several files, and the moment at which each of them begins, by its UID."""

    name: str
    text: str
    starts: dict[str, datetime]


def pack_in(zone: str) -> Pack:
    """Return a pack with one site, in this zone."""
    return replace(PACK, sites=(Site("here", Text("here", "Here"), "Here", zone, (), frozenset()),))


def files(zone: str, starts_at: datetime, *, code: str = "BATO LIMA 473 KADO", sequence: int = 0) -> TicketFiles:
    """Return what makes the files of an appointment at a moment."""
    booking = Booking(1, Slot(1, "here", starts_at.astimezone(UTC)), SeatRequest(1, 1), code, sequence)
    return TicketFiles(booking, pack_in(zone), ENGLISH, 60, starts_at.astimezone(UTC) - timedelta(days=10))


def text_of(ticket: TicketFiles) -> str:
    """Return the calendar file."""
    return ticket.file("calendar").content.decode("utf-8")


def together(*texts: str) -> str:
    """Put the parts of several files into one calendar, as programs do that keep all events in one."""
    parts = [re.search(r"BEGIN:VTIMEZONE.*END:VEVENT\r\n", text, re.DOTALL) for text in texts]
    head, tail = texts[0].partition("BEGIN:VTIMEZONE")[0], "END:VCALENDAR\r\n"
    return head + "".join(part[0] for part in parts if part) + tail


def calendars(zone: str) -> Iterator[Calendar]:
    """Yield every pair of days in a zone, in both orders: the second file must not make the first one wrong."""
    for first, second in permutations(DAYS, 2):
        moments = [datetime(*day, 9, 30, tzinfo=ZoneInfo(zone)) for day in (first, second)]
        made = [text_of(files(zone, at, code=f"CODE {n}")) for n, at in enumerate(moments)]
        starts = {f"code-{n}@randevou": at for n, at in enumerate(moments)}
        yield Calendar(f"{zone} {first} {second}", together(*made), starts)


if __name__ == "__main__":
    for calendar in (each for zone in ZONES for each in calendars(zone)):
        seconds = {uid: int(at.timestamp()) for uid, at in calendar.starts.items()}
        print(json.dumps({"name": calendar.name, "text": calendar.text, "starts": seconds}))
