"""Keeps the slot table as the pack is today."""

from datetime import datetime

from bot.app import App
from bot.core.booking.timetable import on_offer
from bot.storage import setting_table
from bot.storage.tables import slots

READING = "reading:"
"""Before the id of a pack: the name in the settings of the revision that made its slots."""


def follow(app: App, now: datetime) -> bool:
    """Bring the slot table to the pack; return whether its slots were made by another reading before.

    The caller holds the transaction, so readings follow one another as they were made: a pack whose files have changed
    since it was read never writes over a later one.
    """
    name = READING + app.pack.id
    made_by = setting_table.read(app.db, name)
    if app.pack.revision != made_by and not app.is_current():
        return False
    slots.bring_to(app.db, app.pack, on_offer(app.pack, now), now)
    setting_table.write(app.db, name, app.pack.revision)
    return app.pack.revision != made_by
