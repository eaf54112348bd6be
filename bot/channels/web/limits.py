"""What the chat remembers in memory, for a while: the talks of newcomers; and how many slips may be checked."""

import secrets
from datetime import datetime, timedelta

from bot.app_thread import Clock
from bot.http.crowd_limit import MOST_ADDRESSES
from bot.http.form import LIFE
from bot.storage.tables.rate_limits import Limit

CHECKS, ALL_CHECKS = Limit(10, 30), Limit(100, 10)
"""Slips that one internet address, and all together, may have checked; each check adds a row to the audit."""
MINUTE = timedelta(minutes=1)


class Newcomers:
    """The address that each talk of a newcomer would have as a cookie, and the talks that they closed, by random names.

    A code that is typed before the PIN waits at this address. Once it is a cookie, an old form brings it for a minute.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._cookies: dict[str, tuple[datetime, str]] = {}
        self._closed: dict[str, datetime] = {}

    def cookie_for(self, talk: str) -> str:
        """Return the cookie for a talk: random, and not to be known from a form of it."""
        now = self._clock()
        until, cookie = self._cookies.get(talk, (now, ""))
        if not now < until <= now + LIFE:  # over, or the clock was set back
            self._cookies.pop(talk, None)
            until, cookie = now + LIFE, secrets.token_urlsafe(16)
        self._cookies[talk] = (until, cookie)
        while len(self._cookies) > MOST_ADDRESSES:
            self._cookies.pop(next(iter(self._cookies)))
        return cookie

    def is_given(self, talk: str) -> None:
        """Note that a browser gets the cookie of a talk: its forms bring it only if they are sent again at once."""
        if talk in self._cookies:
            until, cookie = self._cookies[talk]
            self._cookies[talk] = (min(until, self._clock() + MINUTE), cookie)

    def close(self, talk: str) -> None:
        """Let no form of a talk count any more; after so long no form of it would anyway."""
        now = self._clock()
        self._closed = {one: at for one, at in self._closed.items() if abs(now - at) < LIFE}
        self._closed[talk] = now

    def is_closed(self, talk: str) -> bool:
        """Return whether a newcomer has closed this talk."""
        return talk in self._closed
