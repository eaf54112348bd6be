"""Who is booked on what no longer takes place, and why; and how many are booked where the pack wants fewer."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple, TypeVar

from bot.app import App
from bot.core.booking.slot import local
from bot.core.booking.timetable import Missing, missing, resources_on, seats_at
from bot.core.programme.eligibility import UNSURE
from bot.storage.keys.master_key import SealError
from bot.storage.tables import bookings, conversations, slots
from bot.storage.tables.slots import BookedSlot

T = TypeVar("T")


class Cause(NamedTuple):
    """Why an appointment does not take place.

    What the pack no longer has, with the name of a resource (`interpreter:ht`) or the id of a service; or "closed" by
    staff, with their reason.
    """

    what: Missing | Literal["resource", "service", "closed"]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Affected:
    """A person whose appointment does not take place."""

    person: str = field(repr=False)
    booking: BookedSlot
    why: Cause


@dataclass(frozen=True, slots=True)
class Standing:
    """How many seats are booked at a site on a day, and how many of them are wanted now."""

    why: Cause | None
    """Why they do not take place; None if there are only fewer seats: those who are booked stay."""
    site: str
    day: str
    booked: int
    wanted: int = 0

    def __str__(self) -> str:
        what = " ".join(self.why).rstrip() if self.why else "seats"
        return f"{self.site} {self.day} ({what}): {self.booked} booked, {self.wanted} wanted"


def affected(app: App, now: datetime) -> list[Affected]:
    """Return the people whose appointment after now does not take place.

    It follows from the pack, also before a tick has brought the table to it.
    """
    used: Counter[tuple[int, str]] = Counter()
    found = ((row, _cause(app, row, used)) for row in slots.booked(app.db, app.pack.id, now))
    return [Affected(row.person, row, why) for row, why in found if why]


def standing(app: App, now: datetime) -> list[Standing]:
    """Return what stands on what no longer takes place, or above the seats of an hour, earliest day first."""
    gone = affected(app, now)
    seats: Counter[tuple[Cause, str, str]] = Counter()
    for one in gone:
        seats[one.why, one.booking.site, one.booking.day] += one.booking.seats
    found = [Standing(*at, booked) for at, booked in seats.items()]
    void = {one.booking.slot for one in gone if one.why.what not in ("resource", "service")}
    rest = {row.slot: row for row in slots.booked(app.db, app.pack.id, now) if row.slot not in void}
    over: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for row in rest.values():
        wanted = seats_at(app.pack, row.site, row.starts_at) if row.by_hand is None else row.by_hand
        if row.taken > wanted:
            over[row.site, row.day].append((row.taken, wanted))
    found += [Standing(None, *at, sum(n for n, _ in both), sum(n for _, n in both)) for at, both in over.items()]
    return sorted(found, key=lambda one: (one.day, one.site, one.why or ("",)))


def _cause(app: App, row: BookedSlot, used: Counter[tuple[int, str]]) -> Cause | None:
    """Return why a booking does not take place. `used` counts what the bookings before it take of each resource."""
    gone = missing(app.pack, row.site, row.starts_at)
    if gone and (gone == "site" or row.by_hand is None):
        return Cause(gone)
    if row.closed_for:
        return Cause("closed", row.closed_for)
    return _resource_away(app, row, used) or _service_gone(app, row)


def _resource_away(app: App, row: BookedSlot, used: Counter[tuple[int, str]]) -> Cause | None:
    held = _unsealed(lambda: bookings.of(app.db, app.seal, row.person, app.pack.id))
    if not held or not held.request.needs:
        return None
    site = app.pack.site_booked(row.site)
    there = resources_on(app.pack, site, local(row.starts_at, site).date())
    used.update({(row.slot, name): amount for name, amount in held.request.needs.items()})
    away = (name for name in held.request.needs if used[row.slot, name] > there.get(name, 0))
    return next((Cause("resource", name) for name in away), None)


def _service_gone(app: App, row: BookedSlot) -> Cause | None:
    if not app.pack.topic:
        return None
    saved = _unsealed(lambda: conversations.load(app.db, app.seal, row.person, app.pack.id))
    topic = saved.conversation.answers.questions.get(app.pack.topic) if saved else None
    if not isinstance(topic, str) or topic == UNSURE:
        return None
    service = app.pack.service({app.pack.topic: topic})
    return None if service and row.site in service.sites else Cause("service", topic)


def _unsealed(read: Callable[[], T | None]) -> T | None:
    """Read a sealed row; None if it is damaged or has lost its key: `keys check` names those."""
    try:
        return read()
    except SealError:
        return None
