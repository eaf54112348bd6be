"""What a channel shows about a bot: a digest of the texts that were last set there."""

from bot.storage.database import Connection

NAME = "profile:"
"""How the names in the table of settings begin."""


def digest(db: Connection, bot: str) -> str:
    """Return the digest of the texts that a bot shows; empty if they were never set."""
    row = db.execute("SELECT value FROM setting WHERE name = :name", {"name": NAME + bot}).fetchone()
    return str(row["value"]) if row else ""


def save_digest(db: Connection, bot: str, digest: str) -> None:
    """Save the digest of the texts that a bot shows now."""
    db.execute(
        """INSERT INTO setting (name, value) VALUES (:name, :value)
           ON CONFLICT (name) DO UPDATE SET value = excluded.value""",
        {"name": NAME + bot, "value": digest},
    )
