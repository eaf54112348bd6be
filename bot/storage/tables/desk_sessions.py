"""Sessions at the desk: found by a keyed hash of what the cookie holds, so that the table opens no session."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from bot.storage.database import Connection, Row
from bot.storage.keys.sealing import Seal
from bot.storage.tables import staff
from bot.storage.tables.staff import Account

LIFE = timedelta(hours=12)
"""How long a session lasts, however much it is used: one evening."""
UNUSED = timedelta(minutes=30)
"""After so long without use a session is locked."""
MOST_WRONG = 5
"""Wrong short numbers after which a session ends."""


class Session(NamedTuple):
    """A session that has not ended."""

    id: str
    """The hash under which it is kept; it opens nothing."""
    account: Account
    made: datetime
    locked: bool


def begin(db: Connection, seal: Seal, token: str, account: int, number: str, now: datetime) -> None:
    """Add a session; `token` is what its cookie holds, and `number` what opens its lock."""
    id = _hash(seal, token)
    db.execute(
        "INSERT INTO desk_session (hash, staff, made, used, number_hash) VALUES (:id, :staff, :now, :now, :number)",
        {"id": id, "staff": account, "now": _utc(now), "number": _number(seal, id, number)},
    )


def find(db: Connection, seal: Seal, token: str, now: datetime) -> Session | None:
    """Return the session of a cookie, if it has not ended."""
    row = db.execute(f"{_SELECT} WHERE hash = :id", {"id": _hash(seal, token)}).fetchone()
    session = _session(row, now) if row else None
    return session if session and abs(now - session.made) < LIFE else None


def everyone(db: Connection, now: datetime) -> list[Session]:
    """Return all sessions that have not ended, the oldest first."""
    found = [_session(row, now) for row in db.execute(f"{_SELECT} ORDER BY made, hash")]
    return [session for session in found if abs(now - session.made) < LIFE]


def use(db: Connection, id: str, now: datetime) -> None:
    """Note that a session is used."""
    db.execute("UPDATE desk_session SET used = :now WHERE hash = :id", {"now": _utc(now), "id": id})


def lock(db: Connection, id: str) -> None:
    """Lock a session."""
    db.execute("UPDATE desk_session SET locked = 1 WHERE hash = :id", {"id": id})


def unlock(db: Connection, seal: Seal, id: str, number: str, now: datetime) -> bool:
    """Open a locked session if this is its number; a wrong one is counted, and the last one ends the session."""
    opened = db.execute(
        "UPDATE desk_session SET locked = 0, wrong = 0, used = :now WHERE hash = :id AND number_hash = :number",
        {"now": _utc(now), "id": id, "number": _number(seal, id, number)},
    )
    if opened.rowcount:
        return True
    db.execute("UPDATE desk_session SET locked = 1, wrong = wrong + 1 WHERE hash = :id", {"id": id})
    db.execute("DELETE FROM desk_session WHERE hash = :id AND wrong >= :most", {"id": id, "most": MOST_WRONG})
    return False


def end(db: Connection, id: str) -> None:
    """End one session."""
    db.execute("DELETE FROM desk_session WHERE hash = :id", {"id": id})


def end_of(db: Connection, account: int) -> int:
    """End all sessions of an account; return how many."""
    return db.execute("DELETE FROM desk_session WHERE staff = :staff", {"staff": account}).rowcount


def end_all(db: Connection) -> int:
    """End all sessions; return how many."""
    return db.execute("DELETE FROM desk_session").rowcount


def prune(db: Connection, now: datetime) -> None:
    """Delete the sessions that ended by their age."""
    db.execute("DELETE FROM desk_session WHERE made < :before", {"before": _utc(now - LIFE)})


_SELECT = "SELECT * FROM desk_session JOIN staff ON staff.id = desk_session.staff"


def _session(row: Row, now: datetime) -> Session:
    unused = abs(now - datetime.fromisoformat(row["used"])) >= UNUSED
    return Session(
        row["hash"], staff.read_row(row), datetime.fromisoformat(row["made"]), locked=bool(row["locked"]) or unused
    )


def _hash(seal: Seal, token: str) -> str:
    return seal.hash("desk session", token)


def _number(seal: Seal, id: str, number: str) -> str:
    return seal.hash("desk number", f"{id}:{number}")


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
