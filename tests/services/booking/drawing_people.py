"""People who ask for a place where a draw gives it, for the tests of the draw."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time

from bot.app import App
from bot.core.booking.request import Request
from bot.core.booking.slot import SeatRequest
from bot.core.conversation.effects import AskForPlace, DeclineOffer, KnowStatus, WithdrawRequest
from bot.core.conversation.events import Event
from bot.core.programme.pack import Pack, Parameter
from bot.core.programme.site import Capacity
from bot.services.booking.requests import about_request
from bot.services.tick import Ticked, tick
from bot.storage.database import transaction
from bot.storage.tables import draws, people, requests

SUNDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
"""When the draw of Monday is made; the line is frozen at 11."""
MONDAY = date(2026, 11, 23)
RULES: dict[str, int | str] = {
    "allocation": "draw", "newcomers": "draw", "draw_at": "12:00", "request_hours": 23, "confirm_hours": 23,
    "seniority_percent": 50, "horizon_days": 3, "lead_hours": 24,
}  # fmt: skip


def drawing(pack: Pack, per_day: int = 4, beyond: int = 0, **rules: int | str) -> Pack:
    """A pack that draws, by UTC: two sites, each open at 9, 10 and 11 every day, with so many seats a day."""
    parameters = tuple(
        Parameter(name, value, date(2023, 1, 1), None, "for the tests") for name, value in {**RULES, **rules}.items()
    )
    hours, week = (time(9), time(10), time(11)), frozenset(range(1, 8))
    first = pack.sites[0]
    sites = tuple(
        replace(first, id=id, zone="UTC", times=hours, weekdays=week, walk_in_times=frozenset(), excess=beyond)
        for id in ("east", "west")
    )
    return replace(
        pack, zone="UTC", parameters=parameters, sites=sites, demonstration=False, party_maximum=8,
        capacities=tuple(Capacity(site.id, per_day, date(2023, 1, 1), None, "for the tests") for site in sites),
    )  # fmt: skip


def somebody(app: App, now: datetime = SUNDAY, channel: str = "telegram") -> str:
    with transaction(app.db):
        person = people.create(app.db, app.seal, now)
        if channel:
            people.assign_address(app.db, app.seal, person, f"{channel}:{person}")
    return person


def asks(
    app: App, party: int = 1, now: datetime = SUNDAY, sites: Sequence[str] = ("east",), limits: tuple[str, ...] = (),
    person: str = "", days: tuple[date, ...] = (), channel: str = "telegram",
) -> str:  # fmt: skip
    """Somebody who asks for a place; return the person."""
    person = person or somebody(app, now, channel)
    hear(app, person, AskForPlace(tuple(sites), SeatRequest(party, party, limits=limits), days), now)
    return person


def hear(
    app: App, person: str, effect: AskForPlace | WithdrawRequest | DeclineOffer | KnowStatus, now: datetime = SUNDAY
) -> Event:
    with transaction(app.db):
        return about_request(app, effect, person, request(app, person), now)


def request(app: App, person: str) -> Request | None:
    return requests.of(app.db, app.seal, person, app.pack.id)


def state(app: App, person: str) -> str:
    return requests.state_of(app.db, person, app.pack.id) or ""


def drawn(app: App, now: datetime = NOON) -> Ticked:
    """Freeze the line and make the draw of Monday, as the ticks of a server do."""
    tick(app, NOON.replace(hour=11))
    return tick(app, now)


def record(app: App, day: date = MONDAY) -> dict[str, int | str | bool]:
    draw = draws.of(app.db, app.pack.id, day)
    return dict(draw.record) if draw else {}


def held(app: App) -> tuple[int, int]:
    """The seats that count as taken, and the sum of what is booked and on offer."""
    taken = app.db.execute("SELECT coalesce(sum(taken), 0) FROM slots").fetchone()[0]
    rows = app.db.execute("SELECT seats FROM booking UNION ALL SELECT seats FROM waiting").fetchall()
    return taken, sum(row["seats"] for row in rows)
