"""Bookings: who holds seats in which slot, with the code and the wish sealed."""

from dataclasses import asdict
from datetime import datetime

from bot.core.booking import Booking, Slot
from bot.core.events import Wish
from bot.storage.database import Connection
from bot.storage.seal import Seal
from bot.storage.slots import utc


def of(db: Connection, seal: Seal, person: str, pack: str) -> tuple[Booking, Wish] | None:
    """The booking that a person holds now, and what it took."""
    row = db.execute(
        """SELECT booking.id, booking.body, seats, sequence, slots.id AS slot, site, starts_at
           FROM booking JOIN slots ON slots.id = booking.slot
           WHERE person = :person AND booking.pack = :pack AND state = 'booked'""",
        {"person": person, "pack": pack},
    ).fetchone()
    if row is None:
        return None
    body = seal.unseal(person, f"booking:{pack}", row["body"])
    wish = Wish(row["seats"], body["people"], body["needs"], tuple(body["limits"]))
    slot = Slot(row["slot"], row["site"], datetime.fromisoformat(row["starts_at"]))
    return Booking(row["id"], slot, row["seats"], body["people"], body["code"], row["sequence"]), wish


def packs_of(db: Connection, person: str) -> list[str]:
    """The packs in which a person holds a booking now."""
    rows = db.execute(
        "SELECT DISTINCT pack FROM booking WHERE person = :person AND state = 'booked'", {"person": person}
    )
    return [row["pack"] for row in rows]


def add(
    db: Connection,
    seal: Seal,
    person: str,
    pack: str,
    slot: int,
    wish: Wish,
    code: str,
    now: datetime,
    sequence: int = 0,
) -> bool:
    """Write down a booking whose seats have been taken; False if its code is in use."""
    added = db.execute(
        """INSERT INTO booking (person, pack, slot, seats, sequence, booked_at, code_hash, body)
           VALUES (:person, :pack, :slot, :seats, :sequence, :at, :code_hash, :body)
           ON CONFLICT (code_hash) DO NOTHING""",
        {
            "person": person,
            "pack": pack,
            "slot": slot,
            "seats": wish.seats,
            "sequence": sequence,
            "at": now.isoformat(),
            "code_hash": seal.hash("code", code),
            "body": _body(seal, person, pack, wish, code),
        },
    )
    return added.rowcount == 1


def remove(db: Connection, booking: int) -> None:
    """Forget a booking whose seats have been given back."""
    db.execute("DELETE FROM booking WHERE id = :id", {"id": booking})


def hand_over(db: Connection, seal: Seal, booking: Booking, person: str, pack: str, wish: Wish) -> None:
    """Leave a booking, with its code, to another person and for another number of people."""
    db.execute(
        "UPDATE booking SET person = :person, seats = :seats, body = :body WHERE id = :id",
        {
            "id": booking.id,
            "person": person,
            "seats": wish.seats,
            "body": _body(seal, person, pack, wish, booking.code),
        },
    )


def to_remind(db: Connection, pack: str, earliest: datetime, latest: datetime) -> list[str]:
    """People with a booking between two moments who have not been reminded of it; from now on they have."""
    rows = db.execute(
        """UPDATE booking SET reminded = 1 WHERE pack = :pack AND state = 'booked' AND reminded = 0
           AND slot IN (SELECT id FROM slots WHERE starts_at BETWEEN :earliest AND :latest) RETURNING person""",
        {"pack": pack, "earliest": utc(earliest), "latest": utc(latest)},
    )
    return sorted(row["person"] for row in rows)


def close_past(db: Connection, pack: str, before: datetime) -> int:
    """Bookings whose slot began before a moment are past; gives how many became so."""
    closed = db.execute(
        """UPDATE booking SET state = 'past' WHERE pack = :pack AND state = 'booked'
           AND slot IN (SELECT id FROM slots WHERE starts_at < :before)""",
        {"pack": pack, "before": utc(before)},
    )
    return closed.rowcount


def ended(db: Connection, pack: str, before: datetime) -> list[str]:
    """People whose last booking began before a moment."""
    rows = db.execute(
        """SELECT person FROM booking JOIN slots ON slots.id = booking.slot WHERE booking.pack = :pack
           GROUP BY person HAVING max(starts_at) < :before""",
        {"pack": pack, "before": utc(before)},
    )
    return [row["person"] for row in rows]


def listing(db: Connection, pack: str) -> list[dict[str, object]]:
    """The bookings of a pack without anything about people."""
    rows = db.execute(
        """SELECT booking.id, site, starts_at, seats, state, sequence AS moved FROM booking
           JOIN slots ON slots.id = booking.slot WHERE booking.pack = :pack ORDER BY starts_at, site, booking.id""",
        {"pack": pack},
    )
    return [dict(row) for row in rows]


def _body(seal: Seal, person: str, pack: str, wish: Wish, code: str) -> bytes:
    kept = {key: value for key, value in asdict(wish).items() if key != "seats"}
    return seal.seal(person, f"booking:{pack}", {**kept, "code": code})
