"""The line for the draws: who asked for a place and since when, and which seats are on offer to whom.

It is in the table of the waiting list, so that seats are held, counted and given back in one way. What a person asks
for is sealed; in clear is what the clock must read without a key.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import NamedTuple, get_args

from bot.core.booking.draw_day import largest_group
from bot.core.booking.request import SHARES, Offer, PassedOver, Request, RequestState
from bot.core.booking.slot import SeatRequest, Slot
from bot.core.language.data import Json, as_a, as_list, as_object
from bot.core.programme.pack import Pack
from bot.storage.database import Connection, Row, next_id
from bot.storage.keys.master_key import SealError
from bot.storage.keys.sealing import Seal
from bot.storage.tables import waiting
from bot.storage.tables.sealed_bookings import request_of, request_to_data


class Asked(NamedTuple):
    """What a person asks for now: all seats or none, the sites in their order, the days that suit (empty: all)."""

    group: SeatRequest
    sites: tuple[str, ...]
    days: tuple[date, ...] = ()


def ask(
    db: Connection, seal: Seal, person: str, pack: str, asked: Asked, now: datetime, code: str = "", *,
    new_date: bool = False,
) -> bool:  # fmt: skip
    """Put a person into the line, or change what they ask for; seats on offer are given back.

    What the last draw brought stays noted, and the date stays the first one. `new_date`: the person has used that one.
    `code` is for a new request: return False, with nothing done, if another one has it.
    """
    row = _row(db, person, pack)
    if row is None:
        return _add(db, seal, person, pack, asked, now, code)
    if row["kind"] == "list":
        take_over(db, seal, person, pack, now)
        return ask(db, seal, person, pack, asked, now, code)
    if row["state"] in ("asked", "offered") and _asked(_body(seal, row)) == asked:
        return True
    waiting.give_back(db, person, pack, "asked")
    known = _body(seal, row)
    code = as_a(str, known.get("code", "")) or code
    changed = db.execute(
        """UPDATE OR IGNORE waiting SET body = :body, since = :since, size = :size, code_hash = :code_hash
           WHERE id = :id""",
        {
            "body": _sealed(seal, person, row["id"], {**known, **_to_data(asked), "code": code}),
            "since": now.isoformat() if new_date else row["since"],
            "size": asked.group.people,
            "code_hash": seal.hash("code", code) if code else None,
            "id": row["id"],
        },
    )
    return changed.rowcount == 1


def take_over(db: Connection, seal: Seal, person: str, pack: str, now: datetime) -> None:
    """Turn a request on the waiting list into one that is not in the line yet, with the date of its asking."""
    waiting.give_back(db, person, pack, "listed")
    row = _row(db, person, pack)
    assert row is not None
    body = _sealed(seal, person, row["id"], {**_to_data(Asked(SeatRequest(1, 1), ())), **_body(seal, row)})
    db.execute(
        "UPDATE waiting SET kind = 'draw', until = NULL, since = :since, body = :body WHERE id = :id",
        {"since": row["since"] or now.isoformat(), "body": body, "id": row["id"]},
    )


def _add(db: Connection, seal: Seal, person: str, pack: str, asked: Asked, now: datetime, code: str) -> bool:
    id = next_id(db, "waiting")
    added = db.execute(
        """INSERT INTO waiting (id, person, pack, kind, since, state, size, code_hash, body)
           VALUES (:id, :person, :pack, 'draw', :since, 'asked', :size, :code_hash, :body)
           ON CONFLICT (code_hash) DO NOTHING""",
        {
            "id": id,
            "person": person,
            "pack": pack,
            "since": now.isoformat(),
            "size": asked.group.people,
            "code_hash": seal.hash("code", code) if code else None,
            "body": _sealed(seal, person, id, {**_to_data(asked), "code": code}),
        },
    )
    return added.rowcount == 1


def of(db: Connection, seal: Seal, person: str, pack: str) -> Request | None:
    """Return the request of a person for the draws of a pack; None if they never asked."""
    row = _row(db, person, pack)
    if row is None or row["kind"] != "draw":
        return None
    body = _body(seal, row)
    asked, drawn_on = _asked(body), body["day"] if row["slot"] else row["drawn_on"]
    passed_over = _passed(body, drawn_on) if drawn_on and row["state"] == "asked" else ""
    return Request(
        row["state"],
        datetime.fromisoformat(row["since"]),
        asked.group,
        asked.sites,
        asked.days,
        _offer(row, body) if row["slot"] else None,
        passed_over,
        date.fromisoformat(as_a(str, drawn_on)) if drawn_on else None,
        as_a(str, body.get("code", "")),
    )


def _passed(body: Mapping[str, Json], day: object) -> PassedOver:
    """Return why the draw of a day gave no place, "" if it gave one; who was not reached has no note."""
    noted, reason = _words(body.get("passed", ["", ""]))
    not_noted: PassedOver = "" if body.get("day") == day else "full"
    return next((known for known in get_args(PassedOver) if known == reason and noted == day), not_noted)


def state_of(db: Connection, person: str, pack: str) -> RequestState | None:
    """Return the state of a request, which needs no key; None without one."""
    row = db.execute(
        "SELECT state FROM waiting WHERE person = :person AND pack = :pack AND kind = 'draw'",
        {"person": person, "pack": pack},
    ).fetchone()
    return row["state"] if row else None


def _row(db: Connection, person: str, pack: str) -> Row | None:
    row: Row | None = db.execute(
        """SELECT waiting.*, site, starts_at,
           (SELECT max(day) FROM draw JOIN draw_entry ON draw = draw.id
            WHERE request = waiting.id AND drawn_at IS NOT NULL) AS drawn_on
           FROM waiting LEFT JOIN slots ON slots.id = slot
           WHERE person = :person AND waiting.pack = :pack""",
        {"person": person, "pack": pack},
    ).fetchone()
    return row


def _offer(row: Row, body: Mapping[str, Json]) -> Offer:
    slot = Slot(row["slot"], row["site"], datetime.fromisoformat(row["starts_at"]))
    until = datetime.fromisoformat(row["kept_until"]) if row["kept_until"] else None
    return Offer(slot, _asked(body).group, until, _moment(row["unread_until"]), SHARES[as_a(str, body["by"])])


def set_state(db: Connection, person: str, pack: str, state: RequestState, booked: int = 0) -> None:
    """Put a request into a state in which no seats are held, and give back those on offer; without one do nothing.

    Those in the slot with the id `booked` stay taken.
    """
    if state_of(db, person, pack) not in (None, state):
        waiting.give_back(db, person, pack, state, booked)


def offer(db: Connection, seal: Seal, person: str, pack: str, offer: Offer, drawn_on: date) -> None:
    """Hold seats, which were taken in the table of slots, for a person; the window to answer has not begun."""
    row = _row(db, person, pack)
    assert row is not None
    body = {**_body(seal, row), "by": offer.by, "day": drawn_on.isoformat()}
    db.execute(
        """UPDATE waiting SET state = 'offered', version = version + 1, slot = :slot, seats = :seats,
           unread_until = :last, body = :body WHERE id = :id""",
        {
            "id": row["id"],
            "slot": offer.slot.id,
            "seats": offer.request.seats,
            "last": offer.last.isoformat(),
            "body": _sealed(seal, person, row["id"], body),
        },
    )


def begin_window(db: Connection, person: str, pack: str, until: datetime) -> None:
    """Let the window to answer an offer end at a moment (UTC)."""
    db.execute(
        """UPDATE waiting SET kept_until = :until WHERE person = :person AND pack = :pack AND state = 'offered'
           AND kept_until IS NULL""",
        {"until": until.isoformat(), "person": person, "pack": pack},
    )


def note_passed(db: Connection, seal: Seal, person: str, pack: str, day: date, reason: PassedOver) -> None:
    """Note that the draw of a day passed over a person: sealed, since the reason `cap` tells of an answer."""
    row = _row(db, person, pack)
    assert row is not None
    passed: list[Json] = [day.isoformat(), reason]
    body = _sealed(seal, person, row["id"], {**_body(seal, row), "passed": passed})
    db.execute("UPDATE waiting SET body = :body WHERE id = :id", {"body": body, "id": row["id"]})


class OfferRow(NamedTuple):
    """An offer as the clock sees it; `until` is when it lapses, whether it was read or not."""

    person: str
    slot: int
    site: str
    starts_at: datetime
    until: datetime


_OFFERS = """SELECT person, slot, site, starts_at, coalesce(kept_until, unread_until) AS ends
FROM waiting JOIN slots ON slots.id = slot
WHERE waiting.pack = :pack AND kind = 'draw' AND state = 'offered'"""


def offers(db: Connection, pack: str) -> list[OfferRow]:
    """Return the offers of a pack that stand, in the order in which they lapse."""
    return [_offer_row(row) for row in db.execute(f"{_OFFERS} ORDER BY ends, waiting.id", {"pack": pack})]


def unread_offer(db: Connection, person: str, pack: str) -> OfferRow | None:
    """Return the offer to a person whose window has not begun, or None."""
    row = db.execute(
        f"{_OFFERS} AND person = :person AND kept_until IS NULL", {"pack": pack, "person": person}
    ).fetchone()
    return _offer_row(row) if row else None


def _offer_row(row: Row) -> OfferRow:
    return OfferRow(row["person"], row["slot"], row["site"], _moment(row["starts_at"]), _moment(row["ends"]))


def count(db: Connection, pack: str) -> dict[RequestState, int]:
    """Return how many requests of a pack are in each state."""
    rows = db.execute(
        """SELECT state, count(*) AS count FROM waiting WHERE pack = :pack AND kind = 'draw'
           GROUP BY state ORDER BY state""",
        {"pack": pack},
    )
    return {row["state"]: row["count"] for row in rows}


def is_line(db: Connection, seal: Seal, pack: Pack, on: date, but: str = "") -> bool:
    """Return whether anybody is in the line of a pack whom a draw can still give a place, `but` one person."""
    rows = db.execute(
        """SELECT id, person, body FROM waiting
           WHERE pack = :pack AND kind = 'draw' AND state = 'asked' AND person <> :but ORDER BY id DESC""",
        {"pack": pack.id, "but": but},
    )
    return any(_can_be_drawn(seal, row, pack, on) for row in rows)


def _can_be_drawn(seal: Seal, row: Row, pack: Pack, on: date) -> bool:
    """Return whether a day that suits is still to come, and a place is large enough; False if it does not open."""
    try:
        asked = _asked(_body(seal, row))
    except SealError:
        return False
    sites = [site for id in asked.sites if (site := pack.site(id))]
    is_late = asked.days and max(asked.days) <= on
    return not is_late and asked.group.seats <= largest_group(pack, sites, asked.group.limits, on)


def in_line(db: Connection, pack: str) -> set[str]:
    """Return the people who are in the line of a pack, or owe an answer to an offer."""
    live = "SELECT person FROM waiting WHERE pack = ? AND kind = 'draw' AND state IN ('asked', 'offered', 'lapsed')"
    return {row["person"] for row in db.execute(live, (pack,))}


def asked_by(db: Connection, seal: Seal, id: int) -> Asked:
    """Return what the request with an id asks for; raise SealError if its row does not open."""
    return _asked(_body(seal, db.execute("SELECT id, person, body FROM waiting WHERE id = ?", (id,)).fetchone()))


def _to_data(asked: Asked) -> dict[str, Json]:
    return {
        "request": request_to_data(asked.group),
        "seats": asked.group.seats,
        "sites": list(asked.sites),
        "days": [day.isoformat() for day in asked.days],
    }


def _asked(body: Mapping[str, Json]) -> Asked:
    group = request_of(as_a(int, body["seats"]), as_object(body["request"]))
    return Asked(group, _words(body["sites"]), tuple(map(date.fromisoformat, _words(body["days"]))))


def _words(value: Json) -> tuple[str, ...]:
    words: Iterable[Json] = as_list(value)
    return tuple([as_a(str, word) for word in words])


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _sealed(seal: Seal, person: str, id: int, body: Mapping[str, Json]) -> bytes:
    return seal.seal(person, "waiting.body", id, dict(body))


def _body(seal: Seal, row: Row) -> dict[str, Json]:
    return as_object(seal.unseal(row["person"], "waiting.body", row["id"], row["body"]))
