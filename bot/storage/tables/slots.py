"""The table of slots: which seats exist, and the only way to take them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from bot.core.booking.slot import ClosedFor, Refusal, Slot, SlotClosed, TooFewSeats, local
from bot.core.booking.timetable import seats_at
from bot.core.conversation.effects import FindSlots
from bot.core.programme.pack import Pack
from bot.core.programme.site import Site
from bot.storage.database import Connection


class SlotRow(NamedTuple):
    """A slot as staff see it; `starts_at` is in UTC, `day` is a day by the clock of the site."""

    site: str
    day: str
    starts_at: datetime
    capacity: int
    """The seats on offer. Fewer than are taken: nobody new, and those who are booked stay."""
    taken: int
    open: bool
    by_hand: bool
    """Whether the seats were set by hand: the pack does not change them."""


class Seats(NamedTuple):
    """The seats of a slot, and how many of them are booked."""

    capacity: int
    booked: int


class ChangedSlots(NamedTuple):
    """The number of slots that were opened or closed, and of their seats: booked, and held for people who wait."""

    slots: int
    booked: int
    held: int


def utc(moment: datetime) -> str:
    """Format a moment in UTC as the table stores it: text order is time order."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def bring_to(db: Connection, pack: Pack, offer: Mapping[tuple[str, datetime], int], now: datetime) -> None:
    """Offer in each slot after now the seats that the pack has there; slots that are set by hand keep theirs.

    A slot that the pack no longer has stays with no seats: somebody may be booked in it. `offer` are the slots up to
    the horizon; new ones begin only there.
    """
    rows = db.execute(
        "SELECT id, site, starts_at, day, offered, by_hand, shift FROM slots WHERE pack = :pack AND starts_at > :now",
        {"pack": pack.id, "now": utc(now)},
    ).fetchall()
    new = dict(offer)
    for row in rows:
        site, starts_at = pack.site(row["site"]), datetime.fromisoformat(row["starts_at"])
        seats = new.pop((row["site"], starts_at), None) or seats_at(pack, row["site"], starts_at)
        seats = row["offered"] if row["by_hand"] else seats and max(seats + row["shift"], 0)
        day = _day(starts_at, site) if site else row["day"]  # the clock of the site may be another one now
        if (seats, day) != (row["offered"], row["day"]):
            db.execute(
                f"UPDATE slots SET day = :day, {_OFFERS} WHERE id = :id", {"id": row["id"], "day": day, "seats": seats}
            )
    for (id, starts_at), seats in new.items():
        if site := pack.site(id):
            add(db, pack.id, site, starts_at, seats)


_HELD = "(SELECT coalesce(sum(seats), 0) FROM waiting WHERE waiting.slot = slots.id)"
_BOOKED = f"taken - {_HELD}"
"""The seats that stay when a slot closes; those that are kept for people who wait are taken, too, and do not stay."""
_OFFERS = "offered = :seats, capacity = CASE WHEN taken > :seats THEN taken ELSE :seats END"
_FITS = "taken + :seats <= offered"


def set_capacity(db: Connection, pack: str, site: Site, starts_at: datetime, seats: int) -> int:
    """Set the seats of a slot by hand, and create the slot if it is new; return how many are booked."""
    return add(db, pack, site, starts_at, seats, by_hand=True)


def add(db: Connection, pack: str, site: Site, starts_at: datetime, seats: int, *, by_hand: bool = False) -> int:
    """Offer seats in a slot, which is created if it is new; return how many are booked."""
    row = db.execute(
        f"""INSERT INTO slots (pack, site, starts_at, day, capacity, offered, by_hand, open, reason)
            VALUES (:pack, :site, :starts_at, :day, :seats, :seats, :by_hand,
                    NOT EXISTS (SELECT 1 FROM closed_site WHERE pack = :pack AND site = :site),
                    coalesce((SELECT reason FROM closed_site WHERE pack = :pack AND site = :site), ''))
            ON CONFLICT (pack, site, starts_at) DO UPDATE SET by_hand = :by_hand, {_OFFERS}
            RETURNING {_BOOKED} AS booked""",
        {
            "pack": pack,
            "site": site.id,
            "starts_at": utc(starts_at),
            "day": _day(starts_at, site),
            "seats": seats,
            "by_hand": int(by_hand),
        },
    ).fetchone()
    return int(row["booked"])


def _day(starts_at: datetime, site: Site) -> str:
    return local(starts_at, site).date().isoformat()


