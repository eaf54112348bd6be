"""Take a case from the helpers of a desk, as its person wants."""

from datetime import datetime

from bot.app import App
from bot.storage.tables import audit_log, delayed_acts, desk_cards
from bot.storage.tables.audit_log import Actor


def end_help(app: App, person: str, now: datetime) -> None:
    """Let no helper find a case any more, and undo what waits to be done for it; in the transaction of the caller.

    The case stays the person's. Only a new card, to which they agree, brings it back to a desk.
    """
    desk_cards.remove(app.db, person)
    delayed_acts.delete_of(app.db, person)
    audit_log.write(app.db, app.seal, Actor("person", now), "person end help", audit_log.pseudonym(app.seal, person))
