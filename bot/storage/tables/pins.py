"""PINs: a slow hash of each one, sealed with the key of its person."""

import hashlib
from hmac import compare_digest

from bot.core.language.data import as_a, as_object
from bot.storage.database import Connection
from bot.storage.keys.sealing import Seal


def digest(person: str, pin: str) -> str:
    """Return the hash of a PIN.

    PINs are so few that a hash alone does not protect one: the seal protects it, and with the person's key it is open.
    The hash is slow (some milliseconds), so that a right attempt, a wrong one and one for an unknown person take the
    same time.
    """
    return hashlib.scrypt(pin.encode(), salt=person.encode(), n=2**12, r=8, p=1, dklen=32).hex()


def is_set(seal: Seal, person: str, body: bytes | None) -> bool:
    """Return whether a person has a PIN, from the body of their row, if they have one."""
    return bool(_opened(seal, person, body).get("pin"))


def has_one(db: Connection, seal: Seal, person: str) -> bool:
    """Return whether a person has a PIN."""
    return "pin" in _load(db, seal, person)


def save_unconfirmed(db: Connection, seal: Seal, person: str, pin: str) -> None:
    """Save the hash of a new PIN until the person repeats it; until then the old PIN is valid."""
    _save(db, seal, person, {**_load(db, seal, person), "noted": digest(person, pin)})


def confirm(db: Connection, seal: Seal, person: str, pin: str) -> bool:
    """Set the unconfirmed PIN if this is the same; return whether it is."""
    kept = _load(db, seal, person)
    same = compare_digest(kept.pop("noted", ""), digest(person, pin))
    _save(db, seal, person, {"pin": digest(person, pin)} if same else kept)
    return same


def delete(db: Connection, person: str) -> None:
    """Delete the PIN of a person."""
    db.execute("DELETE FROM pin WHERE person = :person", {"person": person})


def matches(db: Connection, seal: Seal, person: str | None, pin: str) -> bool:
    """Return whether this is the PIN of a person; the time is the same if the person or the PIN does not exist."""
    kept = _load(db, seal, person).get("pin") if person else None
    tried = digest(person or "nobody", pin)
    return compare_digest(kept or "", tried)


def _load(db: Connection, seal: Seal, person: str) -> dict[str, str]:
    row = db.execute("SELECT body FROM pin WHERE person = :person", {"person": person}).fetchone()
    return _opened(seal, person, row["body"] if row else None)


def _opened(seal: Seal, person: str, body: bytes | None) -> dict[str, str]:
    kept = as_object(seal.unseal(person, "pin.body", person, body)) if body else {}
    return {name: as_a(str, digest) for name, digest in kept.items()}


def _save(db: Connection, seal: Seal, person: str, kept: dict[str, str]) -> None:
    db.execute(
        """INSERT INTO pin (person, body) VALUES (:person, :body)
           ON CONFLICT (person) DO UPDATE SET body = excluded.body""",
        {"person": person, "body": seal.seal(person, "pin.body", person, {**kept})},
    )
