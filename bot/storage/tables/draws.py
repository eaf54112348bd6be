"""The draws: one for each pack and opening day, ever; who takes part, and what came of it, without people."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import NamedTuple

from bot.storage.database import Connection, Row

KEY = "draw:1"
"""The name of the shared key from which seeds and tickets are made; no rotation changes it."""


class DrawRow(NamedTuple):
    """A draw as it stands; the moments are in UTC, and None before that part is done."""

    id: int
    pack: str
    day: date
    seed_kind: str
    seed_name: str
    seed: str
    """Empty before the draw."""
    chosen_at: datetime
    frozen_at: datetime | None
    drawn_at: datetime | None
    record: Mapping[str, int | str | bool]


class EntryRow(NamedTuple):
    """A request in a draw, as far as it can be read without a key."""

    request: int
    person: str
    since: datetime
    size: int
    first: bool
    """Whether the draw before could not keep the group together."""


class OutcomeRow(NamedTuple):
    """What one draw did for the groups of one size."""

    day: date
    size: int
    asked: int
    offered: int
    confirmed: int


def choose_seed(db: Connection, pack: str, day: date, kind: str, name: str, now: datetime) -> None:
    """Save which seed the draw of a day has, by the name that is known before; the first one that is saved stays."""
    db.execute(
        """INSERT INTO draw (pack, day, seed_kind, seed_name, chosen_at)
           VALUES (:pack, :day, :kind, :name, :now) ON CONFLICT (pack, day) DO NOTHING""",
        {"pack": pack, "day": day.isoformat(), "kind": kind, "name": name, "now": now.isoformat()},
    )


def of(db: Connection, pack: str, day: date) -> DrawRow | None:
    """Return the draw of a pack on a day; None if its seed is not chosen yet."""
    row = db.execute(
        "SELECT * FROM draw WHERE pack = :pack AND day = :day", {"pack": pack, "day": day.isoformat()}
    ).fetchone()
    return _read(row) if row else None


def _read(row: Row) -> DrawRow:
    def moment(name: str) -> datetime | None:
        return datetime.fromisoformat(row[name]) if row[name] else None

    return DrawRow(
        row["id"],
        row["pack"],
        date.fromisoformat(row["day"]),
        row["seed_kind"],
        row["seed_name"],
        row["seed"] or "",
        datetime.fromisoformat(row["chosen_at"]),
        moment("frozen_at"),
        moment("drawn_at"),
        json.loads(row["record"]),
    )


def freeze(db: Connection, draw: DrawRow, asked_by: datetime, now: datetime) -> bool:
    """Write down who takes part: everybody in the line who came by a moment. Return False if that was done before."""
    frozen = db.execute(
        "UPDATE draw SET frozen_at = :now WHERE id = :id AND frozen_at IS NULL", {"now": now.isoformat(), "id": draw.id}
    )
    if not frozen.rowcount:
        return False
    db.execute(
        """INSERT INTO draw_entry (draw, request, version)
           SELECT :draw, id, version FROM waiting
           WHERE pack = :pack AND kind = 'draw' AND state = 'asked' AND since <= :by""",
        {"draw": draw.id, "pack": draw.pack, "by": asked_by.isoformat()},
    )
    return True


def reveal(db: Connection, draw: DrawRow, value: str, seed: str) -> bool:
    """Save the public value of a draw that was announced by its name alone, and the seed that is made of it.

    Return False if it has one, or is not frozen.
    """
    saved = db.execute(
        """UPDATE draw SET seed = :seed, record = :record
           WHERE id = :id AND seed IS NULL AND frozen_at IS NOT NULL""",
        {"seed": seed, "record": json.dumps({"value": value}), "id": draw.id},
    )
    return saved.rowcount == 1


def last_made(db: Connection, pack: str) -> date | None:
    """Return the opening day of the last draw that was made, or None."""
    row = db.execute(
        "SELECT max(day) AS day FROM draw WHERE pack = :pack AND drawn_at IS NOT NULL", {"pack": pack}
    ).fetchone()
    return date.fromisoformat(row["day"]) if row["day"] else None


def entries(db: Connection, draw: DrawRow) -> int:
    """Return how many requests take part in a draw, those that changed since not counted."""
    return int(db.execute(f"SELECT count(*) {_TAKES_PART}", {"draw": draw.id, "after": 0}).fetchone()[0])


_TAKES_PART = """FROM draw_entry AS entry JOIN waiting ON waiting.id = request AND waiting.version = entry.version
WHERE entry.draw = :draw AND request > :after AND state = 'asked'"""


def read_entries(db: Connection, draw: DrawRow, before: date | None, portion: int) -> Iterator[list[EntryRow]]:
    """Return the requests of a draw as they were frozen, in portions; one that changed since has left the draw."""
    after, first = 0, _first_after(db, draw.pack, before)
    while True:
        rows = db.execute(
            f"SELECT request, person, since, size {_TAKES_PART} ORDER BY request LIMIT :portion",
            {"draw": draw.id, "after": after, "portion": portion},
        ).fetchall()
        if not rows:
            return
        yield [
            EntryRow(request, person, datetime.fromisoformat(since), size, request in first)
            for request, person, since, size in rows
        ]
        after = rows[-1]["request"]


def _first_after(db: Connection, pack: str, before: date | None) -> set[int]:
    """Return the requests that a draw could not keep together, so that they come first in the next one."""
    rows = db.execute(
        "SELECT request FROM draw_entry JOIN draw ON draw.id = draw WHERE pack = :pack AND day = :day AND first = 1",
        {"pack": pack, "day": before.isoformat() if before else ""},
    )
    return {row["request"] for row in rows}


def mark_first(db: Connection, draw: DrawRow, request: int) -> None:
    """Note that a draw could not keep a group together, so that it is the first of the next one."""
    db.execute(
        "UPDATE draw_entry SET first = 1 WHERE draw = :draw AND request = :request",
        {"draw": draw.id, "request": request},
    )


def still_in(db: Connection, draw: DrawRow) -> set[int]:
    """Return the ids of the requests that take part and did not change since."""
    return {row["id"] for row in db.execute(f"SELECT waiting.id {_TAKES_PART}", {"draw": draw.id, "after": 0})}


def finish(db: Connection, draw: DrawRow, seed: str, record: Mapping[str, int | str | bool], now: datetime) -> bool:
    """Write down that a draw is made, with its seed and its record. Return False if it was made before."""
    done = db.execute(
        """UPDATE draw SET drawn_at = :now, seed = :seed, record = :record
           WHERE id = :id AND drawn_at IS NULL AND frozen_at IS NOT NULL""",
        {"now": now.isoformat(), "seed": seed, "record": json.dumps(record, sort_keys=True), "id": draw.id},
    )
    if done.rowcount:  # who took part in this one can read it until the next one is made
        db.execute(
            "DELETE FROM draw_entry WHERE draw IN (SELECT id FROM draw WHERE pack = :pack AND id <> :id)",
            {"pack": draw.pack, "id": draw.id},
        )
    return done.rowcount == 1


def listing(db: Connection, pack: str) -> list[DrawRow]:
    """Return the draws of a pack, oldest first."""
    return [_read(row) for row in db.execute("SELECT * FROM draw WHERE pack = :pack ORDER BY day", {"pack": pack})]


def save_outcomes(db: Connection, pack: str, outcomes: Iterable[OutcomeRow]) -> None:
    """Save what a draw did, by the size of the groups."""
    db.executemany(
        """INSERT INTO draw_outcome (pack, day, size, asked, offered, confirmed)
           VALUES (:pack, :day, :size, :asked, :offered, :confirmed)""",
        [{"pack": pack, **outcome._asdict(), "day": outcome.day.isoformat()} for outcome in outcomes],
    )


def confirm(db: Connection, pack: str, day: date, size: int) -> None:
    """Count an offer of a draw that was confirmed."""
    db.execute(
        "UPDATE draw_outcome SET confirmed = confirmed + 1 WHERE pack = :pack AND day = :day AND size = :size",
        {"pack": pack, "day": day.isoformat(), "size": size},
    )


def outcomes(db: Connection, pack: str, size: int, since: date) -> list[OutcomeRow]:
    """Return what the draws since a day did for groups of one size."""
    rows = db.execute(
        """SELECT day, size, asked, offered, confirmed FROM draw_outcome
           WHERE pack = :pack AND size = :size AND day >= :since ORDER BY day""",
        {"pack": pack, "size": size, "since": since.isoformat()},
    )
    return [OutcomeRow(date.fromisoformat(row["day"]), *tuple(row)[1:]) for row in rows]


def listing_of_outcomes(db: Connection, pack: str) -> list[OutcomeRow]:
    """Return what the draws of a pack did, by day and size."""
    rows = db.execute(
        """SELECT day, size, asked, offered, confirmed FROM draw_outcome WHERE pack = :pack ORDER BY day, size""",
        {"pack": pack},
    )
    return [OutcomeRow(date.fromisoformat(row["day"]), *tuple(row)[1:]) for row in rows]


def prune(db: Connection, before: date) -> None:
    """Delete what draws before a day did; that they were made stays, so that none is made twice."""
    db.execute("DELETE FROM draw_outcome WHERE day < :before", {"before": before.isoformat()})
