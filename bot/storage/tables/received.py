"""Messages that were already handled, so that a message delivered twice has an effect only once."""

from datetime import datetime
from typing import NamedTuple

from bot.storage.database import Connection


class Fault(NamedTuple):
    """A message that was set aside: when it came or was due, and the kind of error."""

    at: datetime
    kind: str


def first_time(db: Connection, channel: str, id: str, now: datetime) -> bool:
    """Save a message as handled; return whether it was new. `channel` is a lane: ids are unique within a bot."""
    added = db.execute(
        "INSERT INTO received (channel, id, at) VALUES (:channel, :id, :at) ON CONFLICT DO NOTHING",
        {"channel": channel, "id": id, "at": now.isoformat()},
    )
    return added.rowcount == 1


def adopt(db: Connection, channel: str, lane: str) -> None:
    """Take over what a channel handled before there were lanes."""
    db.execute(
        "UPDATE OR IGNORE received SET channel = :lane WHERE channel = :channel", {"channel": channel, "lane": lane}
    )


def delete(db: Connection, channel: str, id: str) -> None:
    """Delete the mark of a message that changed nothing else here: if it is delivered again, it is answered again."""
    db.execute("DELETE FROM received WHERE channel = :channel AND id = :id", {"channel": channel, "id": id})


def set_aside(db: Connection, channel: str, id: str, fault: str) -> None:
    """Mark a message that cannot be read or failed: save the kind of error, nothing of its content."""
    db.execute(
        "UPDATE received SET fault = :fault WHERE channel = :channel AND id = :id",
        {"channel": channel, "id": id, "fault": fault},
    )


def prune(db: Connection, before: datetime) -> int:
    """Delete messages that no channel can deliver again; return how many."""
    return db.execute("DELETE FROM received WHERE at < :before", {"before": before.isoformat()}).rowcount


def faults(db: Connection) -> list[Fault]:
    """Return when each failed message came, and the kind of error."""
    rows = db.execute("SELECT at, fault FROM received WHERE fault IS NOT NULL ORDER BY at")
    return [Fault(datetime.fromisoformat(row["at"]), row["fault"]) for row in rows]
