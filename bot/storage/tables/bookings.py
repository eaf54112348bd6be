"""Bookings: who holds seats in which slot, with the code and the request sealed."""

from datetime import datetime
from typing import NamedTuple

from bot.core.booking.slot import Booking, BookingRecord, SeatRequest, Slot
from bot.storage.database import Connection, Row, next_id
from bot.storage.keys.sealing import Seal
from bot.storage.tables.sealed_bookings import body_of, booking_of, unsealed
from bot.storage.tables.slots import utc


class BookingOfCode(NamedTuple):
    """The booking with a code, also a past one, in any pack; `starts_at` is in UTC."""

    person: str
    pack: str
    site: str
    starts_at: datetime
    seats: int
    state: str


class CodeStatus(NamedTuple):
    """Whether a booking has a code in a pack, and its sequence if it is current (-1: past, or no booking)."""

    known: bool
    sequence: int


class ReadableBooking(NamedTuple):
    """What can be read of a current booking without a key."""

    slot: int
    seats: int


class BookingRow(NamedTuple):
    """A booking as staff see it, without anything about people; `starts_at` is in UTC."""

    id: int
    site: str
    starts_at: datetime
    seats: int
    state: str
    moved: int
    """How often it was moved to another slot."""


def of(db: Connection, seal: Seal, person: str, pack: str, state: str = "booked") -> Booking | None:
    """Return the booking that a person holds now, or their last one that is "past"; None if there is no booking."""
    row = db.execute(
        """SELECT booking.id, booking.body, seats, sequence, slots.id AS slot, site, starts_at
           FROM booking JOIN slots ON slots.id = booking.slot
           WHERE person = :person AND booking.pack = :pack AND state = :state ORDER BY starts_at DESC""",
        {"person": person, "pack": pack, "state": state},
    ).fetchone()
    return booking_of(seal, person, row) if row else None


def holder(db: Connection, pack: str, code_hash: str) -> str | None:
    """Return the person whose booking has the code with this keyed hash, or None."""
    row = db.execute(
        "SELECT person FROM booking WHERE code_hash = :hash AND pack = :pack", {"hash": code_hash, "pack": pack}
    ).fetchone()
    return row["person"] if row else None


def all_of(db: Connection, seal: Seal, person: str, pack: str) -> tuple[BookingRecord, ...]:
    """Return every booking of a person in a pack, past ones too, earliest first."""
    rows = db.execute(
        """SELECT booking.id, booking.body, seats, sequence, state, booked_at, reminded, slots.id AS slot, site,
           starts_at FROM booking JOIN slots ON slots.id = booking.slot
           WHERE person = :person AND booking.pack = :pack ORDER BY starts_at""",
        {"person": person, "pack": pack},
    )
    return tuple(_record(seal, person, row) for row in rows)


def _record(seal: Seal, person: str, row: Row) -> BookingRecord:
    made = datetime.fromisoformat(row["booked_at"])
    return BookingRecord(
        booking_of(seal, person, row), made, past=row["state"] == "past", reminded=bool(row["reminded"])
    )


def packs_of(db: Connection, person: str) -> list[str]:
    """Return the packs in which a person holds a booking now."""
    rows = db.execute(
        "SELECT DISTINCT pack FROM booking WHERE person = :person AND state = 'booked'", {"person": person}
    )
    return [row["pack"] for row in rows]


def add(
    db: Connection,
    seal: Seal,
    person: str,
    pack: str,
    slot: Slot,
    request: SeatRequest,
    code: str,
    now: datetime,
    sequence: int = 0,
) -> Booking | None:
    """Save a booking whose seats were taken, and return it; None if its code is in use."""
    id = next_id(db, "booking")
    added = db.execute(
        """INSERT INTO booking (id, person, pack, slot, seats, sequence, booked_at, code_hash, body)
           VALUES (:id, :person, :pack, :slot, :seats, :sequence, :at, :code_hash, :body)
           ON CONFLICT (code_hash) DO NOTHING""",
        {
            "id": id,
            "person": person,
            "pack": pack,
            "slot": slot.id,
            "seats": request.seats,
            "sequence": sequence,
            "at": now.isoformat(),
            "code_hash": seal.hash("code", code),
            "body": body_of(seal, person, id, request, code),
        },
    )
    return Booking(id, slot, request, code, sequence) if added.rowcount == 1 else None


def delete(db: Connection, booking: int) -> None:
    """Delete a booking whose seats were given back."""
    db.execute("DELETE FROM booking WHERE id = :id", {"id": booking})


