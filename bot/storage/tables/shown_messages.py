"""Which messages of a chat can still be cleared from it: the channel's names for them, nothing of what they say."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.storage.database import Connection

CLEARABLE = timedelta(hours=47)
"""How old a message may be that a channel can still clear: Telegram lets a bot delete for 48 hours."""


def add(db: Connection, person: str, messages: Iterable[str], now: datetime) -> None:
    """Remember messages that stand in a person's chat; of one who was erased meanwhile, nothing."""
    db.executemany(
        """INSERT INTO screen (person, message, at) SELECT id, :message, :at FROM person WHERE id = :person
           ON CONFLICT DO NOTHING""",
        [{"person": person, "message": message, "at": now.isoformat()} for message in messages],
    )


def messages(db: Connection, person: str, since: datetime) -> tuple[str, ...]:
    """The messages of a person since a moment, oldest first."""
    rows = db.execute(
        "SELECT message FROM screen WHERE person = :person AND at >= :since ORDER BY at, message",
        {"person": person, "since": since.isoformat()},
    )
    return tuple(row["message"] for row in rows)


def count(db: Connection, person: str) -> int:
    """How many messages of a person are remembered."""
    return int(db.execute("SELECT count(*) FROM screen WHERE person = :person", {"person": person}).fetchone()[0])


def delete(db: Connection, person: str, messages: Iterable[str]) -> None:
    """These are no longer there."""
    db.executemany("DELETE FROM screen WHERE person = ? AND message = ?", [(person, message) for message in messages])


def delete_all(db: Connection, person: str) -> None:
    """The chat that these stand in is the person's no more."""
    db.execute("DELETE FROM screen WHERE person = :person", {"person": person})


def prune(db: Connection, before: datetime) -> int:
    """Forget what no channel can clear any more; gives how many."""
    return db.execute("DELETE FROM screen WHERE at < :before", {"before": before.isoformat()}).rowcount