def find(db: Connection, pack: str, asked: FindSlots) -> tuple[Slot, ...]:
    """Return open slots with enough seats for a request, earliest first."""
    where, values = _open_in(pack, asked)
    seen = "id, site, starts_at, offered - taken AS room"
    rows = db.execute(f"SELECT {seen} FROM slots WHERE {where} AND {_FITS} ORDER BY starts_at, site", values)
    return tuple(Slot(row["id"], row["site"], datetime.fromisoformat(row["starts_at"]), row["room"]) for row in rows)


def sites_with_seats(db: Connection, pack: str, asked: FindSlots) -> set[str]:
    """Return the sites of a request at which an open slot has enough seats for it."""
    where, values = _open_in(pack, asked)
    rows = db.execute(f"SELECT DISTINCT site FROM slots WHERE {where} AND {_FITS}", values)
    return {row["site"] for row in rows}


def most_room(db: Connection, pack: str, asked: FindSlots) -> int | None:
    """Return the most seats that one open slot has left, at these sites and times; None if there is no open slot."""
    where, values = _open_in(pack, asked)
    row = db.execute(f"SELECT max(offered - taken) AS room FROM slots WHERE {where} AND offered > 0", values).fetchone()
    return None if row["room"] is None else int(row["room"])


def _open_in(pack: str, asked: FindSlots) -> tuple[str, dict[str, object]]:
    """Return the condition for the open slots at the sites and times of a request, and its values."""
    names: dict[str, object] = {f"site{n}": site for n, site in enumerate(asked.sites)}
    there = ", ".join(f":{name}" for name in names)
    times = {"earliest": utc(asked.earliest), "latest": utc(asked.latest)}
    where = f"pack = :pack AND open = 1 AND site IN ({there}) AND starts_at BETWEEN :earliest AND :latest"
    return where, {"pack": pack, "seats": asked.request.seats, **times, **names}


def most_offered(db: Connection, pack: str, site: str, after: datetime) -> int:
    """Return the most seats that one slot of a site offers after a moment, however far ahead; closed ones count."""
    row = db.execute(
        "SELECT max(offered) AS most FROM slots WHERE pack = :pack AND site = :site AND starts_at > :after",
        {"pack": pack, "site": site, "after": utc(after)},
    ).fetchone()
    return int(row["most"] or 0)


def closed_sites(db: Connection, pack: str) -> dict[str, ClosedFor]:
    """Return the sites that staff closed on all days, with their reason."""
    rows = db.execute("SELECT site, reason FROM closed_site WHERE pack = :pack", {"pack": pack})
    return {row["site"]: row["reason"] for row in rows}


def take(
    db: Connection, pack: str, site: str, starts_at: datetime, seats: int, *, back: int = 0, again: bool = False
) -> Slot | Refusal:
    """Take seats, `back` of which the same person has already, and return the slot, or why there are too few.

    `again`: all were theirs before. A guarded UPDATE, with a CHECK: two people can never both take the last seat.
    """
    assert db.in_transaction, "a transaction is needed, to give seats back when something else is missing"
    values = {"pack": pack, "site": site, "starts_at": utc(starts_at), "seats": seats - back, "again": again}
    taken = db.execute(
        f"""UPDATE slots SET taken = taken + :seats
            WHERE {_PLACE} AND (:again OR open = 1 AND {_FITS}) RETURNING id""",
        values,
    ).fetchone()
    return Slot(taken["id"], site, starts_at) if taken else _why_no_seat(db, values, back)


_PLACE = "pack = :pack AND site = :site AND starts_at = :starts_at"


def _why_no_seat(db: Connection, place: Mapping[str, object], back: int) -> Refusal:
    row = db.execute(f"SELECT offered, taken, open, reason FROM slots WHERE {_PLACE}", place).fetchone()
    if row is None or not row["open"] or not row["offered"]:
        return SlotClosed(row["reason"] if row else "")
    return TooFewSeats(max(row["offered"] - row["taken"] + back, 0))


def give_back(db: Connection, slot: int, seats: int) -> None:
    """Give back the seats that `take` took."""
    db.execute("UPDATE slots SET taken = taken - :seats WHERE id = :slot", {"slot": slot, "seats": seats})


def listing(db: Connection, pack: str, *, site: str = "", day: str = "") -> list[SlotRow]:
    """Return the slots with seats, or set by hand; only of one site or one day (by the site's clock), if given."""
    rows = db.execute(
        f"""SELECT site, day, starts_at, offered, taken, open, by_hand FROM slots
            WHERE {_CHOSEN} AND (offered > 0 OR taken > 0 OR by_hand = 1) ORDER BY starts_at, site""",
        {"pack": pack, "site": site, "day": day},
    )
    return [
        SlotRow(
            site=row["site"],
            day=row["day"],
            starts_at=datetime.fromisoformat(row["starts_at"]),
            capacity=row["offered"],
            taken=row["taken"],
            open=bool(row["open"]),
            by_hand=bool(row["by_hand"]),
        )
        for row in rows
    ]