def change(
    db: Connection, seal: Seal, booking: Booking, person: str, request: SeatRequest, booked_at: datetime | None = None
) -> None:
    """Store what a booking takes from now on, and who holds it; `booked_at` is given if it takes more than before."""
    db.execute(
        """UPDATE booking SET person = :person, seats = :seats, body = :body, booked_at = coalesce(:at, booked_at)
           WHERE id = :id""",
        {
            "id": booking.id,
            "at": booked_at and booked_at.isoformat(),
            "person": person,
            "seats": request.seats,
            "body": body_of(seal, person, booking.id, request, booking.code, told=booking.told),
        },
    )


def close_past(db: Connection, pack: str, before: datetime) -> int:
    """Mark the bookings whose slot began before a moment as past; return how many were marked."""
    closed = db.execute(
        """UPDATE booking SET state = 'past' WHERE pack = :pack AND state = 'booked'
           AND slot IN (SELECT id FROM slots WHERE starts_at < :before)""",
        {"pack": pack, "before": utc(before)},
    )
    return closed.rowcount


def ended(db: Connection, pack: str, before: datetime) -> list[str]:
    """Return people whose last booking in a pack began before a moment."""
    rows = db.execute(
        """SELECT DISTINCT person FROM booking
           WHERE slot IN (SELECT id FROM slots WHERE pack = :pack AND starts_at < :before)
           AND NOT EXISTS (SELECT 1 FROM booking AS later JOIN slots ON slots.id = later.slot
                           WHERE later.person = booking.person AND later.pack = :pack AND starts_at >= :before)""",
        {"pack": pack, "before": utc(before)},
    )
    return [row["person"] for row in rows]


def delete_past(db: Connection, pack: str, before: datetime) -> int:
    """Delete the bookings of a pack that began before a moment; their seats stay counted.

    Call it after people whose last booking is that old were erased: it then affects only people with a later booking.
    """
    return db.execute(
        """DELETE FROM booking WHERE pack = :pack AND slot IN (SELECT id FROM slots WHERE starts_at < :before)""",
        {"pack": pack, "before": utc(before)},
    ).rowcount


def by_code(db: Connection, seal: Seal, code: str) -> BookingOfCode | None:
    """Return the booking with a code, or None."""
    row = db.execute(
        """SELECT person, booking.pack, site, starts_at, seats, state FROM booking
           JOIN slots ON slots.id = booking.slot WHERE code_hash = :hash""",
        {"hash": seal.hash("code", code)},
    ).fetchone()
    if row is None:
        return None
    starts_at = datetime.fromisoformat(row["starts_at"])
    return BookingOfCode(row["person"], row["pack"], row["site"], starts_at, row["seats"], row["state"])


def code_status(db: Connection, seal: Seal, pack: str, code: str) -> CodeStatus:
    """Return whether a booking has this code in a pack, and its sequence if it is current.

    The query returns one row in every case, so that every answer takes the same time.
    """
    row = db.execute(
        """SELECT count(*) AS known, coalesce(max(CASE state WHEN 'booked' THEN sequence END), -1) AS sequence
           FROM booking WHERE code_hash = :hash AND pack = :pack""",
        {"hash": seal.hash("code", code), "pack": pack},
    ).fetchone()
    return CodeStatus(bool(row["known"]), row["sequence"])


def readable_without_key(db: Connection, person: str) -> list[ReadableBooking]:
    """Return what can be read without a key about the current bookings of a person."""
    rows = db.execute("SELECT slot, seats FROM booking WHERE person = :person AND state = 'booked'", {"person": person})
    return [ReadableBooking(row["slot"], row["seats"]) for row in rows]


def rehash(db: Connection, seal: Seal) -> None:
    """Write the hash of every code again with the current look-up key, except for people without a key."""
    for row in db.execute("SELECT id, person, seats, body FROM booking").fetchall():
        if not seal.keys.has_key(row["person"]):
            continue
        _, code, _ = unsealed(seal, row["person"], row)
        db.execute("UPDATE booking SET code_hash = ? WHERE id = ?", (seal.hash("code", code), row["id"]))


def listing(db: Connection, pack: str) -> list[BookingRow]:
    """Return the bookings of a pack without anything about people."""
    rows = db.execute(
        """SELECT booking.id, site, starts_at, seats, state, sequence AS moved FROM booking
           JOIN slots ON slots.id = booking.slot WHERE booking.pack = :pack ORDER BY starts_at, site, booking.id""",
        {"pack": pack},
    )
    return [
        BookingRow(
            id=row["id"],
            site=row["site"],
            starts_at=datetime.fromisoformat(row["starts_at"]),
            seats=row["seats"],
            state=row["state"],
            moved=row["moved"],
        )
        for row in rows
    ]
