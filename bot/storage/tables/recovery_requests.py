"""Requests to recover a case from another phone, by the keyed hash of the address; and the words of a desk."""

from datetime import datetime, timedelta

from bot.storage.database import Connection
from bot.storage.keys.sealing import Seal

KEPT = timedelta(days=1)
"""How long a request is kept."""


def save(db: Connection, seal: Seal, address: str, code: str, now: datetime) -> None:
    """Save the code that was given at an address, both as keyed hashes."""
    db.execute(
        """INSERT INTO asking (hash, code_hash, at) VALUES (:hash, :code, :at)
           ON CONFLICT (hash) DO UPDATE SET code_hash = excluded.code_hash, at = excluded.at""",
        {"hash": seal.hash("asking", address), "code": seal.hash("code", code), "at": now.isoformat()},
    )


def code_hash_at(db: Connection, seal: Seal, address: str, since: datetime) -> str:
    """Return the hash of the code that was given at an address since a moment, or ""."""
    row = db.execute(
        "SELECT code_hash FROM asking WHERE hash = :hash AND at >= :since",
        {"hash": seal.hash("asking", address), "since": since.isoformat()},
    ).fetchone()
    return str(row["code_hash"]) if row else ""


def delete(db: Connection, seal: Seal, address: str) -> None:
    """Delete the request of an address."""
    db.execute("DELETE FROM asking WHERE hash = :hash", {"hash": seal.hash("asking", address)})


def save_desk_words(db: Connection, seal: Seal, person: str, words: str, until: datetime) -> None:
    """Save words that open the case of a person in place of the PIN; earlier words become invalid."""
    db.execute(
        """INSERT INTO desk_words (person, hash, until) VALUES (:person, :hash, :until)
           ON CONFLICT (person) DO UPDATE SET hash = excluded.hash, until = excluded.until""",
        {"person": person, "hash": seal.hash("desk", f"{person}:{words}"), "until": until.isoformat()},
    )


def use_desk_words(db: Connection, seal: Seal, person: str | None, words: str, now: datetime) -> bool:
    """Return whether these words are valid for this person, and make them invalid: they can be used once."""
    used = db.execute(
        "DELETE FROM desk_words WHERE person = :person AND hash = :hash AND until >= :now",
        {"person": person, "hash": seal.hash("desk", f"{person}:{words}"), "now": now.isoformat()},
    )
    return used.rowcount == 1


def prune(db: Connection, now: datetime) -> None:
    """Delete requests older than one day, and words that have expired."""
    db.execute("DELETE FROM asking WHERE at < :before", {"before": (now - KEPT).isoformat()})
    db.execute("DELETE FROM desk_words WHERE until < :now", {"now": now.isoformat()})
