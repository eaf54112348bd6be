"""Who has a phone in hand: while one person's case is open on it, nothing of another's is shown there."""

from datetime import datetime, timedelta

from bot.app import App
from bot.storage.tables import conversations, people

AWAY = timedelta(minutes=30)
"""After so long without a word, "are you the same person?" comes first."""


def until(app: App, person: str, now: datetime) -> datetime | None:
    """Until when somebody else has this person's phone in hand; None if nobody has."""
    other = people.other_user(app.db, person)
    kept = conversations.load(app.db, app.seal, other, app.pack.id) if other else None
    if kept is None or kept[0].locked or now - kept[1] > AWAY:
        return None
    return kept[1] + AWAY + timedelta(seconds=1)
