"""The list of a day on paper, for people without a phone: who is expected, and whose offer lapses."""

from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.app import App
from bot.core.booking.slot import local
from bot.core.language.text import Day, Text
from bot.services.booking.affected import judged
from bot.storage.keys.master_key import SealError
from bot.storage.tables import desk_cards, requests, waiting

A_DAY = timedelta(days=1)
PAPER = Text("desk.day_list.paper", "paper {number}, {day}")


class Line(NamedTuple):
    """One line: its number of the day, what is known of the code, and the place, day and time by its clock."""

    number: int
    last: str | Text
    """The last part of the code, never with the other parts; or the number of the paper, of who has no code."""
    place: Text
    day: Day
    time: time


class DayList(NamedTuple):
    """What is on the paper of a day; the numbers go on from one list to the other."""

    day: Day
    appointments: tuple[Line, ...]
    lapsing: tuple[Line, ...]
    """Offers that nobody took, and places kept for people who asked on paper, with the time until which they stand."""
    unreadable: int
    """Appointments and offers that do not open; nobody else is held up by them."""


def day_list(app: App, now: datetime) -> DayList:
    """Return the appointments of tomorrow that take place, and the offers that lapse before tomorrow ends."""
    zone = ZoneInfo(app.pack.zone)
    tomorrow = app.pack.day(now) + A_DAY
    coming = [one for one in judged(app, now, day=tomorrow.isoformat()) if not one.why]
    booked = [
        (one.held.code, one.held.slot.site, one.held.slot.starts_at)
        for one in sorted(coming, key=lambda one: (one.booking.starts_at, one.booking.site, one.booking.booking))
        if one.held
    ]
    midnight = datetime.combine(tomorrow + A_DAY, time(), zone)
    ending = [one for one in requests.offers(app.db, app.pack.id) if now < one.until <= midnight]
    offered = [(code, one.site, one.until) for one in ending if (code := _code_of_request(app, one.person))]
    kept = [one for one in waiting.kept(app.db, app.pack.id) if now < one.until <= midnight]
    on_paper = [(paper, one.site, one.until) for one in kept if (paper := _paper(app, one.person))]
    lapses: list[tuple[str | Text, str, datetime]] = sorted([*offered, *on_paper], key=lambda one: one[2])
    appointments = tuple(_line(app, number, *each) for number, each in enumerate(booked, 1))
    lapsing = tuple(_line(app, number, *each) for number, each in enumerate(lapses, len(booked) + 1))
    unreadable = len(coming) + len(ending) - len(booked) - len(offered)
    return DayList(Day(tomorrow), appointments, lapsing, unreadable)


def _line(app: App, number: int, code: str | Text, site: str, at: datetime) -> Line:
    place = app.pack.site_booked(site)
    there = local(at, place)
    last = code.split()[-1] if isinstance(code, str) else code
    return Line(number, last, place.name, Day(there.date()), there.time())


def _paper(app: App, person: str) -> Text | None:
    """Return the number of the day by which a person who asked on paper finds their line."""
    if (paper := desk_cards.paper_of(app.db, person)) is None:
        return None
    number, written = paper
    return PAPER.filled(number=number, day=Day(app.pack.day(written), short=True))


def _code_of_request(app: App, person: str) -> str:
    try:
        request = requests.of(app.db, app.seal, person, app.pack.id)
    except SealError:
        return ""
    return request.code if request else ""