_CHOSEN = "pack = :pack AND (:site = '' OR site = :site) AND (:day = '' OR day = :day)"


class BookedSlot(NamedTuple):
    """Who is booked in a slot after now, and what staff have set there; `starts_at` is in UTC."""

    person: str
    booking: int
    slot: int
    site: str
    day: str
    starts_at: datetime
    seats: int
    booked: int
    """The seats in the slot that are booked, by this person and others."""
    by_hand: int | None
    """The seats that staff have set, if they have."""
    closed_for: ClosedFor
    """Why staff closed it: then it does not take place."""


def booked(
    db: Connection, pack: str, now: datetime, *, site: str = "", day: str = "", slot: int = 0, booking: int = 0
) -> list[BookedSlot]:
    """Return the bookings after now, of one site, day or slot if given, or one alone, in the order of booking."""
    chosen = {"site": site, "day": day, "slot": slot, "booking.id": booking}
    given = {name: value for name, value in chosen.items() if value}  # "OR :site = ''" would keep it from any index
    rows = db.execute(
        f"""SELECT person, booking.id AS booking, slot, site, day, starts_at, seats, {_BOOKED} AS booked, reason,
                  CASE WHEN by_hand = 1 THEN offered END AS by_hand
           FROM booking JOIN slots ON slots.id = booking.slot
           WHERE booking.pack = ? AND state = 'booked' AND starts_at > ?
           {" ".join(f"AND {name} = ?" for name in given)} ORDER BY booking.id""",
        [pack, utc(now), *given.values()],
    )
    return [
        BookedSlot(
            row["person"], row["booking"], row["slot"], row["site"], row["day"],
            datetime.fromisoformat(row["starts_at"]), row["seats"], row["booked"], row["by_hand"], row["reason"],
        )
        for row in rows
    ]  # fmt: skip


def newest_booking(db: Connection, pack: str, site: str, starts_at: datetime, person: str) -> datetime:
    """Return when another person booked last in a slot; the first moment of all if nobody did."""
    row = db.execute(
        f"""SELECT max(booked_at) AS at FROM booking
            WHERE slot = (SELECT id FROM slots WHERE {_PLACE}) AND person <> :person""",
        {"pack": pack, "site": site, "starts_at": utc(starts_at), "person": person},
    ).fetchone()
    return datetime.fromisoformat(row["at"]) if row["at"] else datetime.min.replace(tzinfo=UTC)


def set_open(db: Connection, pack: str, open: bool, *, site: str = "", day: str = "", reason: str = "") -> ChangedSlots:
    """Open or close slots to new bookings; a site without a day also for all coming days. Booked seats stay booked."""
    if site and not day:
        change = "DELETE FROM closed_site WHERE pack = :pack AND site = :site"
        if not open:
            change = """INSERT INTO closed_site (pack, site, reason) VALUES (:pack, :site, :reason)
                        ON CONFLICT (pack, site) DO UPDATE SET reason = :reason"""
        db.execute(change, {"pack": pack, "site": site, "reason": reason})
    rows = db.execute(
        f"""UPDATE slots SET open = :open, reason = :reason WHERE {_CHOSEN}
            RETURNING {_BOOKED} AS booked, {_HELD} AS held""",
        {"pack": pack, "open": int(open), "reason": reason, "site": site, "day": day},
    ).fetchall()
    return ChangedSlots(len(rows), sum(row["booked"] for row in rows), sum(row["held"] for row in rows))


def seats(db: Connection, pack: str, site: str, starts_at: datetime) -> Seats | None:
    """Return the seats of a slot, also of a closed one; None if there is no slot."""
    row = db.execute(
        f"SELECT offered, {_BOOKED} AS booked FROM slots WHERE {_PLACE}",
        {"pack": pack, "site": site, "starts_at": utc(starts_at)},
    ).fetchone()
    return Seats(row["offered"], row["booked"]) if row else None


def reset(db: Connection, pack: str, *, site: str = "", day: str = "") -> int:
    """Undo what was set by hand: slots that were closed are open again, and their seats follow the pack.

    Return how many slots had something set by hand.
    """
    row = db.execute(
        f"SELECT count(*) AS count FROM slots WHERE {_CHOSEN} AND (by_hand = 1 OR open = 0)",
        {"pack": pack, "site": site, "day": day},
    ).fetchone()
    set_open(db, pack, True, site=site, day=day)
    db.execute(f"UPDATE slots SET by_hand = 0 WHERE {_CHOSEN}", {"pack": pack, "site": site, "day": day})
    return int(row["count"])
