"""What one shift tells the next: words from a list, and nothing about a person."""

from datetime import UTC, datetime, timedelta

from bot.storage.database import Connection

KEPT = timedelta(hours=24)


def save(db: Connection, word: str, now: datetime) -> None:
    """Note a word; one that is there already is new again."""
    db.execute(
        "INSERT INTO shift_note (word, at) VALUES (?, ?) ON CONFLICT (word) DO UPDATE SET at = excluded.at",
        (word, _utc(now)),
    )


def listing(db: Connection, now: datetime) -> list[str]:
    """Return the words that are not too old, the newest first."""
    rows = db.execute(
        "SELECT word FROM shift_note WHERE at > :after ORDER BY at DESC, word", {"after": _utc(now - KEPT)}
    )
    return [row["word"] for row in rows]


def delete(db: Connection, word: str) -> None:
    """Delete a word that is no longer so."""
    db.execute("DELETE FROM shift_note WHERE word = :word", {"word": word})


def prune(db: Connection, now: datetime) -> None:
    """Delete the words that are too old."""
    db.execute("DELETE FROM shift_note WHERE at <= :before", {"before": _utc(now - KEPT)})


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
