"""Whom a helper helped this evening, by card, and one word for where each of them is."""

from datetime import datetime
from typing import Literal, NamedTuple

from bot.app import App
from bot.services.desk.cards import DESK
from bot.storage.tables import desk_cards, people
from bot.storage.tables.staff import Account

Place = Literal["waits", "missing", "asked", "booked", "left"]
ORDER: tuple[Place, ...] = ("waits", "missing", "asked", "booked", "left")
"""Who is called first: somebody whose offer ends, then who has not finished."""


class Helped(NamedTuple):
    """A person as the list of tonight shows them."""

    card: str
    """Empty where the person has taken the case to another phone."""
    seat: int
    """0 for somebody whose card was taken off the table."""
    seat_before: int
    """The seat that the card had before that."""
    since: datetime
    place: Place
    until: datetime | None
    """When an offer ends."""
    paper: int | None
    """The number of the day of a paper."""


def people_tonight(app: App, account: Account, now: datetime) -> list[Helped]:
    """Return whom a helper helped this evening, the one to call first on top."""
    found = []
    for row in desk_cards.tonight(app.db, account.id, app.pack.id, now):
        until = row.until if row.waits in ("kept", "offered") else None
        place: Place = "missing"
        if row.booked:
            place = "booked"
        elif until:
            place = "waits"
        elif row.waits in ("waiting", "asked"):
            place = "asked"
        elif not row.seat and row.number is None:
            place = "left"
        card = row.id if people.channel_of(app.db, app.seal, row.person) == DESK.name else ""
        found.append(Helped(card, row.seat, row.seat_before, row.agreed, place, until, row.number))
    return sorted(found, key=lambda one: (ORDER.index(one.place), one.until or one.since))
