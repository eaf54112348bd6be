"""People: who a case is about, their addresses, and the notices they agreed to."""

import secrets
from datetime import datetime
from typing import NamedTuple

from bot.core.language.data import as_a
from bot.storage.database import Connection, Row, next_id
from bot.storage.keys.sealing import Seal


class Consent(NamedTuple):
    """The digest of the notice that a person agreed to, and when."""

    notice: str
    at: datetime


def at(db: Connection, seal: Seal, address: str) -> str | None:
    """Return the person who uses this address now, or used it last; None if it is unknown."""
    row = db.execute(
        "SELECT person FROM address WHERE hash = :hash ORDER BY current DESC, id DESC",
        {"hash": seal.hash("address", address)},
    ).fetchone()
    return row["person"] if row else None


def current_at(db: Connection, seal: Seal, address: str) -> str | None:
    """Return the person who uses this address now; None after "I am someone else"."""
    row = db.execute(
        "SELECT person FROM address WHERE hash = :hash AND current = 1", {"hash": seal.hash("address", address)}
    ).fetchone()
    return row["person"] if row else None


def release_address(db: Connection, seal: Seal, address: str) -> None:
    """Mark that no known person uses this address now, because someone else has the phone."""
    db.execute("UPDATE address SET current = 0 WHERE hash = :hash", {"hash": seal.hash("address", address)})


def all_at(db: Connection, seal: Seal, address: str) -> list[str]:
    """Return all people who have a case at this address, in the order in which they came."""
    rows = db.execute(
        "SELECT person FROM address WHERE hash = :hash ORDER BY id", {"hash": seal.hash("address", address)}
    )
    return [row["person"] for row in rows]


def other_user(db: Connection, person: str) -> str | None:
    """Return another person who uses an address of this person now, or None."""
    row = db.execute(
        """SELECT other.person FROM address AS own JOIN address AS other ON other.hash = own.hash
           WHERE own.person = :person AND other.person <> :person AND other.current = 1""",
        {"person": person},
    ).fetchone()
    return row["person"] if row else None


def address_of(db: Connection, seal: Seal, person: str) -> str | None:
    """Return the newest address of a person, or None."""
    row = db.execute(
        "SELECT id, body FROM address WHERE person = :person ORDER BY id DESC", {"person": person}
    ).fetchone()
    return _address(seal, person, row) if row else None


def _address(seal: Seal, person: str, row: Row) -> str:
    return as_a(str, seal.unseal(person, "address.body", row["id"], row["body"]))


def channel_of(db: Connection, seal: Seal, person: str) -> str:
    """Return the name of the channel that reaches a person, such as `telegram`; empty if none does."""
    address = address_of(db, seal, person)
    return channel(address) if address else ""


def channel(address: str) -> str:
    """Return the channel that an address belongs to.

    >>> channel("telegram:123")
    'telegram'
    """
    return address.partition(":")[0]


def create(db: Connection, seal: Seal, now: datetime) -> str:
    """Create a person with a random id and a key; return the id."""
    person = secrets.token_hex(8)
    seal.keys.create(person)
    db.execute("INSERT INTO person (id, created_at) VALUES (:id, :at)", {"id": person, "at": now.isoformat()})
    return person


def assign_address(db: Connection, seal: Seal, person: str, address: str) -> None:
    """Make this person the current user of an address; other people keep it as well."""
    release_address(db, seal, address)
    id = next_id(db, "address")
    db.execute(
        """INSERT INTO address (id, hash, person, body) VALUES (:id, :hash, :person, :body)
           ON CONFLICT (hash, person) DO UPDATE SET current = 1""",
        {
            "id": id,
            "hash": seal.hash("address", address),
            "person": person,
            "body": seal.seal(person, "address.body", id, address),
        },
    )


def move_to_address(db: Connection, seal: Seal, person: str, address: str) -> None:
    """Make this the only address of a person, and the person its current user."""
    db.execute("DELETE FROM address WHERE person = :person", {"person": person})
    assign_address(db, seal, person, address)


