"""Which messages have been handled, so that one delivered twice acts once."""

from datetime import datetime

from bot.storage.database import Connection


def first_time(db: Connection, channel: str, id: str, now: datetime) -> bool:
    """Whether this message is new; from now on it is not."""
    added = db.execute(
        "INSERT INTO received (channel, id, at) VALUES (:channel, :id, :at) ON CONFLICT DO NOTHING",
        {"channel": channel, "id": id, "at": now.isoformat()},
    )
    return added.rowcount == 1


def delete(db: Connection, channel: str, id: str) -> None:
    """Nothing came of this message that is kept: if it comes again, it is answered again."""
    db.execute("DELETE FROM received WHERE channel = :channel AND id = :id", {"channel": channel, "id": id})


def set_aside(db: Connection, channel: str, id: str, fault: str) -> None:
    """Note that handling a message failed by our own fault: the kind of error, nothing of what was said."""
    db.execute(
        "UPDATE received SET fault = :fault WHERE channel = :channel AND id = :id",
        {"channel": channel, "id": id, "fault": fault},
    )


def prune(db: Connection, before: datetime) -> int:
    """Forget messages that no channel can deliver again; gives how many."""
    return db.execute("DELETE FROM received WHERE at < :before", {"before": before.isoformat()}).rowcount


def faults(db: Connection) -> list[tuple[str, str]]:
    """When each message that is set aside came, and the kind of error."""
    rows = db.execute("SELECT at, fault FROM received WHERE fault IS NOT NULL ORDER BY at")
    return [(row["at"], row["fault"]) for row in rows]
