"""The table of slots: which seats exist, and the only way to take them."""

from datetime import datetime
from typing import NamedTuple

from bot.core.booking.slot import Refusal, Slot, SlotClosed, TooFewSeats, local
from bot.core.conversation.effects import FindSlots
from bot.core.programme.pack import Site
from bot.storage.database import Connection


class SlotRow(NamedTuple):
    """A slot as staff see it; `starts_at` is in UTC, `day` is a day by the clock of the site."""

    site: str
    day: str
    starts_at: datetime
    capacity: int
    taken: int
    open: bool


class Seats(NamedTuple):
    """The seats of a slot, and how many of them are taken."""

    capacity: int
    taken: int


class ChangedSlots(NamedTuple):
    """The number of slots that were opened or closed, and of seats booked in them."""

    slots: int
    booked: int


def utc(moment: datetime) -> str:
    """Format a moment in UTC as the table stores it: text order is time order."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def ensure_slot(db: Connection, pack: str, site: Site, starts_at: datetime, capacity: int) -> int:
    """Make sure that a slot exists with this capacity; return its id.

    A slot does not change if its capacity was set by hand, or if more seats than the new capacity are taken.
    """
    day = local(starts_at, site).date().isoformat()
    values = {"pack": pack, "site": site.id, "starts_at": utc(starts_at), "day": day, "capacity": capacity}
    db.execute(
        """INSERT INTO slots (pack, site, starts_at, day, capacity, open)
           VALUES (:pack, :site, :starts_at, :day, :capacity,
                   NOT EXISTS (SELECT 1 FROM closed_site WHERE pack = :pack AND site = :site))
           ON CONFLICT (pack, site, starts_at) DO UPDATE SET capacity = excluded.capacity
           WHERE by_hand = 0 AND capacity <> excluded.capacity AND taken <= excluded.capacity""",
        values,
    )
    row = db.execute(
        "SELECT id FROM slots WHERE pack = :pack AND site = :site AND starts_at = :starts_at", values
    ).fetchone()
    return int(row["id"])


def find(db: Connection, pack: str, asked: FindSlots) -> tuple[Slot, ...]:
    """Return open slots with enough seats for a request, earliest first."""
    names = {f"site{n}": site for n, site in enumerate(asked.sites)}
    rows = db.execute(
        f"""SELECT id, site, starts_at, capacity - taken AS room FROM slots
            WHERE pack = :pack AND open = 1 AND taken + :seats <= capacity
            AND site IN ({", ".join(":" + name for name in names)})
            AND starts_at BETWEEN :earliest AND :latest ORDER BY starts_at, site""",
        {
            "pack": pack,
            "seats": asked.request.seats,
            "earliest": utc(asked.earliest),
            "latest": utc(asked.latest),
            **names,
        },
    )
    return tuple(Slot(row["id"], row["site"], datetime.fromisoformat(row["starts_at"]), row["room"]) for row in rows)


def most_room(db: Connection, pack: str, asked: FindSlots) -> int | None:
    """Return the most seats that one open slot has left, at these sites and times; None if there is no open slot."""
    names = {f"site{n}": site for n, site in enumerate(asked.sites)}
    row = db.execute(
        f"""SELECT max(capacity - taken) AS room FROM slots WHERE pack = :pack AND open = 1
            AND site IN ({", ".join(":" + name for name in names)}) AND starts_at BETWEEN :earliest AND :latest""",
        {"pack": pack, "earliest": utc(asked.earliest), "latest": utc(asked.latest), **names},
    ).fetchone()
    return None if row["room"] is None else int(row["room"])


def at(db: Connection, pack: str, site: str, starts_at: datetime) -> Slot | None:
    """Return the open slot at a site and moment, or None."""
    row = db.execute(
        "SELECT id FROM slots WHERE pack = :pack AND site = :site AND starts_at = :starts_at AND open = 1",
        {"pack": pack, "site": site, "starts_at": utc(starts_at)},
    ).fetchone()
    return Slot(row["id"], site, starts_at) if row else None


def take(db: Connection, slot: int, seats: int) -> Refusal | None:
    """Take seats, or return why there are too few.

    It is one guarded UPDATE with a CHECK constraint: two people can never both take the last seat.
    """
    assert db.in_transaction, "a transaction is needed, to give seats back when something else is missing"
    taken = db.execute(
        "UPDATE slots SET taken = taken + :seats WHERE id = :slot AND open = 1 AND taken + :seats <= capacity",
        {"slot": slot, "seats": seats},
    )
    return None if taken.rowcount == 1 else _why_no_seat(db, slot)


def _why_no_seat(db: Connection, slot: int) -> Refusal:
    row = db.execute(
        "SELECT capacity - taken AS room FROM slots WHERE id = :slot AND open = 1", {"slot": slot}
    ).fetchone()
    return TooFewSeats(int(row["room"])) if row else SlotClosed()


def give_back(db: Connection, slot: int, seats: int) -> None:
    """Give back the seats that `take` took."""
    db.execute("UPDATE slots SET taken = taken - :seats WHERE id = :slot", {"slot": slot, "seats": seats})


def listing(db: Connection, pack: str, *, site: str = "", day: str = "") -> list[SlotRow]:
    """Return the slots of a pack; only of one site or one day (by the site's clock), if given."""
    rows = db.execute(
        f"""SELECT site, day, starts_at, capacity, taken, open FROM slots WHERE {_CHOSEN} ORDER BY starts_at, site""",
        {"pack": pack, "site": site, "day": day},
    )
    return [
        SlotRow(
            site=row["site"],
            day=row["day"],
            starts_at=datetime.fromisoformat(row["starts_at"]),
            capacity=row["capacity"],
            taken=row["taken"],
            open=bool(row["open"]),
        )
        for row in rows
    ]


_CHOSEN = "pack = :pack AND (:site = '' OR site = :site) AND (:day = '' OR day = :day)"


def set_open(db: Connection, pack: str, open: bool, *, site: str = "", day: str = "") -> ChangedSlots:
    """Open slots to new bookings, or close them.

    Booked seats stay booked. A site closed without a day stays closed on all coming days, until it is opened again.
    """
    if site and not day:
        change = "DELETE FROM closed_site WHERE pack = :pack AND site = :site"
        if not open:
            change = "INSERT INTO closed_site (pack, site) VALUES (:pack, :site) ON CONFLICT DO NOTHING"
        db.execute(change, {"pack": pack, "site": site})
    rows = db.execute(
        f"UPDATE slots SET open = :open WHERE {_CHOSEN} RETURNING taken",
        {"pack": pack, "open": int(open), "site": site, "day": day},
    ).fetchall()
    return ChangedSlots(len(rows), sum(row["taken"] for row in rows))


def seats(db: Connection, pack: str, site: str, starts_at: datetime) -> Seats | None:
    """Return the seats of a slot, also of a closed one; None if there is no slot."""
    row = db.execute(
        "SELECT capacity, taken FROM slots WHERE pack = :pack AND site = :site AND starts_at = :starts_at",
        {"pack": pack, "site": site, "starts_at": utc(starts_at)},
    ).fetchone()
    return Seats(row["capacity"], row["taken"]) if row else None


def set_capacity(db: Connection, pack: str, site: Site, starts_at: datetime, capacity: int) -> bool:
    """Set the seats of a slot by hand, and create the slot if it is new; return False if more seats are taken."""
    id = ensure_slot(db, pack, site, starts_at, capacity)
    changed = db.execute(
        "UPDATE slots SET capacity = :capacity, by_hand = 1 WHERE id = :id AND taken <= :capacity",
        {"id": id, "capacity": capacity},
    )
    return changed.rowcount == 1
