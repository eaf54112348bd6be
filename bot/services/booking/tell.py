"""Tells people whose appointment will not take place, once; they keep what they have until they choose."""

from collections.abc import Sequence
from datetime import datetime

from bot.app import App
from bot.services import notices
from bot.services.booking.affected import Judged
from bot.services.conversation import lanes
from bot.storage.lost_commits import missing_commits
from bot.storage.tables import sealed_bookings


def to_tell(app: App, there: Sequence[Judged]) -> list[Judged]:
    """Return the appointments whose people can be reached and were not told yet that they will not take place."""
    if missing_commits(app.db) is not None:
        return []  # an appointment that is here again may have been cancelled
    return [one for one in there if one.held and not one.held.told and lanes.lane_of(app, one.person)]


def tell(app: App, found: Sequence[Judged], now: datetime) -> int:
    """Tell those whose appointment does not take place and who were not told yet; return how many are reached.

    If it takes place again and is taken away once more, they are told again. The caller holds the transaction.
    """
    if missing_commits(app.db) is not None:
        return 0
    news = to_tell(app, [one for one in found if one.why])
    for one in news:
        zone = app.pack.site_booked(one.booking.site).zone
        notices.notify(app, one.person, zone, now, about=one.booking.starts_at)
    for one in found:
        if one.held and one.held.told != bool(one.why):
            sealed_bookings.mark_told(app.db, app.seal, one.person, one.held, bool(one.why))
    return len(news)
