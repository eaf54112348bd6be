"""What the chat remembers in memory, for a minute: how much each internet address asks for, and who agrees just now."""

import secrets
from datetime import datetime, timedelta

from bot.app_thread import Clock

MOST, SECONDS = 600, 0.1
"""Requests of one internet address at once, and then one in so many seconds: a shelter with a hundred people."""
MOST_ADDRESSES = 10_000
MINUTE = timedelta(minutes=1)


class CrowdLimit:
    """Limits the requests of each internet address, in memory only; with too many addresses it forgets them all."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._full_until: dict[str, datetime] = {}

    def may(self, address: str) -> bool:
        """Take one request of an address; False if it asks for too much."""
        now = self._clock()
        if len(self._full_until) >= MOST_ADDRESSES:
            self._full_until = {one: until for one, until in self._full_until.items() if until > now}
            if len(self._full_until) >= MOST_ADDRESSES:
                self._full_until.clear()
        until, longest = self._full_until.get(address, now), now + timedelta(seconds=MOST * SECONDS)
        if not now <= until <= longest:  # the bucket is empty again, or the clock was set back
            until = now
        until += timedelta(seconds=SECONDS)
        if until > longest:
            return False
        self._full_until[address] = until
        return True


class NewCookies:
    """The cookie that each form of a newcomer would bring: a form sent twice brings the same one, for a minute."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._given: dict[str, tuple[datetime, str]] = {}

    def cookie_for(self, form: str) -> str:
        """Return the cookie for a form: random, and not to be known from the form."""
        now = self._clock()
        self._given = {one: given for one, given in self._given.items() if abs(now - given[0]) < MINUTE}
        return self._given.setdefault(form, (now, secrets.token_urlsafe(16)))[1]
