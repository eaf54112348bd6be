"""How fast a bot may speak: token buckets for one chat and for the whole bot, off unless a test turns them on."""

from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from tests.telegram.rules import Refused

COUNTED = ("send", "edit")
"""Methods that begin like this cost a token (edits draw 429 too, as bots that stream text report)."""


@dataclass
class Bucket:
    """Some tokens at once, then so many a second."""

    rate: float
    burst: float
    left: float
    at: datetime

    def wait(self, now: datetime) -> float:
        """Seconds until there is a token; 0 is now."""
        self.left = min(self.burst, self.left + (now - self.at).total_seconds() * self.rate)
        self.at = now
        return 0.0 if self.left >= 1 else (1 - self.left) / self.rate


@dataclass
class Limits:
    """None turns a limit off; `burst` is how many messages a chat takes at once before it must be one a second."""

    per_chat: float | None = None
    burst: int = 1
    overall: float | None = None
    retry_after: int | None = None
    """What a refusal says, where it is not reckoned."""
    _buckets: dict[int, Bucket] = field(default_factory=dict)

    def spend(self, chat_id: int, now: datetime) -> None:
        """One message to a chat, or 429."""
        wanted = [(chat_id, self.per_chat, self.burst), (0, self.overall, self.overall)]
        buckets = [
            self._buckets.setdefault(key, Bucket(rate, burst, burst, now))
            for key, rate, burst in wanted
            if rate and burst
        ]
        wait = max((bucket.wait(now) for bucket in buckets), default=0.0)
        if wait > 0:
            seconds = self.retry_after or max(1, ceil(wait))
            raise Refused("slow down", {"retry_after": seconds}, seconds=seconds)
        for bucket in buckets:
            bucket.left -= 1
