"""The queue of updates: ids, what expires, what is acknowledged, the one poll that waits, and the faults of a queue."""

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tests.telegram.rules import Refused
from tests.telegram.world import JSON, Clock

Lane = tuple[str, int]
"""Updates of one lane go to a webhook one after the other; messages, taps and membership of a chat are three lanes."""
DAY = timedelta(days=1)
TAP_LIFE = timedelta(seconds=150)
"""add_update(UpdateType::CallbackQuery, ..., 150, ...): a tap that nobody fetches for 150 s is gone."""
AHEAD = 10
"""TQueue::get: an offset further ahead of the last id than this is ignored (nothing is acknowledged)."""
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True)
class Queued:
    """One update, waiting."""

    id: int
    body: str
    lane: Lane
    until: datetime
    owed: bool = False
    """To be delivered once more, even if it was acknowledged."""


class Updates:
    """What the bot has not acknowledged yet."""

    def __init__(self, clock: Clock, first_id: int = 700_000_001) -> None:
        self.clock = clock
        self.next_id = first_id
        self.pending: list[Queued] = []
        self.given: dict[int, Queued] = {}
        """Everything ever queued, for redelivery."""
        self.allowed: list[str] = []
        self.conflict_pause = 0.0
        """Seconds before a poll that lost hears of it again (Telegram: 3, after the first)."""
        self.on_new: Callable[[], None] = lambda: None
        self.on_change: Callable[[], None] = lambda: None
        self._waiting: asyncio.Future[None] | None = None

    def add(self, kind: str, body: JSON, lane: Lane) -> int:
        """Queue an update of a kind, if the bot wants that kind; its id, or 0."""
        if not self.wants(kind):
            return 0
        life = TAP_LIFE if kind == "callback_query" else DAY
        return self.push({kind: body}, lane, life)

    def push(self, raw: JSON | str, lane: Lane = ("raw", 0), life: timedelta = DAY) -> int:
        """Queue anything: a dict gets an update_id unless it has one; a text goes out as it is, JSON or not."""
        if isinstance(raw, str):
            update_id, body = self.next_id, raw
        else:
            update_id = raw.get("update_id", self.next_id)
            body = json.dumps({"update_id": update_id} | raw)
        self.next_id = update_id + 1
        queued = Queued(update_id, body, lane, self.clock() + life)
        self.given[update_id] = queued
        self.pending.append(queued)
        self.wake()
        return int(update_id)

    def wants(self, kind: str) -> bool:
        """Whether allowed_updates lets a kind in; without it, all but three."""
        return kind in self.allowed if self.allowed else kind not in NOT_BY_DEFAULT

    def redeliver(self, ids: Iterable[int]) -> None:
        """Deliver these once more, whatever was acknowledged."""
        now = self.clock()
        self.pending += [replace(self.given[i], owed=True, until=now + DAY) for i in ids]
        self.wake()

    def reorder(self, ids: Iterable[int]) -> None:
        """Let these pending updates go first, in this order."""
        wanted = list(ids)
        rank = {update_id: place for place, update_id in enumerate(wanted)}
        self.pending.sort(key=lambda queued: rank.get(queued.id, len(wanted)))

    def restart_ids(self, at: int = 1) -> None:
        """Go on with lower ids (documented after a week of silence: the next id is chosen randomly)."""
        self.next_id = at

    def clear(self) -> None:
        """drop_pending_updates."""
        self.pending.clear()

    def live(self) -> list[Queued]:
        """What has not expired."""
        now = self.clock()
        self.pending = [queued for queued in self.pending if queued.until >= now]
        return self.pending

    def take(self, offset: int, limit: int) -> list[Queued]:
        """Acknowledge everything below the offset, and hand out what follows."""
        pending = self.live()
        if offset < 0:
            self.pending = pending[offset:]
        elif offset <= self.next_id + AHEAD:
            self.pending = [queued for queued in pending if queued.owed or queued.id >= offset]
        self.on_change()
        batch = self.pending[:limit]
        owed = {id(queued) for queued in batch if queued.owed}
        self.pending = [replace(queued, owed=False) if id(queued) in owed else queued for queued in self.pending]
        return batch

    def first(self, lane: Lane) -> Queued | None:
        """The next one of a lane."""
        now = self.clock()
        return next((queued for queued in self.pending if queued.lane == lane and queued.until >= now), None)

    def forget(self, queued: Queued) -> None:
        """The webhook said 200."""
        if queued in self.pending:
            self.pending.remove(queued)
        self.on_change()

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Queued]:
        """getUpdates: at once if there is something, else wait; a poll that already waits loses (409)."""
        batch = self.take(offset, limit)
        if batch or not timeout:
            return batch
        self.interrupt("second poller")
        waiting = self._waiting = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(timeout):
                await waiting
        except TimeoutError:
            return []
        except Refused:
            await asyncio.sleep(self.conflict_pause)
            raise
        finally:
            if self._waiting is waiting:
                self._waiting = None
        return self.take(offset, limit)

    def interrupt(self, rule: str) -> None:
        """End the poll that waits."""
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(Refused(rule))

    def wake(self) -> None:
        """There is something new, or everything ends."""
        if self._waiting and not self._waiting.done():
            self._waiting.set_result(None)
        self.on_new()
