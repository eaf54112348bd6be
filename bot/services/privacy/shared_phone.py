"""Several people on one phone: while the case of one is open, nothing of another case is shown."""

from datetime import datetime, timedelta

from bot.app import App
from bot.core.conversation.phone import AWAY
from bot.storage.tables import conversations, people


def until(app: App, person: str, now: datetime) -> datetime | None:
    """Return until when another person uses this person's phone; None if no other person does."""
    other = people.other_user(app.db, person)
    kept = conversations.load(app.db, app.seal, other, app.pack.id) if other else None
    if kept is None or kept.conversation.locked or now - kept.at > AWAY:
        return None
    return kept.at + AWAY + timedelta(seconds=1)
