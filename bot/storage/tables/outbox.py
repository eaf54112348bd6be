"""Replies that are decided but not yet sent, kept as data: they are said when they are sent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.core.language.message import Reply, reply_from_data, reply_to_data
from bot.storage.database import Connection, next_id, transaction
from bot.storage.keys.master_key import SealError
from bot.storage.keys.sealing import Seal
from bot.storage.tables import people

MOST = 200
"""Messages that are taken at once."""


@dataclass(frozen=True, slots=True)
class PendingReply:
    """One reply to send, to whom, and the version of the conversation that its buttons carry."""

    id: int
    person: str
    pack: str
    version: int
    attempts: int
    message: str
    """The channel's name for the message that was tapped."""
    reply: Reply

    @property
    def notice(self) -> bool:
        """Whether it calls a person and answers nothing."""
        return self.version == 0


def add(
    db: Connection,
    seal: Seal,
    person: str,
    channel: str,
    pack: str,
    version: int,
    reply: Reply,
    now: datetime,
    message: str = "",
) -> None:
    """Keep a reply until its channel has sent it."""
    id = next_id(db, "outbox")
    db.execute(
        """INSERT INTO outbox (id, person, channel, pack, version, not_before, message, body)
           VALUES (:id, :person, :channel, :pack, :version, :at, :message, :body)""",
        {
            "id": id,
            "person": person,
            "channel": channel,
            "pack": pack,
            "version": version,
            "at": now.isoformat(),
            "message": message,
            "body": seal.seal(person, "outbox.body", id, reply_to_data(reply)),
        },
    )


def due(
    db: Connection,
    seal: Seal,
    now: datetime,
    *,
    channel: str = "",
    to: Collection[str] | None = None,
    but: Collection[str] = (),
    notices: int = MOST,
    most: int = MOST,
) -> list[PendingReply]:
    """Return what may be sent now, answers before notices and oldest first.

    Only what `channel` must send, or all channels; only `to` these people, or all, `but` some. A person without a key
    was erased and gets nothing. Messages to one person stay in order: after one that must wait, all others wait.
    """
    rows = db.execute(
        """SELECT id, person, pack, version, attempts, message, body FROM outbox AS waiting
           WHERE fault IS NULL AND not_before <= :now AND (:channel = '' OR channel = :channel) AND NOT EXISTS (
               SELECT 1 FROM outbox AS earlier WHERE earlier.person = waiting.person AND earlier.id < waiting.id
               AND earlier.fault IS NULL AND earlier.not_before > :now)
           ORDER BY version = 0, id""",
        {"now": now.isoformat(), "channel": channel},
    )
    found: list[PendingReply] = []
    for row in rows:
        if row["person"] in but or (to is not None and row["person"] not in to):
            continue
        if not seal.keys.has_key(row["person"]):
            continue
        notices -= row["version"] == 0
        if len(found) == most or notices < 0:
            break
        body = reply_from_data(seal.unseal(row["person"], "outbox.body", row["id"], row["body"]))
        columns = {name: row[name] for name in ("id", "person", "pack", "version", "attempts", "message")}
        found.append(PendingReply(**columns, reply=body))
    return found


def delete(db: Connection, id: int) -> None:
    """It was sent: nothing of it is kept."""
    db.execute("DELETE FROM outbox WHERE id = :id", {"id": id})


def delete_notices(db: Connection, person: str, pack: str) -> None:
    """Let go of what would only call a person who is here now (version 0: it answers nothing)."""
    db.execute(
        "DELETE FROM outbox WHERE person = :person AND pack = :pack AND version = 0", {"person": person, "pack": pack}
    )


def delete_all(db: Connection, person: str) -> None:
    """Let go of all that waits for a person: whoever has the phone in hand now must not read it."""
    db.execute("DELETE FROM outbox WHERE person = :person", {"person": person})


def delay(db: Connection, id: int, moment: datetime) -> None:
    """It may not be shown before a moment (UTC)."""
    db.execute("UPDATE outbox SET not_before = :at WHERE id = :id", {"at": moment.isoformat(), "id": id})


def schedule_retry(db: Connection, id: int, moment: datetime) -> None:
    """It did not arrive: try again at a moment (UTC)."""
    db.execute(
        "UPDATE outbox SET not_before = :at, attempts = attempts + 1 WHERE id = :id",
        {"at": moment.isoformat(), "id": id},
    )


def count(db: Connection, person: str) -> int:
    """How many messages to a person are not sent yet."""
    return int(db.execute("SELECT count(*) FROM outbox WHERE person = :person", {"person": person}).fetchone()[0])


def prune(db: Connection, pack: str, before: datetime) -> int:
    """Let go of what was due before a moment and could not be sent, or is set aside; gives how many."""
    return db.execute(
        "DELETE FROM outbox WHERE pack = :pack AND not_before < :before", {"pack": pack, "before": before.isoformat()}
    ).rowcount


def set_aside(db: Connection, id: int, fault: str) -> None:
    """It can never be sent as it is: keep it out of the way of the others, with the kind of error."""
    db.execute("UPDATE outbox SET fault = :fault WHERE id = :id", {"fault": fault, "id": id})


def fill_in_channels(db: Connection, seal: Seal) -> None:
    """Fill in the channel of rows that were written before the outbox knew channels, from the sealed address.

    A row whose address does not open is set aside, so that `randevou faults` names it. A row of a person without a key
    stays as it is: it goes when that person is swept.
    """
    rows = db.execute("SELECT DISTINCT person FROM outbox WHERE channel = '' AND fault IS NULL").fetchall()
    waiting = [row["person"] for row in rows if seal.keys.has_key(row["person"])]
    if not waiting:
        return
    with transaction(db):
        for person in waiting:
            channel, fault = _reached_by(db, seal, person)
            db.execute(
                "UPDATE outbox SET channel = :channel, fault = :fault WHERE person = :person AND channel = ''",
                {"channel": channel, "fault": fault, "person": person},
            )


def _reached_by(db: Connection, seal: Seal, person: str) -> tuple[str, str | None]:
    """The channel that reaches a person, and the kind of error where that cannot be told."""
    try:
        channel = people.channel_of(db, seal, person)
    except SealError as error:
        return "", type(error).__name__
    return (channel, None) if channel else ("", "NoAddress")


def faults(db: Connection) -> list[tuple[str, str]]:
    """When each message that is set aside was due, and why it was; nothing of what it says."""
    rows = db.execute("SELECT not_before, fault FROM outbox WHERE fault IS NOT NULL ORDER BY id")
    return [(row["not_before"], row["fault"]) for row in rows]
