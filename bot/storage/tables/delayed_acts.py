"""Acts of the desk that wait for two minutes, so that a slip can be undone: an appointment or seats to give back."""

from datetime import UTC, datetime
from typing import NamedTuple

from bot.storage.database import Connection, Row


class DelayedAct(NamedTuple):
    """An appointment that will be given back, or some of its seats."""

    booking: int
    person: str
    staff: int
    name: str
    """The name of the account that asked for it."""
    reason: str
    due: datetime
    people: int
    """How many people still come; 0 gives back the whole appointment."""


def add(db: Connection, booking: int, staff: int, reason: str, due: datetime, people: int = 0) -> bool:
    """Note an act; a booking has one at most: return False if another one waits."""
    added = db.execute(
        "INSERT INTO delayed_act (booking, staff, reason, due, people) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (booking, staff, reason, due.astimezone(UTC).isoformat(), people),
    )
    return added.rowcount == 1


def find(db: Connection, booking: int) -> DelayedAct | None:
    """Return the act about a booking, if one waits."""
    row = db.execute(f"{_SELECT} WHERE booking = :booking", {"booking": booking}).fetchone()
    return _act(row) if row else None


def listing(db: Connection, pack: str) -> list[DelayedAct]:
    """Return the acts of a pack that wait, the first one that is due first."""
    rows = db.execute(f"{_SELECT} WHERE booking.pack = :pack ORDER BY due, booking", {"pack": pack})
    return [_act(row) for row in rows]


def delete(db: Connection, booking: int) -> None:
    """Delete an act that was undone or carried out; one whose booking has gone is gone with it."""
    db.execute("DELETE FROM delayed_act WHERE booking = :booking", {"booking": booking})


def delete_of(db: Connection, person: str) -> None:
    """Delete the acts that wait about a person."""
    about = "SELECT id FROM booking WHERE person = :person"
    db.execute(f"DELETE FROM delayed_act WHERE booking IN ({about})", {"person": person})


_SELECT = """SELECT delayed_act.*, person, name FROM delayed_act
JOIN booking ON booking.id = booking JOIN staff ON staff.id = staff"""


def _act(row: Row) -> DelayedAct:
    due = datetime.fromisoformat(row["due"])
    return DelayedAct(row["booking"], row["person"], row["staff"], row["name"], row["reason"], due, row["people"])
