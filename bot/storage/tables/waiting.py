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
    """What can be read of a request without a key; the order is that of asking."""

    person: str
    state: WaitingState


def add(db: Connection, seal: Seal, person: str, pack: str, until: date) -> None:
    """Add a request at the end of the list; a person who is on it keeps their place.

    A request for a draw ends: a pack has the one or the other.
    """
    db.execute(
        "DELETE FROM waiting WHERE person = :person AND pack = :pack AND kind = 'draw' AND slot IS NULL",
        {"person": person, "pack": pack},
    )
    id = next_id(db, "waiting")
    db.execute(
        """INSERT INTO waiting (id, person, pack, kind, until, state, body)
           VALUES (:id, :person, :pack, 'list', :until, 'waiting', :body)
           ON CONFLICT (person, pack) DO NOTHING""",
        {"id": id, "person": person, "pack": pack, "until": until.isoformat(), "body": _body(seal, person, id, {})},
    )


def of(db: Connection, seal: Seal, person: str, pack: str) -> Waiting | None:
    """Return the request of a person in a pack; None if they do not wait there."""
    row = _row(db, person, pack)
    if row is None:
        return None
    body = _unsealed(seal, row)
    declined = tuple(as_a(int, slot) for slot in as_list(body.get("declined", [])))
    kept = _kept(row, as_object(body["request"])) if row["slot"] else None
    return Waiting(row["state"], date.fromisoformat(row["until"]), kept, declined)


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
        "SELECT person, state FROM waiting WHERE pack = :pack AND kind = 'list' ORDER BY id", {"pack": pack}
    )
    return [WaitingRow(row["person"], row["state"]) for row in rows]


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


def give_back(db: Connection, person: str, pack: str, state: WaitingState | RequestState) -> None:
    """Give back the seats that are kept for a person or on offer, if any; the request stays, in this state."""
    for slot, seats in db.execute(
        "SELECT slot, seats FROM waiting WHERE person = :person AND pack = :pack AND slot IS NOT NULL",
        {"person": person, "pack": pack},
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
    declined = [*as_list(_unsealed(seal, row).get("declined", [])), row["slot"]]
    give_back(db, person, pack, "waiting")
    body = _body(seal, person, row["id"], {"declined": declined})
    db.execute("UPDATE waiting SET body = :body WHERE id = :id", {"id": row["id"], "body": body})


def delete(db: Connection, person: str, pack: str) -> None:
    """Delete the request of a person in a pack, and give back the seats that are kept for it."""
    kept = db.execute(
        "DELETE FROM waiting WHERE person = :person AND pack = :pack RETURNING slot, seats",
        {"person": person, "pack": pack},
    ).fetchone()
    if kept and kept["slot"]:
        slots.give_back(db, kept["slot"], kept["seats"])


def delete_all(db: Connection, person: str) -> None:
    """Delete the requests of a person in every pack, and give back the seats; it needs no key."""
    for row in db.execute("SELECT pack FROM waiting WHERE person = :person", {"person": person}).fetchall():
        delete(db, person, row["pack"])


def prune(db: Connection, today: date) -> None:
    """Delete the requests, in every pack, that ended longer ago than they are kept."""
    over = {"before": (today - KEPT).isoformat()}
    for row in db.execute("SELECT person, pack FROM waiting WHERE until < :before", over).fetchall():
        delete(db, row["person"], row["pack"])


def requests_in_slot(db: Connection, seal: Seal, slot: int) -> list[SeatRequest]:
    """Return the request of everybody for whom seats of a slot are kept; raise KeyGoneError if a person has no key."""
    return _requests(seal, db.execute("SELECT * FROM waiting WHERE slot = :slot", {"slot": slot}))


def requests_on_day(db: Connection, seal: Seal, pack: str, day: str) -> list[SeatRequest]:
    """Return the request of everybody for whom seats of a day are kept; raise KeyGoneError if a person has no key."""
    rows = db.execute(
        """SELECT waiting.* FROM waiting JOIN slots ON slots.id = slot WHERE slots.pack = :pack AND day = :day""",
        {"pack": pack, "day": day},
    )
    return _requests(seal, rows)


def _requests(seal: Seal, rows: Iterable[Row]) -> list[SeatRequest]:
    return requests_that_open(rows, lambda row: request_of(row["seats"], as_object(_unsealed(seal, row)["request"])))


def _body(seal: Seal, person: str, id: int, body: Mapping[str, Json]) -> bytes:
    return seal.seal(person, "waiting.body", id, dict(body))


def _unsealed(seal: Seal, row: Row) -> dict[str, Json]:
    return as_object(seal.unseal(row["person"], "waiting.body", row["id"], row["body"]))
