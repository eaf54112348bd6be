"""The table of slots as a draw sees it: what is free on whole days, and seats that move from one slot to another."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from bot.core.programme.site import Site
from bot.storage.database import Connection
from bot.storage.tables import slots
from bot.storage.tables.slots import utc


class DrawnSlot(NamedTuple):
    """An open slot: what is free in it, and how many seats draws have moved into it so far."""

    id: int
    starts_at: datetime
    free: int
    shift: int


def on_days(db: Connection, pack: str, site: str, first: date, last: date) -> dict[date, list[DrawnSlot]]:
    """Return the open slots of a site on some days, by day and in their order."""
    rows = db.execute(
        """SELECT id, day, starts_at, max(offered - taken, 0) AS free, shift FROM slots
           WHERE pack = :pack AND site = :site AND open = 1 AND offered > 0 AND day BETWEEN :first AND :last
           ORDER BY starts_at""",
        {"pack": pack, "site": site, "first": first.isoformat(), "last": last.isoformat()},
    )
    found: dict[date, list[DrawnSlot]] = {}
    for row in rows:
        slot = DrawnSlot(row["id"], datetime.fromisoformat(row["starts_at"]), row["free"], row["shift"])
        found.setdefault(date.fromisoformat(row["day"]), []).append(slot)
    return found


def over(db: Connection, pack: str, site: str, day: date) -> int:
    """Return how many seats of a day are taken beyond what its slots offer."""
    row = db.execute(
        "SELECT sum(max(taken - offered, 0)) AS over FROM slots WHERE pack = :pack AND site = :site AND day = :day",
        {"pack": pack, "site": site, "day": day.isoformat()},
    ).fetchone()
    return int(row["over"] or 0)


def shift(db: Connection, slot: int, seats: int) -> None:
    """Offer more seats in a slot, or fewer (below 0): a draw moves them, and the pack does not move them back."""
    db.execute(
        """UPDATE slots SET shift = shift + :seats, offered = offered + :seats, capacity = max(taken, offered + :seats)
           WHERE id = :id""",
        {"id": slot, "seats": seats},
    )


def shifts(db: Connection, pack: str) -> dict[int, int]:
    """Return how many seats draws have moved into each slot, or out of it (below 0); only of those with any."""
    rows = db.execute("SELECT id, shift FROM slots WHERE pack = :pack AND shift <> 0", {"pack": pack})
    return {row["id"]: row["shift"] for row in rows}


def add_day(db: Connection, pack: str, site: Site, hours: Iterable[tuple[datetime, int]]) -> None:
    """Create the slots of a day of a site with their seats; those that are there stay as they are."""
    for starts_at, seats in hours:
        there = db.execute(
            "SELECT 1 FROM slots WHERE pack = :pack AND site = :site AND starts_at = :at",
            {"pack": pack, "site": site.id, "at": utc(starts_at)},
        ).fetchone()
        if there is None:
            slots.add(db, pack, site, starts_at, seats)


def exist(db: Connection, pack: str, site: str, day: date) -> bool:
    """Return whether a site has slots on a day, open or closed."""
    row = db.execute(
        "SELECT 1 FROM slots WHERE pack = :pack AND site = :site AND day = :day LIMIT 1",
        {"pack": pack, "site": site, "day": day.isoformat()},
    ).fetchone()
    return row is not None


def is_open(db: Connection, slot: int) -> bool:
    """Return whether a slot is open and has seats on offer."""
    row = db.execute("SELECT open AND offered > 0 AS open FROM slots WHERE id = :id", {"id": slot}).fetchone()
    return bool(row["open"])
