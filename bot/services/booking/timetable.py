"""Keeps the slot table as the pack is today, and what its sites are called."""

from datetime import datetime

from bot.app import App
from bot.core.booking.timetable import on_offer
from bot.storage import setting_table
from bot.storage.tables import known_sites, slots

READING = "reading:"
"""Before the id of a pack: the name in the settings of the revision that made its slots."""


def follow(app: App, now: datetime) -> None:
    """Bring the slot table to the pack.

    The caller holds the transaction, so readings follow one another as they were made: a pack whose files have changed
    since it was read never writes over a later one.
    """
    name = READING + app.pack.id
    if setting_table.read(app.db, name) != app.pack.revision and not app.is_current():
        return
    slots.bring_to(app.db, app.pack, on_offer(app.pack, now), now)
    for site in app.pack.sites:
        names = {code: catalog.say(site.name) for code, catalog in app.catalogs.items()}
        known_sites.save(app.db, app.pack.id, site, names)
    setting_table.write(app.db, name, app.pack.revision)
