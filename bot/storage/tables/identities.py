"""Identities: keyed hashes of the personal details that a pack asks, to find people who book twice.

Initials and birth dates are few: with the keys, all of them can be tried. The key is a shared key, and no rotation
changes it, because the details that a hash was made from are stored nowhere.
"""

import secrets
from collections.abc import Sequence
from typing import NamedTuple

from bot.storage.database import Connection
from bot.storage.keys.person_keys import Keys

NAME = "identity:1"
MOST_NEAR = 6
"""The most hashes that one detail has in common with nearly the same details: those of four initials."""
Details = Sequence[Sequence[str]]
"""For each detail of a person: its hash, then the hashes that it has in common with nearly the same details."""


class SimilarBookings(NamedTuple):
    """The ids of two bookings whose people gave nearly the same details."""

    booking: int
    like: int


def hash_detail(keys: Keys, pack: str, kind: str, values: Sequence[str]) -> tuple[str, ...]:
    """Return keyed hashes of one detail and of its near forms; the values themselves are not kept after the turn."""
    return tuple(keys.hash_with_shared(NAME, f"{pack}:{kind}:{value}")[:32] for value in values)


def is_taken(db: Connection, keys: Keys, person: str, pack: str, details: Details) -> bool:
    """Return whether another person with a booking in this pack gave exactly the same details."""
    row = db.execute(
        """SELECT 1 FROM identity JOIN booking USING (person, pack)
           WHERE identity.pack = :pack AND identity.hash = :hash AND exact = 1 AND state = 'booked'
           AND person <> :person""",
        {"pack": pack, "hash": _exact(keys, details), "person": person},
    ).fetchone()
    return row is not None


def save(db: Connection, keys: Keys, person: str, pack: str, details: Details, asked: int) -> None:
    """Save the hashes of a person who has just booked, in place of earlier ones; `asked` is the number of details.

    Random hashes are added up to a fixed number: fewer would tell that initials are short, or a detail not known.
    """
    delete(db, person, pack)
    if not asked:
        return
    rows = {_exact(keys, details) if details else _unknown(keys, person): 1} | dict.fromkeys(_near(keys, details), 0)
    rows |= {secrets.token_hex(32): 0 for _ in range(len(rows), 1 + asked * MOST_NEAR)}
    db.executemany(
        "INSERT INTO identity (person, pack, hash, exact) VALUES (?, ?, ?, ?)",
        [(person, pack, hash, exact) for hash, exact in rows.items()],
    )


def delete(db: Connection, person: str, pack: str) -> None:
    """Delete the hashes of a person who has no booking any more."""
    db.execute("DELETE FROM identity WHERE person = :person AND pack = :pack", {"person": person, "pack": pack})


def similar_bookings(db: Connection, pack: str) -> list[SimilarBookings]:
    """Return the ids of pairs of bookings whose people gave nearly the same details; nothing about the people."""
    rows = db.execute(
        """SELECT DISTINCT one.id AS booking, other.id AS like
           FROM identity AS a JOIN identity AS b ON b.pack = a.pack AND b.hash = a.hash AND b.person <> a.person
           JOIN booking AS one ON one.person = a.person AND one.pack = a.pack AND one.state = 'booked'
           JOIN booking AS other ON other.person = b.person AND other.pack = b.pack AND other.state = 'booked'
           WHERE a.pack = :pack AND one.id < other.id ORDER BY one.id, other.id""",
        {"pack": pack},
    )
    return [SimilarBookings(row["booking"], row["like"]) for row in rows]


def count_without_details(db: Connection, keys: Keys, pack: str) -> int:
    """Count the current bookings of people who gave no details, or not all of them."""
    rows = db.execute(
        """SELECT booking.person, hash FROM booking LEFT JOIN identity
           ON identity.person = booking.person AND identity.pack = booking.pack AND exact = 1
           WHERE booking.pack = :pack AND state = 'booked'""",
        {"pack": pack},
    )
    return sum(row["hash"] in (None, _unknown(keys, row["person"])) for row in rows)


def _exact(keys: Keys, details: Details) -> str:
    return keys.hash_with_shared(NAME, "all:" + ":".join(exact for exact, *_ in details))


def _unknown(keys: Keys, person: str) -> str:
    """Return the hash of a person who does not know a detail: no other person has the same."""
    return keys.hash_with_shared(NAME, f"unknown:{person}")


def _near(keys: Keys, details: Details) -> set[str]:
    """Return hashes for details that are all the same except one, which is nearly the same."""
    same = [exact for exact, *_ in details]
    return {
        keys.hash_with_shared(NAME, "near:" + ":".join([*same[:n], shared, *same[n + 1 :]]))
        for n, (_, *near) in enumerate(details)
        for shared in near
    }
