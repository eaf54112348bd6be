"""Offers: seats that a draw gave to a group, held for it until its window to answer ends."""

from datetime import date, datetime, timedelta

from bot.app import App
from bot.core.booking.allocation import By
from bot.core.booking.draw_day import UNREAD, confirm_hours, end_of_window, last_draw_of, latest_end
from bot.core.booking.request import Offer
from bot.core.booking.slot import SeatRequest, Slot, local
from bot.services import clock, notices
from bot.storage.lost_commits import missing_commits
from bot.storage.tables import drawn_slots, requests, slots

TOLD_BY_HELPERS = timedelta(days=1)
"""The shortest window of a person without a phone, from the moment at which a helper told them."""


def make(app: App, person: str, group: SeatRequest, slot: Slot, by: By, day: date, now: datetime) -> None:
    """Hold the seats that the draw of a day gave to a person, and let them know; in the transaction of the caller.

    The window to answer begins when the message has arrived, or when the person can read it. What nobody could read
    lapses in time for the last draw that can give its day again.
    """
    taken = slots.take(app.db, app.pack.id, slot.site, slot.starts_at, group.seats)
    assert isinstance(taken, Slot), "the draw gives what is free, in this transaction"
    zone = app.pack.site_booked(slot.site).zone
    last = min(end_of_window(now, _window(app, now) + UNREAD, zone), latest_end(slot.starts_at, zone))
    again = last_draw_of(app.pack, local(slot.starts_at, app.pack.site_booked(slot.site)).date(), now, zone)
    if again and again >= now + _window(app, now):
        last = min(last, again)
    requests.offer(app.db, app.seal, person, app.pack.id, Offer(slot, group, None, last, by), day)
    notices.notify(app, person, zone, now, slot.starts_at)


def _window(app: App, now: datetime) -> timedelta:
    return timedelta(hours=confirm_hours(app.pack, app.pack.day(now)))


def can_be_read(app: App, person: str, now: datetime) -> None:
    """Begin the window of an offer that has not begun: the message arrived, or the person is in the conversation."""
    _begin(app, person, _window(app, now), now)


def told_by_helpers(app: App, person: str, now: datetime) -> None:
    """Begin the window of a person without a phone: a helper has just told them."""
    _begin(app, person, max(_window(app, now), TOLD_BY_HELPERS), now)


def _begin(app: App, person: str, window: timedelta, now: datetime) -> None:
    """Begin a window; not by a clock in doubt, or it might be over when the clock is corrected."""
    row = requests.unread_offer(app.db, person, app.pack.id)
    if row and clock.doubt(app, now) is None:
        zone = app.pack.site_booked(row.site).zone
        until = min(end_of_window(now, window, zone), latest_end(row.starts_at, zone))
        requests.begin_window(app.db, person, app.pack.id, until)


def follow(app: App, now: datetime) -> int:
    """Let the offers lapse whose window is over, and take back those that the site does not keep; return how many.

    Their seats stay free for the next draw. In a database that is older than it was nothing lapses: an answer may be
    among what was lost. The caller holds the transaction.
    """
    if missing_commits(app.db) is not None:
        return 0
    over = 0
    for row in requests.offers(app.db, app.pack.id):
        closed = not drawn_slots.is_open(app.db, row.slot)
        if closed or row.until <= now:
            if closed and (request := requests.of(app.db, app.seal, row.person, app.pack.id)) and request.drawn_on:
                requests.note_passed(app.db, app.seal, row.person, app.pack.id, request.drawn_on, "closed")
            requests.set_state(app.db, row.person, app.pack.id, "asked" if closed else "lapsed")
            notices.notify(app, row.person, app.pack.site_booked(row.site).zone, now, row.starts_at)
            over += 1
    return over
