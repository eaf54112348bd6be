"""The sealed part of a booking: its code, what it takes, and whether the person knows that it will not take place."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime

from bot.core.booking.slot import Booking, SeatRequest, Slot
from bot.core.language.data import Json, as_a, as_list, as_object
from bot.storage.database import Connection, Row
from bot.storage.keys.master_key import SealError
from bot.storage.keys.person_keys import KeyGoneError
from bot.storage.keys.sealing import Seal


def current(db: Connection, seal: Seal, pack: str, slot: int = 0) -> dict[int, Booking]:
    """Return the current bookings of a pack by id, of one slot if given; only those that open."""
    rows = db.execute(
        f"""SELECT booking.id, person, booking.body, seats, sequence, slots.id AS slot, site, starts_at
           FROM booking JOIN slots ON slots.id = booking.slot
           WHERE booking.pack = :pack AND state = 'booked' {"AND slot = :slot" if slot else ""}""",
        {"pack": pack, "slot": slot},
    )
    found = {}
    for row in rows:
        with suppress(SealError):  # damaged, or without its key: `keys check` names those
            found[row["id"]] = booking_of(seal, row["person"], row)
    return found


def mark_told(db: Connection, seal: Seal, person: str, booking: Booking, told: bool) -> None:
    """Note in the sealed body whether the person was told that it will not take place; the person is reminded again.

    In clear, it would tell who needs the interpreter that is away.
    """
    body = body_of(seal, person, booking.id, booking.request, booking.code, told=told)
    db.execute("UPDATE booking SET body = :body, reminded = 0 WHERE id = :id", {"body": body, "id": booking.id})


def requests_in_slot(db: Connection, seal: Seal, slot: int, but: int = 0) -> list[SeatRequest]:
    """Return the request of every booking in a slot `but` one that opens; raise KeyGoneError if a person has no key."""
    rows = db.execute(
        "SELECT id, person, seats, body FROM booking WHERE slot = :slot AND id <> :but", {"slot": slot, "but": but}
    )
    return requests_that_open(rows, lambda row: unsealed(seal, row["person"], row)[0])


def requests_on_day(db: Connection, seal: Seal, pack: str, day: str, but: int = 0) -> list[SeatRequest]:
    """Return the request of every booking on a day `but` one that opens; raise KeyGoneError if a person has no key."""
    rows = db.execute(
        """SELECT booking.id, person, seats, body FROM booking JOIN slots ON slots.id = booking.slot
           WHERE slots.pack = :pack AND day = :day AND booking.id <> :but""",
        {"pack": pack, "day": day, "but": but},
    )
    return requests_that_open(rows, lambda row: unsealed(seal, row["person"], row)[0])


def requests_that_open(rows: Iterable[Row], read: Callable[[Row], SeatRequest]) -> list[SeatRequest]:
    """Return the requests in some rows; one that is damaged holds up nobody else, and `keys check` counts it.

    Raises KeyGoneError if a person has no key.
    """
    found = []
    for row in rows:
        try:
            found.append(read(row))
        except KeyGoneError:
            raise
        except SealError:
            continue
    return found


def booking_of(seal: Seal, person: str, row: Row) -> Booking:
    """Return the booking in a row, with its slot."""
    request, code, told = unsealed(seal, person, row)
    slot = Slot(row["slot"], row["site"], datetime.fromisoformat(row["starts_at"]))
    return Booking(row["id"], slot, request, code, row["sequence"], told)


def body_of(seal: Seal, person: str, id: int, request: SeatRequest, code: str, *, told: bool = False) -> bytes:
    """Seal what is not in a column: the code, what the booking takes besides seats, and what the person was told."""
    return seal.seal(person, "booking.body", id, {**request_to_data(request), "code": code, "told": told})


def unsealed(seal: Seal, person: str, row: Row) -> tuple[SeatRequest, str, bool]:
    """Return the request, the code and what was told, as `body_of` sealed them; version 0.1 sealed no service."""
    body = as_object(seal.unseal(person, "booking.body", row["id"], row["body"]))
    return request_of(row["seats"], body), as_a(str, body["code"]), bool(body.get("told"))


def request_to_data(request: SeatRequest) -> dict[str, Json]:
    """Return the parts of a request that are not in a column."""
    return {key: value for key, value in asdict(request).items() if key != "seats"}


def request_of(seats: int, body: Mapping[str, Json]) -> SeatRequest:
    """Return the request whose other parts are in a body."""
    needs = {name: as_a(int, amount) for name, amount in as_object(body["needs"]).items()}
    limits = tuple(as_a(str, limit) for limit in as_list(body["limits"]))
    return SeatRequest(seats, as_a(int, body["people"]), needs, limits, as_a(str, body.get("service", "")))
