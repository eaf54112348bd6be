"""The codes of requests for a draw: by them a person finds the request again, and a helper that of somebody else."""

from datetime import datetime
from typing import NamedTuple

from bot.core.language.data import as_a, as_object
from bot.storage.database import Connection
from bot.storage.keys.sealing import Seal


class RequestOfCode(NamedTuple):
    """A request as far as it can be read without a key."""

    person: str
    pack: str
    since: datetime
    state: str


def holder(db: Connection, pack: str, code_hash: str) -> str | None:
    """Return the person whose request has the code with this keyed hash, or None."""
    row = db.execute(
        "SELECT person FROM waiting WHERE code_hash = :hash AND pack = :pack", {"hash": code_hash, "pack": pack}
    ).fetchone()
    return row["person"] if row else None


def by_code(db: Connection, seal: Seal, code: str) -> RequestOfCode | None:
    """Return the request with a code, in whichever pack it is, or None."""
    row = db.execute(
        "SELECT person, pack, since, state FROM waiting WHERE code_hash = ?", (seal.hash("code", code),)
    ).fetchone()
    if row is None:
        return None
    return RequestOfCode(row["person"], row["pack"], datetime.fromisoformat(row["since"]), row["state"])


def rehash(db: Connection, seal: Seal) -> None:
    """Write the hash of every code again with the current look-up key, except for people without a key."""
    for row in db.execute("SELECT id, person, body FROM waiting WHERE code_hash IS NOT NULL").fetchall():
        if seal.keys.has_key(row["person"]):
            body = as_object(seal.unseal(row["person"], "waiting.body", row["id"], row["body"]))
            hashed = seal.hash("code", as_a(str, body["code"]))
            db.execute("UPDATE waiting SET code_hash = ? WHERE id = ?", (hashed, row["id"]))
