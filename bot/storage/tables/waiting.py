"""The waiting list: who asked to be told when a place opens, in which order, and which seats are kept for whom.

Kept seats are taken in the table of slots, so that nobody can book them; they are given back from here. The line for
the draws is in the same table (`requests`), and its seats on offer are held and given back in the same way.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from bot.core.booking.request import RequestState
from bot.core.booking.slot import SeatRequest, Slot
from bot.core.booking.waiting import KeptSeats, Waiting, WaitingState
from bot.core.language.data import Json, as_a, as_list, as_object
from bot.storage.database import Connection, Row, next_id
from bot.storage.keys.sealing import Seal
from bot.storage.tables import slots
from bot.storage.tables.sealed_bookings import request_of, request_to_data, requests_that_open

KEPT = timedelta(days=7)
"""How long a request is kept after its last day, so that the person can read that it has ended."""


class WaitingRow(NamedTuple):
    """What can be read of a request without a key; the order is that of asking, on paper too."""

    person: str
    state: WaitingState


def add(
    db: Connection, seal: Seal, person: str, pack: str, until: date, now: datetime, written: datetime | None = None
) -> None:
    """Add a request at the end of the list; a person who is on it keeps their place.

    One that was `written` on paper comes before the first that came after it. A request for the draws becomes one of
    the list, with its date and its code, and in its order.
    """
    id, since = next_id(db, "waiting"), written or now
    before = (
        "(SELECT min(id) FROM waiting WHERE pack = :pack AND kind = 'list' AND since > :since AND since <= :now)"
        if written
        else "NULL"
    )
    db.execute(
        f"""INSERT INTO waiting (id, person, pack, kind, since, until, state, body, before)
           VALUES (:id, :person, :pack, 'list', :since, :until, 'waiting', :body, {before})
           ON CONFLICT (person, pack) DO UPDATE SET kind = 'list', until = excluded.until, state = 'waiting',
           version = version + 1 WHERE kind = 'draw' AND slot IS NULL""",
        {
            "id": id,
            "person": person,
            "pack": pack,
            "since": since.isoformat(),
            "now": now.isoformat(),
            "until": until.isoformat(),
            "body": _body(seal, person, id, {}),
        },
    )


def leave(db: Connection, person: str, pack: str, state: RequestState, booked: int = 0) -> None:
    """End a request on the list; a date in the line for the draws stays, with its request in this state."""
    listed = {"person": person, "pack": pack}
    if db.execute(f"SELECT 1 {_LISTED} AND size > 0", listed).fetchone() is None:
        delete(db, person, pack, booked)
        return
    give_back(db, person, pack, state, booked)
    db.execute("UPDATE waiting SET kind = 'draw', until = NULL WHERE person = :person AND pack = :pack", listed)


_LISTED = "FROM waiting WHERE person = :person AND pack = :pack AND kind = 'list'"


def of(db: Connection, seal: Seal, person: str, pack: str) -> Waiting | None:
    """Return the request of a person in a pack; None if they do not wait there."""
    row = _row(db, person, pack)
    if row is None:
        return None
    body = _unsealed(seal, row)
    declined = tuple(as_a(int, slot) for slot in as_list(body.get("declined", [])))
    kept = _kept(row, as_object(body["request"])) if row["slot"] else None
    since = datetime.fromisoformat(row["since"]) if row["since"] else None
    return Waiting(row["state"], date.fromisoformat(row["until"]), kept, declined, since)


def _row(db: Connection, person: str, pack: str) -> Row | None:
    row: Row | None = db.execute(
        """SELECT waiting.*, site, starts_at FROM waiting LEFT JOIN slots ON slots.id = slot
           WHERE person = :person AND waiting.pack = :pack AND kind = 'list'""",
        {"person": person, "pack": pack},
    ).fetchone()
    return row


def _kept(row: Row, request: Mapping[str, Json]) -> KeptSeats:
    slot = Slot(row["slot"], row["site"], datetime.fromisoformat(row["starts_at"]))
    return KeptSeats(slot, request_of(row["seats"], request), datetime.fromisoformat(row["kept_until"]))


def in_order(db: Connection, pack: str) -> list[WaitingRow]:
    """Return all requests of a pack in the order of asking."""
    rows = db.execute(
        """SELECT person, state FROM waiting WHERE pack = :pack AND kind = 'list'
           ORDER BY coalesce(before, id), before IS NULL, since, id""",
        {"pack": pack},
    )
    return [WaitingRow(row["person"], row["state"]) for row in rows]


class KeptRow(NamedTuple):
    """A place that is kept for somebody on the list, and until when."""

    person: str
    site: str
    until: datetime


def kept(db: Connection, pack: str) -> list[KeptRow]:
    """Return the places that are kept for people on the list of a pack, in the order in which they lapse."""
    rows = db.execute(
        """SELECT person, site, kept_until FROM waiting JOIN slots ON slots.id = slot
           WHERE waiting.pack = :pack AND kind = 'list' AND state = 'kept' ORDER BY kept_until, waiting.id""",
        {"pack": pack},
    )
    return [KeptRow(row["person"], row["site"], datetime.fromisoformat(row["kept_until"])) for row in rows]


def keep(db: Connection, seal: Seal, person: str, pack: str, kept: KeptSeats) -> None:
    """Keep seats, which were taken in the table of slots, for a person who waits."""
    row = _row(db, person, pack)
    assert row is not None
    body = {**_unsealed(seal, row), "request": request_to_data(kept.request)}
    db.execute(
        """UPDATE waiting SET state = 'kept', slot = :slot, seats = :seats, kept_until = :until, body = :body
           WHERE id = :id""",
        {
            "id": row["id"],
            "slot": kept.slot.id,
            "seats": kept.request.seats,
            "until": kept.until.isoformat(),
            "body": _body(seal, person, row["id"], body),
        },
    )


def give_back(db: Connection, person: str, pack: str, state: WaitingState | RequestState, booked: int = 0) -> None:
    """Give back the seats that are kept for a person or on offer, if any; the request stays, in this state.

    Those in the slot with the id `booked` stay taken: they are part of a booking now.
    """
    for slot, seats in db.execute(
        "SELECT slot, seats FROM waiting WHERE person = :person AND pack = :pack AND slot <> :booked",
        {"person": person, "pack": pack, "booked": booked},
    ).fetchall():
        slots.give_back(db, slot, seats)
    db.execute(
        """UPDATE waiting SET state = :state, version = version + 1, slot = NULL, seats = 0, kept_until = NULL,
           unread_until = NULL WHERE person = :person AND pack = :pack""",
        {"person": person, "pack": pack, "state": state},
    )


def decline(db: Connection, seal: Seal, person: str, pack: str) -> None:
    """Give back the seats that are kept for a person, and do not offer this slot again; they wait on in their place."""
    row = _row(db, person, pack)
    if row is None or row["slot"] is None:
        return
    known = _unsealed(seal, row)
    declined = [*as_list(known.get("declined", [])), row["slot"]]
    give_back(db, person, pack, "waiting")
    body = _body(seal, person, row["id"], {**known, "declined": declined})
    db.execute("UPDATE waiting SET body = :body WHERE id = :id", {"id": row["id"], "body": body})


def delete(db: Connection, person: str, pack: str, booked: int = 0) -> None:
    """Delete the request of a person in a pack, and give back the seats that are kept for it.

    Those in the slot with the id `booked` stay taken: they are part of a booking now.
    """
    kept = db.execute(
        "DELETE FROM waiting WHERE person = :person AND pack = :pack RETURNING slot, seats",
        {"person": person, "pack": pack},
    ).fetchone()
    if kept and kept["slot"] and kept["slot"] != booked:
        slots.give_back(db, kept["slot"], kept["seats"])


def delete_all(db: Connection, person: str) -> None:
    """Delete the requests of a person in every pack, and give back the seats; it needs no key."""
    for row in db.execute("SELECT pack FROM waiting WHERE person = :person", {"person": person}).fetchall():
        delete(db, person, row["pack"])


def prune(db: Connection, today: date) -> None:
    """Delete the requests, in every pack, that ended longer ago than they are kept."""
    over = {"before": (today - KEPT).isoformat()}
    for row in db.execute("SELECT person, pack FROM waiting WHERE until < :before", over).fetchall():
        leave(db, row["person"], row["pack"], "withdrawn")


def requests_in_slot(db: Connection, seal: Seal, slot: int, but: str = "") -> list[SeatRequest]:
    """Return the request of everybody `but` one person for whom seats of a slot are kept.

    Raises KeyGoneError if a person has no key.
    """
    rows = db.execute("SELECT * FROM waiting WHERE slot = :slot AND person <> :but", {"slot": slot, "but": but})
    return _requests(seal, rows)


def requests_on_day(db: Connection, seal: Seal, pack: str, day: str, but: str = "") -> list[SeatRequest]:
    """Return the request of everybody `but` one person for whom seats of a day are kept.

    Raises KeyGoneError if a person has no key.
    """
    rows = db.execute(
        """SELECT waiting.* FROM waiting JOIN slots ON slots.id = slot
           WHERE slots.pack = :pack AND day = :day AND person <> :but""",
        {"pack": pack, "day": day, "but": but},
    )
    return _requests(seal, rows)


def _requests(seal: Seal, rows: Iterable[Row]) -> list[SeatRequest]:
    return requests_that_open(rows, lambda row: request_of(row["seats"], as_object(_unsealed(seal, row)["request"])))


def _body(seal: Seal, person: str, id: int, body: Mapping[str, Json]) -> bytes:
    return seal.seal(person, "waiting.body", id, dict(body))


def _unsealed(seal: Seal, row: Row) -> dict[str, Json]:
    return as_object(seal.unseal(row["person"], "waiting.body", row["id"], row["body"]))
