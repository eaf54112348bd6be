"""The outbox: replies not yet sent, stored as data; they become text in a language only when they are sent."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.core.language.data import as_a, as_object
from bot.core.language.message import Reply, reply_from_data, reply_to_data
from bot.storage.database import Connection, Row, next_id, transaction
from bot.storage.keys.master_key import SealError
from bot.storage.keys.sealing import Seal
from bot.storage.tables import people
from bot.storage.tables.received import Fault

HELD = "Held"
"""The fault of replies that may have been sent already, because the database is older than it was."""
MOST_AT_ONCE = 200
"""The most replies that one call of `due` returns."""


@dataclass(frozen=True, slots=True)
class PendingReply:
    """A reply to send: to whom, and the version of the question to which its buttons belong."""

    id: int
    person: str
    pack: str
    version: int
    attempts: int
    message: str
    """The id, in the channel, of a message that this reply may replace (it was tapped) or clears (it held a secret)."""
    reply: Reply

    @property
    def notice(self) -> bool:
        """Whether this is a notice, which answers no message of the person."""
        return self.version == 0


class Due(NamedTuple):
    """Replies to send now, and the kind of error of those that cannot be read: damaged, or of a newer version."""

    replies: list[PendingReply]
    unreadable: dict[int, str]


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
    """Save a reply until its channel has sent it.

    The version of the question follows from the answers, so it is sealed; in clear stands only whether it is 0.
    """
    id = next_id(db, "outbox")
    db.execute(
        """INSERT INTO outbox (id, person, channel, pack, version, not_before, message, body)
           VALUES (:id, :person, :channel, :pack, :version, :at, :message, :body)""",
        {
            "id": id,
            "person": person,
            "channel": channel,
            "pack": pack,
            "version": min(version, 1),
            "at": now.isoformat(),
            "message": message,
            "body": seal.seal(person, "outbox.body", id, {**reply_to_data(reply), "version": version}),
        },
    )


DUE = """SELECT id, person, pack, version, attempts, message FROM outbox AS waiting
WHERE fault IS NULL AND pack = :pack AND not_before <= :now {channel}
AND NOT EXISTS (
    SELECT 1 FROM outbox AS earlier WHERE earlier.person = waiting.person AND earlier.id < waiting.id
    AND earlier.pack = waiting.pack AND earlier.fault IS NULL AND earlier.not_before > :now)
