"""Who of the staff helps whom at a table, since the person agreed to it. The row goes with the person."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bot.storage.database import Connection, Row

EVENING = timedelta(hours=12)
"""How long a card stays on a table: one evening, as a session does."""
OFF = 0
"""The seat of a card that was taken off the table."""
KNOWN_AGAIN = "seat_before = CASE seat WHEN 0 THEN seat_before ELSE seat END"
"""How a card that leaves its seat is known again: by the look that it had there."""


class CardRow(NamedTuple):
    """A card of a person who has a case."""

    id: str
    person: str
    staff: int
    seat: int
    agreed: datetime
    number: int | None = None
    """The number of the day of the paper on which the person wrote their wish, if they did."""
    written: datetime | None = None
    """The time on that paper."""
    handed: str = ""
    """The mark of the slip that was handed over last; empty before."""


class TonightRow(NamedTuple):
    """A card of this evening, on the table or off it, with what its person holds or waits for."""

    id: str
    person: str
    seat: int
    seat_before: int
    """The seat that it had when it was taken off; 0 if it never was."""
    agreed: datetime
    booked: bool
    waits: str
    """The state of a request, or empty."""
    until: datetime | None
    number: int | None
    """The number of the day of a paper."""


class Count(NamedTuple):
    """How many cases a helper began or went on with, how many of them on paper, and how many have a booking."""

    name: str
    cases: int
    papers: int
    bookings: int


def add(db: Connection, card: CardRow) -> None:
    """Add the card of a person; one whom this helper has helped before gets the new one, with the paper of before."""
    values = _values(card)
    older = db.execute(
        "DELETE FROM desk_card WHERE person = :person AND staff = :staff RETURNING number, written", values
    ).fetchone()
    if older and older["written"]:
        values |= {"number": older["number"], "written": older["written"]}
    db.execute(
        """INSERT INTO desk_card (id, person, staff, seat, agreed, number, written)
           VALUES (:id, :person, :staff, :seat, :agreed, :number, :written)""",
        values,
    )


def find(db: Connection, id: str, staff: int) -> CardRow | None:
    """Return a card of this helper, unless the person has ended it."""
    row = db.execute(
        "SELECT * FROM desk_card WHERE id = :id AND staff = :staff AND removed = 0", {"id": id, "staff": staff}
    ).fetchone()
    return _read(row) if row else None


def on_table(db: Connection, staff: int, now: datetime) -> Iterator[CardRow]:
    """Yield the cards on the table of a helper, by seat."""
    rows = db.execute(
        "SELECT * FROM desk_card WHERE staff = :staff AND removed = 0 AND seat > 0 AND agreed > :since ORDER BY seat",
        {"staff": staff, "since": _utc(now - EVENING)},
    )
    return map(_read, rows.fetchall())


def take_seat(db: Connection, id: str, seat: int) -> None:
    """Put a card on a seat of the table, or take it off; the helper may find it again."""
    db.execute(f"UPDATE desk_card SET {KNOWN_AGAIN}, seat = :seat WHERE id = :id", {"id": id, "seat": seat})


def set_handed(db: Connection, id: str, mark: str) -> None:
    """Note which slip was handed over."""
    db.execute("UPDATE desk_card SET handed = :mark WHERE id = :id", {"id": id, "mark": mark})


def tonight(db: Connection, staff: int, pack: str, now: datetime) -> list[TonightRow]:
    """Return the cards of a helper of this evening, also those off the table, but none whose person ended the help."""
    rows = db.execute(
        """SELECT desk_card.id, desk_card.person AS person, seat, seat_before, agreed, number,
           coalesce(waiting.state, '') AS waits,
           coalesce(kept_until, unread_until) AS until,
           EXISTS (SELECT 1 FROM booking WHERE booking.person = desk_card.person AND booking.pack = :pack
                   AND booking.state = 'booked') AS booked
           FROM desk_card LEFT JOIN waiting ON waiting.person = desk_card.person AND waiting.pack = :pack
           WHERE staff = :staff AND removed = 0 AND agreed > :since""",
        {"staff": staff, "pack": pack, "since": _utc(now - EVENING)},
    )
    return [
        TonightRow(
            row["id"],
            row["person"],
            row["seat"],
            row["seat_before"],
            datetime.fromisoformat(row["agreed"]),
            bool(row["booked"]),
            row["waits"],
            datetime.fromisoformat(row["until"]) if row["until"] else None,
            row["number"],
        )
        for row in rows
    ]


def papers(db: Connection, since: datetime) -> dict[int, datetime]:
    """Return the time on each paper that was written since a moment and typed in, by its number of the day."""
    rows = db.execute("SELECT number, written FROM desk_card WHERE written >= :since", {"since": _utc(since)})
    return {row["number"]: datetime.fromisoformat(row["written"]) for row in rows}


def clear_table(db: Connection, staff: int | None = None) -> None:
    """Take all cards of a helper off the table, or those of everybody."""
    db.execute(f"UPDATE desk_card SET {KNOWN_AGAIN}, seat = 0 WHERE :staff IS NULL OR staff = :staff", {"staff": staff})


def remove(db: Connection, person: str) -> None:
    """End the help for a person: no helper finds the case any more. Only the count of the helpers stays."""
    db.execute("UPDATE desk_card SET seat = 0, removed = 1 WHERE person = :person", {"person": person})


def paper_of(db: Connection, person: str) -> tuple[int, datetime] | None:
    """Return the number of the day and the time of the paper on which a person wrote their wish, or None."""
    row = db.execute(
        "SELECT number, written FROM desk_card WHERE person = :person AND written IS NOT NULL ORDER BY written",
        {"person": person},
    ).fetchone()
    return (row["number"], datetime.fromisoformat(row["written"])) if row else None


def is_helped(db: Connection, person: str) -> bool:
    """Return whether a helper still finds the case of a person."""
    found = db.execute("SELECT 1 FROM desk_card WHERE person = :person AND removed = 0", {"person": person})
    return found.fetchone() is not None


def was_helped(db: Connection, person: str) -> bool:
    """Return whether a helper ever had the case of a person on a table."""
    return db.execute("SELECT 1 FROM desk_card WHERE person = :person", {"person": person}).fetchone() is not None


def counts(db: Connection) -> list[Count]:
    """Return the cases, papers and bookings of each helper who has any."""
    rows = db.execute(
        """SELECT staff.name AS name, count(*) AS cases, count(number) AS papers, sum(EXISTS (
               SELECT 1 FROM booking WHERE booking.person = desk_card.person AND booking.state = 'booked')) AS bookings
           FROM desk_card JOIN staff ON staff.id = desk_card.staff GROUP BY staff.id ORDER BY staff.name"""
    )
    return [Count(row["name"], row["cases"], row["papers"], row["bookings"]) for row in rows]


def _read(row: Row) -> CardRow:
    written = datetime.fromisoformat(row["written"]) if row["written"] else None
    agreed = datetime.fromisoformat(row["agreed"])
    return CardRow(row["id"], row["person"], row["staff"], row["seat"], agreed, row["number"], written, row["handed"])


def _values(card: CardRow) -> dict[str, str | int | None]:
    written = _utc(card.written) if card.written else None
    return {**card._asdict(), "agreed": _utc(card.agreed), "written": written}


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
