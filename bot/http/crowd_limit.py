"""How much each internet address may ask for. It is known in memory only."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.storage.tables.rate_limits import Limit

CROWD = Limit(600, 0.1)
"""Requests of one internet address: a shelter with a hundred people."""
MOST_ADDRESSES = 10_000


class CrowdLimit:
    """Limits the requests of each person who has agreed, and of each internet address for all others together.

    It is in memory only, and with too many of them it forgets them all.
    """

    def __init__(self, clock: Callable[[], datetime], limit: Limit) -> None:
        self._clock, self._limit = clock, limit
        self._full_until: dict[str, datetime] = {}
        self._known: set[str] = set()

    def know(self, cookie: str) -> None:
        """Let a cookie under which something is stored count by itself, and not with its internet address."""
        if len(self._known) >= MOST_ADDRESSES:
            self._known.clear()
        self._known.add(cookie)

    def may(self, address: str, cookie: str = "") -> bool:
        """Take one request; False if this person, or this address, asks for too much."""
        now = self._clock()
        address = f"cookie {cookie}" if cookie in self._known else address
        if len(self._full_until) >= MOST_ADDRESSES:
            self._full_until = {one: until for one, until in self._full_until.items() if until > now}
            if len(self._full_until) >= MOST_ADDRESSES:
                self._full_until.clear()
        each = timedelta(seconds=self._limit.seconds)
        until, longest = self._full_until.get(address, now), now + self._limit.most * each
        if not now <= until <= longest:  # the bucket is empty again, or the clock was set back
            until = now
        until += each
        if until > longest:
            return False
        self._full_until[address] = until
        return True