def save_consent(db: Connection, seal: Seal, person: str, pack: str, notice: str, now: datetime) -> None:
    """Save the notice that a person agreed to, and when; the notice is sealed, because it shows the language."""
    body = seal.seal(person, "consent.body", pack, notice)
    db.execute(
        """INSERT INTO consent (person, pack, at, body) VALUES (:person, :pack, :at, :body)
           ON CONFLICT (person, pack) DO UPDATE SET at = excluded.at, body = excluded.body""",
        {"person": person, "pack": pack, "at": now.isoformat(), "body": body},
    )


def consent(db: Connection, seal: Seal, person: str, pack: str) -> Consent | None:
    """Return the consent of a person in a pack, or None."""
    row = db.execute(
        "SELECT at, body FROM consent WHERE person = :person AND pack = :pack", {"person": person, "pack": pack}
    ).fetchone()
    if row is None:
        return None
    notice = as_a(str, seal.unseal(person, "consent.body", pack, row["body"]))
    return Consent(notice, datetime.fromisoformat(row["at"]))


def count(db: Connection) -> int:
    """Count all people."""
    return int(db.execute("SELECT count(*) FROM person").fetchone()[0])


def everyone(db: Connection) -> set[str]:
    """Return the ids of all people."""
    return {row["id"] for row in db.execute("SELECT id FROM person")}


def count_without_seats(db: Connection) -> int:
    """Count the people who hold no booking now."""
    row = db.execute("SELECT count(*) FROM person WHERE id NOT IN (SELECT person FROM booking WHERE state = 'booked')")
    return int(row.fetchone()[0])


def created_at(db: Connection, person: str) -> datetime:
    """Return when the row of a person was created."""
    row = db.execute("SELECT created_at FROM person WHERE id = :person", {"person": person}).fetchone()
    return datetime.fromisoformat(row["created_at"])


def packs_of(db: Connection, person: str) -> set[str]:
    """Return the packs in which a person has a conversation or an appointment, past ones too."""
    rows = db.execute(
        "SELECT pack FROM conversation WHERE person = :person UNION SELECT pack FROM booking WHERE person = :person",
        {"person": person},
    )
    return {row["pack"] for row in rows}


def delete_from_pack(db: Connection, person: str, pack: str) -> None:
    """Delete the data of a person in one pack, where they hold no seat; their data in other packs stays."""
    for table in ("outbox", "booking", "consent", "conversation"):
        db.execute(f"DELETE FROM {table} WHERE person = :person AND pack = :pack", {"person": person, "pack": pack})


def without_a_case(db: Connection, before: datetime) -> list[str]:
    """Return people created before a moment who have neither a conversation nor an appointment."""
    rows = db.execute(
        """SELECT id FROM person WHERE created_at < :before AND id NOT IN (SELECT person FROM conversation)
           AND id NOT IN (SELECT person FROM booking) ORDER BY id""",
        {"before": before.isoformat()},
    )
    return [row["id"] for row in rows]


def rehash(db: Connection, seal: Seal) -> None:
    """Write the hash of every address again with the current look-up key, except for people without a key."""
    for row in db.execute("SELECT id, person, body FROM address").fetchall():
        if not seal.keys.has_key(row["person"]):
            continue
        address = _address(seal, row["person"], row)
        db.execute("UPDATE address SET hash = ? WHERE id = ?", (seal.hash("address", address), row["id"]))


def erase(db: Connection, seal: Seal, person: str) -> None:
    """Delete the key and every row of a person; their seats must be given back before."""
    seal.keys.delete(person)
    db.execute("DELETE FROM booking WHERE person = :person", {"person": person})
    hashes = [row["hash"] for row in db.execute("SELECT hash FROM address WHERE person = :person", {"person": person})]
    db.execute("DELETE FROM person WHERE id = :person", {"person": person})
    for hash in hashes:  # make the last other user of the address current again
        db.execute(
            """UPDATE address SET current = 1 WHERE id = (SELECT max(id) FROM address WHERE hash = :hash)
               AND NOT EXISTS (SELECT 1 FROM address WHERE hash = :hash AND current = 1)""",
            {"hash": hash},
        )
