"""Hear Telegram: keep a batch of updates, however they came, and say what is to be done about each."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.app import App
from bot.channels.telegram.translate import TELEGRAM, Taken, take
from bot.services.respond import Answer, respond_all, set_aside

log = logging.getLogger("randevou.telegram")
MOST_UPDATES = 100
"""A batch: what one transaction keeps."""


@dataclass(frozen=True, slots=True)
class Handled:
    """One update that is kept, and what is to be done about it now."""

    taken: Taken
    answer: Answer | None = None


Then = Callable[[list[Handled]], Awaitable[None]]
"""What is done with a batch that is kept; when it returns, the batch may be acknowledged."""


def handle(app: App, updates: Sequence[dict[str, Any]], now: datetime) -> list[Handled]:
    """Keep a batch of updates and what follows from them; StoreError if it cannot be kept: then nothing happened."""
    taken: list[Taken] = []
    unreadable: list[str] = []
    for update in updates:
        try:
            taken.append(take(update))
        except (KeyError, TypeError, AttributeError, ValueError):
            unreadable.append(str(update.get("update_id", "?")) if isinstance(update, dict) else "?")
    heard = [one.incoming for one in taken if one.incoming]
    answers = iter(respond_all(app, heard, now))
    if unreadable:
        set_aside(app, TELEGRAM.name, unreadable, now)
        log.warning("set aside %d updates that cannot be read", len(unreadable))
    return [Handled(one, next(answers) if one.incoming else None) for one in taken]
