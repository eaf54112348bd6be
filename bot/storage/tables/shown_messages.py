"""Messages that can still be deleted from a chat: their ids in the channel, nothing of their content."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.storage.database import Connection

CLEARABLE = timedelta(hours=47)
"""Age up to which a channel can delete a message: Telegram lets a bot delete a message for 48 hours."""


def add(db: Connection, person: str, messages: Iterable[str], now: datetime) -> None:
    """Save messages in the chat of a person; save nothing if the person was erased meanwhile."""
    db.executemany(
        """INSERT INTO screen (person, message, at) SELECT id, :message, :at FROM person WHERE id = :person
           ON CONFLICT DO NOTHING""",
        [{"person": person, "message": message, "at": now.isoformat()} for message in messages],
    )


def messages(db: Connection, person: str, since: datetime) -> tuple[str, ...]:
    """Return the messages of a person since a moment, oldest first."""
    rows = db.execute(
        "SELECT message FROM screen WHERE person = :person AND at >= :since ORDER BY at, message",
        {"person": person, "since": since.isoformat()},
    )
    return tuple(row["message"] for row in rows)


def count(db: Connection, person: str) -> int:
    """Count the saved messages of a person."""
    return int(db.execute("SELECT count(*) FROM screen WHERE person = :person", {"person": person}).fetchone()[0])


def delete(db: Connection, person: str, messages: Iterable[str]) -> None:
    """Delete the rows of messages that are no longer in the chat."""
    db.executemany("DELETE FROM screen WHERE person = ? AND message = ?", [(person, message) for message in messages])


def delete_all(db: Connection, person: str) -> None:
    """Delete all rows of a person who no longer uses the chat."""
    db.execute("DELETE FROM screen WHERE person = :person", {"person": person})


def prune(db: Connection, before: datetime) -> int:
    """Delete the rows of messages that no channel can delete any more; return how many."""
    return db.execute("DELETE FROM screen WHERE at < :before", {"before": before.isoformat()}).rowcount
