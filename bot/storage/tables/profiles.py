"""What a channel shows about a bot: a digest of the texts that were last set there."""

from bot.storage import setting_table
from bot.storage.database import Connection

NAME = "profile:"
"""How the names in the table of settings begin."""


def digest(db: Connection, bot: str) -> str:
    """Return the digest of the texts that a bot shows; empty if they were never set."""
    return setting_table.read(db, NAME + bot)


def save_digest(db: Connection, bot: str, digest: str) -> None:
    """Save the digest of the texts that a bot shows now."""
    setting_table.write(db, NAME + bot, digest)
