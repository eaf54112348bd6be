"""Replies that are decided but not yet sent, kept as data: they are said when they are sent."""

from dataclasses import dataclass
from datetime import datetime

from bot.core.message import Reply, reply_from_data, reply_to_data
from bot.storage.database import Connection
from bot.storage.seal import Seal


@dataclass(frozen=True, slots=True)
class Waiting:
    """One reply to send, to whom, and the version of the conversation that its buttons carry."""

    id: int
    person: str
    pack: str
    version: int
    attempts: int
    reply: Reply


def add(db: Connection, seal: Seal, person: str, pack: str, version: int, reply: Reply, now: datetime) -> None:
    """Keep a reply until it has been sent."""
    db.execute(
        """INSERT INTO outbox (person, pack, version, not_before, body)
           VALUES (:person, :pack, :version, :at, :body)""",
        {
            "person": person,
            "pack": pack,
            "version": version,
            "at": now.isoformat(),
            "body": seal.seal(person, f"outbox:{pack}", reply_to_data(reply)),
        },
    )


def due(db: Connection, seal: Seal, now: datetime, people: list[str] | None = None) -> list[Waiting]:
    """What may be sent now, oldest first; to these people, or to all."""
    rows = db.execute(
        "SELECT id, person, pack, version, attempts, body FROM outbox WHERE not_before <= :now ORDER BY id",
        {"now": now.isoformat()},
    )
    return [
        Waiting(
            row["id"],
            row["person"],
            row["pack"],
            row["version"],
            row["attempts"],
            reply_from_data(seal.unseal(row["person"], f"outbox:{row['pack']}", row["body"])),
        )
        for row in rows
        if people is None or row["person"] in people
    ]


def sent(db: Connection, id: int) -> None:
    """It was sent: nothing of it is kept."""
    db.execute("DELETE FROM outbox WHERE id = :id", {"id": id})


def drop_notices(db: Connection, person: str, pack: str) -> None:
    """Let go of what would only call a person who is here now (version 0: it answers nothing)."""
    db.execute(
        "DELETE FROM outbox WHERE person = :person AND pack = :pack AND version = 0", {"person": person, "pack": pack}
    )


def postpone(db: Connection, id: int, moment: datetime) -> None:
    """It did not arrive: try again at a moment (UTC)."""
    db.execute(
        "UPDATE outbox SET not_before = :at, attempts = attempts + 1 WHERE id = :id",
        {"at": moment.isoformat(), "id": id},
    )
