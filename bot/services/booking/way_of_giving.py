"""Tells those who wait, once, that the way has changed in which a pack gives its places."""

from datetime import datetime

from bot.app import App
from bot.core.booking.request import allocation
from bot.services import notices
from bot.storage import setting_table
from bot.storage.keys.master_key import SealError
from bot.storage.lost_commits import missing_commits
from bot.storage.tables import requests, waiting

WAY = "way:"
"""Before the id of a pack: the name in the settings of the way in which it gave its places at the last tick."""
ENDED = "ended"


def follow(app: App, now: datetime) -> None:
    """Tell those in the line that there is no draw any more, and all who wait that the programme has ended.

    Where draws begin, the waiting list ends: those on it are told, and their date stays. The caller holds the
    transaction. In a database that is older than it was nobody is told: they may have left since.
    """
    if missing_commits(app.db) is not None:
        return
    today, name = app.pack.day(now), WAY + app.pack.id
    way = ENDED if app.pack.has_ended(today) else allocation(app.pack, today)
    if way == "draw":
        told = [person for person in _on_list(app) if _taken_over(app, person, now)]
    elif way == setting_table.read(app.db, name):
        return
    else:
        told = [*sorted(requests.in_line(app.db, app.pack.id)), *(_on_list(app) if way == ENDED else [])]
    setting_table.write(app.db, name, way)
    for person in told:
        notices.notify(app, person, app.pack.zone, now)


def _on_list(app: App) -> list[str]:
    return [row.person for row in waiting.in_order(app.db, app.pack.id) if row.state != "over"]


def _taken_over(app: App, person: str, now: datetime) -> bool:
    """Turn a place on the list into a date in the line; return False for a row that does not open."""
    try:
        requests.take_over(app.db, app.seal, person, app.pack.id, now)
    except SealError:
        return False
    return True