ORDER BY version = 0, id"""


def due(
    db: Connection,
    seal: Seal,
    pack: str,
    now: datetime,
    *,
    channel: str = "",
    to: Collection[str] | None = None,
    but: Collection[str] = (),
    notices: int = MOST_AT_ONCE,
    most: int = MOST_AT_ONCE,
) -> Due:
    """Return the replies of a pack that may be sent now, answers before notices, oldest first.

    `channel` limits them to one channel, `to` to some people, and `but` leaves people out; at most `notices` notices
    and `most` replies are returned. A person without a key was erased and gets nothing. Messages to one person stay in
    order: after one that must wait, all later ones wait.
    """
    one = "AND channel = :channel" if channel else ""  # with an OR, SQLite would read all that waits
    rows = db.execute(DUE.format(channel=one), {"pack": pack, "now": now.isoformat(), "channel": channel})
    found: list[PendingReply] = []
    unreadable: dict[int, str] = {}
    for row in rows:
        if row["person"] in but or (to is not None and row["person"] not in to):
            continue
        if not seal.keys.has_key(row["person"]):
            continue
        notices -= row["version"] == 0
        if len(found) == most or notices < 0:
            break
        try:
            found.append(_read(db, seal, row))
        except (SealError, ValueError, TypeError, KeyError, AssertionError) as error:
            unreadable[row["id"]] = type(error).__name__
    return Due(found, unreadable)


def _read(db: Connection, seal: Seal, row: Row) -> PendingReply:
    """Read a reply; its body is looked up here, so that SQLite does not sort the bodies of all that waits."""
    (body,) = db.execute("SELECT body FROM outbox WHERE id = ?", (row["id"],)).fetchone()
    data = as_object(seal.unseal(row["person"], "outbox.body", row["id"], body))
    version = as_a(int, data.get("version", row["version"]))  # version 0.1 kept it in clear
    columns = {name: row[name] for name in ("id", "person", "pack", "attempts", "message")}
    return PendingReply(**columns, version=version, reply=reply_from_data(data))


def delete(db: Connection, id: int) -> str | None:
    """Delete a reply that was sent; nothing of it is kept. Return the person, if it was a notice."""
    row = db.execute("DELETE FROM outbox WHERE id = :id RETURNING person, version", {"id": id}).fetchone()
    return row["person"] if row and row["version"] == 0 else None


def delete_notices(db: Connection, person: str, pack: str) -> None:
    """Delete the notices to a person who is in the conversation now (version 0: they answer no message)."""
    db.execute(
        "DELETE FROM outbox WHERE person = :person AND pack = :pack AND version = 0", {"person": person, "pack": pack}
    )


def next_notice(db: Connection, person: str, pack: str) -> datetime | None:
    """Return when the next notice to a person is due; None if none waits."""
    row = db.execute(
        """SELECT min(not_before) AS at FROM outbox
           WHERE person = :person AND pack = :pack AND version = 0 AND fault IS NULL""",
        {"person": person, "pack": pack},
    ).fetchone()
    return datetime.fromisoformat(row["at"]) if row["at"] else None


def delete_all(db: Connection, person: str) -> None:
    """Delete all replies to a person: someone else may have the phone now and must not read them."""
    db.execute("DELETE FROM outbox WHERE person = :person", {"person": person})


def delay(db: Connection, id: int, moment: datetime) -> None:
    """Do not send a reply before a moment (UTC)."""
    db.execute("UPDATE outbox SET not_before = :at WHERE id = :id", {"at": moment.isoformat(), "id": id})


def schedule_retry(db: Connection, id: int, moment: datetime) -> None:
    """Count a failed attempt to send a reply, and try again at a moment (UTC)."""
    db.execute(
        "UPDATE outbox SET not_before = :at, attempts = attempts + 1 WHERE id = :id",
        {"at": moment.isoformat(), "id": id},
    )


def send_now(db: Connection, person: str, pack: str, now: datetime) -> None:
    """Send at once what failed before, since the channel works again, and answers: the clock may have gone back."""
    db.execute(
        """UPDATE outbox SET not_before = :now WHERE person = :person AND pack = :pack
           AND (attempts > 0 OR version > 0) AND fault IS NULL AND not_before > :now""",
        {"person": person, "pack": pack, "now": now.isoformat()},
    )


def count(db: Connection, person: str) -> int:
    """Count the messages to a person that are not sent yet."""
    return int(db.execute("SELECT count(*) FROM outbox WHERE person = :person", {"person": person}).fetchone()[0])


def prune(db: Connection, pack: str, before: datetime) -> int:
    """Delete replies that were due before a moment and were not sent or were set aside; return how many."""
    return db.execute(
        "DELETE FROM outbox WHERE pack = :pack AND not_before < :before", {"pack": pack, "before": before.isoformat()}
    ).rowcount


def set_aside(db: Connection, id: int, fault: str) -> None:
    """Mark a reply that can never be sent with the kind of error, so that it does not block the others."""
    db.execute("UPDATE outbox SET fault = :fault WHERE id = :id", {"fault": fault, "id": id})


def hold_all(db: Connection) -> None:
    """Set aside every reply that waits, until `release` or `delete_held`."""
    db.execute("UPDATE outbox SET fault = :held WHERE fault IS NULL", {"held": HELD})


def count_held(db: Connection) -> int:
    """Count the replies that are held."""
    return int(db.execute("SELECT count(*) FROM outbox WHERE fault = :held", {"held": HELD}).fetchone()[0])


def release(db: Connection) -> None:
    """Let the replies that were held be sent."""
    db.execute("UPDATE outbox SET fault = NULL WHERE fault = :held", {"held": HELD})


def delete_held(db: Connection) -> None:
    """Delete the replies that were held."""
    db.execute("DELETE FROM outbox WHERE fault = :held", {"held": HELD})


def move(db: Connection, person: str, pack: str, lane: str) -> None:
    """Let what waits for a person go out by another lane, where no earlier message can be replaced or cleared."""
    db.execute(
        "UPDATE outbox SET channel = :lane, message = '' WHERE person = :person AND pack = :pack AND channel <> :lane",
        {"person": person, "pack": pack, "lane": lane},
    )


def adopt(db: Connection, pack: str, channel: str, lane: str) -> None:
    """Let what waits for a channel, from before there were lanes, go out by this one."""
    db.execute(
        "UPDATE outbox SET channel = :lane WHERE pack = :pack AND channel = :channel",
        {"pack": pack, "channel": channel, "lane": lane},
    )


def fill_in_channels(db: Connection, seal: Seal) -> None:
    """Fill in the channel of rows from before the outbox had channels, from the sealed address.

    A row whose address does not open is set aside, so that `randevou faults` lists it. A row of a person without a key
    does not change: it is deleted with that person.
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
    """Return the channel that reaches a person, and the kind of error if there is no channel."""
    try:
        channel = people.channel_of(db, seal, person)
    except SealError as error:
        return "", type(error).__name__
    return (channel, None) if channel else ("", "NoAddress")


def faults(db: Connection) -> list[Fault]:
    """Return when each reply that was set aside was due, and the kind of error; nothing of its content."""
    rows = db.execute("SELECT not_before, fault FROM outbox WHERE fault IS NOT NULL ORDER BY id")
    return [Fault(datetime.fromisoformat(row["not_before"]), row["fault"]) for row in rows]
