"""Tells people whose appointment will not take place, once; they keep what they have until they choose."""

from collections.abc import Iterable
from datetime import datetime

from bot.app import App
from bot.services import notices
from bot.services.booking.affected import Judged
from bot.services.conversation import lanes
from bot.storage.lost_commits import missing_commits
from bot.storage.tables import sealed_bookings


def tell(app: App, found: Iterable[Judged], now: datetime) -> int:
    """Let those know whose appointment does not take place now and did before; return how many are reached.

    If it takes place again and is taken away once more, they are told again. The caller holds the transaction.
    """
    if missing_commits(app.db) is not None:
        return 0  # an appointment that is here again may have been cancelled
    told = 0
    for one in found:
        if one.held is None or one.held.told == bool(one.why):
            continue
        sealed_bookings.mark_told(app.db, app.seal, one.person, one.held, bool(one.why))
        if one.why and lanes.lane_of(app, one.person):
            zone = app.pack.site_booked(one.booking.site).zone
            notices.notify(app, one.person, zone, now, about=one.booking.starts_at)
            told += 1
    return told
